import type { AssociationType } from '../schema/associationTypes';
import type { ObjectType } from '../schema/types';
import type { Portal } from '../store/portal';
import type { Author } from '../store/record';
import { refresh } from './save';

/** One end of an association. */
export interface End {
	readonly type: ObjectType;
	readonly id: string;
}

/**
 * Associates two records by the given types; the plain association comes with every label. A first company becomes the
 * primary one by itself, and a new primary one takes the place of the old. Nothing happens where all is so already.
 */
export function associate(portal: Portal, from: End, to: End, types: readonly AssociationType[], author: Author): void {
	const plain = portal.associationTypes.plain(from.type.id, to.type.id);
	const wanted = new Set([plain, ...types]);
	const primary = portal.associationTypes.primary(from.type.id, to.type.id);
	if (primary && !hasPrimary(portal, from, to, primary)) wanted.add(primary);
	const touched = new Map<string, End>();
	for (const type of wanted) {
		if (type.primary) for (const end of endOtherPrimaries(portal, from, to, type, author)) note(touched, end);
		if (add(portal, from, to, type, author)) for (const end of [from, to]) note(touched, end);
	}
	for (const { type, id } of touched.values()) refresh(portal, type, id);
}

/** Ends the association of two records altogether, or only some of its types. */
export function dissociate(
	portal: Portal,
	from: End,
	to: End,
	author: Author,
	types: readonly AssociationType[] = portal.associationTypes.between(from.type.id, to.type.id),
): void {
	const removed = types.filter((type) => remove(portal, from, to, type, author));
	if (removed.length > 0) for (const { type, id } of [from, to]) refresh(portal, type, id);
}

const at = ({ type, id }: End): { type: string; id: string } => ({ type: type.id, id });

const note = (touched: Map<string, End>, end: End): void => void touched.set(`${end.type.id}/${end.id}`, end);

/**
 * The end that may have only one primary other: the contact or the deal. Type ids 1 and 5 start at it, their inverses 2
 * and 6 end at it; HubSpot numbers each pair in this order.
 */
function single(from: End, to: End, primary: AssociationType): { one: End; company: End; typeId: number } {
	return primary.id < primary.inverse
		? { one: from, company: to, typeId: primary.id }
		: { one: to, company: from, typeId: primary.inverse };
}

function primaries(portal: Portal, from: End, to: End, primary: AssociationType): End[] {
	const { one, company, typeId } = single(from, to, primary);
	return portal.associations
		.of(one.type.id, one.id, company.type.id)
		.filter((other) => other.typeIds.has(typeId))
		.map((other) => ({ type: company.type, id: other.id }));
}

const hasPrimary = (portal: Portal, from: End, to: End, primary: AssociationType): boolean =>
	primaries(portal, from, to, primary).length > 0;

function endOtherPrimaries(portal: Portal, from: End, to: End, primary: AssociationType, author: Author): End[] {
	const { one, company, typeId } = single(from, to, primary);
	const others = primaries(portal, from, to, primary).filter((other) => other.id !== company.id);
	const type = portal.associationTypes.find(typeId, one.type.id, company.type.id);
	for (const other of others) if (type) remove(portal, one, other, type, author);
	return others;
}

function add(portal: Portal, from: End, to: End, type: AssociationType, author: Author): boolean {
	if (!portal.associations.add(at(from), at(to), type.id)) return false;
	portal.associations.add(at(to), at(from), type.inverse);
	tell(portal, 'associated', from, to, type, author);
	return true;
}

function remove(portal: Portal, from: End, to: End, type: AssociationType, author: Author): boolean {
	if (!portal.associations.remove(at(from), at(to), type.id)) return false;
	portal.associations.remove(at(to), at(from), type.inverse);
	tell(portal, 'dissociated', from, to, type, author);
	return true;
}

function tell(
	portal: Portal,
	kind: 'associated' | 'dissociated',
	from: End,
	to: End,
	type: AssociationType,
	author: Author,
): void {
	portal.tell({
		kind,
		objectTypeId: from.type.id,
		at: portal.now(),
		author,
		fromId: from.id,
		toObjectTypeId: to.type.id,
		toId: to.id,
		typeId: type.id,
		category: type.category,
	});
}
