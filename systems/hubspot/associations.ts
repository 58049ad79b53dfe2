import type { SystemErrorDetails } from '../../engine/model';
import { chunksOf } from '../common/chunks';
import { SystemError } from '../common/engine';
import type { AssociationInput, HubSpotClient, NewAssociation } from './client';
import { errorOfRefusal } from './errors';
import { MAX_ASSOCIATION_ARCHIVE, MAX_ASSOCIATION_CREATE, MAX_ASSOCIATION_READ } from './limits';

/** The primary company of a contact or deal: a record id. */
export const COMPANY_ID = 'company.id';
/** The contacts of a deal: record ids. */
export const CONTACT_IDS = 'contact.ids';

interface Relation {
	to: string;
	/** The association type that is read and written (associations v4 guide, "Association type IDs"). */
	typeId: number;
	/** Any association between the two counts when reading, labelled or not. */
	anyType: boolean;
	many: boolean;
}

/** Of activities: contact, company and deal that they are about; of several the one with the lowest id. */
const activity = (contact: number, company: number, deal: number): Readonly<Record<string, Relation>> => ({
	'contact.id': { to: 'contacts', typeId: contact, anyType: true, many: false },
	[COMPANY_ID]: { to: 'companies', typeId: company, anyType: true, many: false },
	'deal.id': { to: 'deals', typeId: deal, anyType: true, many: false },
});

/** Pseudo-fields by object. */
const RELATIONS: Readonly<Record<string, Readonly<Record<string, Relation>>>> = {
	contacts: { [COMPANY_ID]: { to: 'companies', typeId: 1, anyType: false, many: false } },
	deals: {
		[COMPANY_ID]: { to: 'companies', typeId: 5, anyType: false, many: false },
		[CONTACT_IDS]: { to: 'contacts', typeId: 3, anyType: true, many: true },
	},
	calls: activity(194, 182, 206),
	emails: activity(198, 186, 210),
	meetings: activity(200, 188, 212),
	notes: activity(202, 190, 214),
	tasks: activity(204, 192, 216),
};

/** The pseudo-fields of an object that are associations, with what they point at. */
export const relationsOf = (object: string): Readonly<Record<string, Relation>> => RELATIONS[object] ?? {};

/** Associations as part of a new record. */
export function newAssociations(object: string, relations: Readonly<Record<string, readonly string[]>>): NewAssociation[] {
	return Object.entries(relations).flatMap(([field, targets]) => {
		const relation = relationsOf(object)[field];
		return relation ? targets.map((id) => ({ to: { id }, types: [{ associationCategory: 'HUBSPOT_DEFINED' as const, associationTypeId: relation.typeId }] })) : [];
	});
}

/** Ids in the order of numbers, so that the same contacts are the same value. */
const inOrder = (ids: Iterable<string>): string[] =>
	[...new Set(ids)].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));

/** Where records are associated to, by record id; a record without associations has an empty list. */
export async function readRelation(
	client: HubSpotClient,
	object: string,
	field: string,
	ids: readonly string[],
): Promise<Map<string, string[]>> {
	const found = new Map(ids.map((id): [string, string[]] => [id, []]));
	const relation = relationsOf(object)[field];
	if (!relation) return found;
	for (const chunk of chunksOf([...found.keys()], MAX_ASSOCIATION_READ)) {
		for (const { from, to } of await client.associations(object, relation.to, chunk)) {
			const related = to
				.filter(
					({ associationTypes }) =>
						relation.anyType ||
						associationTypes.some(
							({ typeId, category }) => typeId === relation.typeId && category === 'HUBSPOT_DEFINED',
						),
				)
				.map(({ toObjectId }) => toObjectId);
			found.set(from.id, inOrder([...(found.get(from.id) ?? []), ...related]));
		}
	}
	return found;
}

/**
 * Makes records point at exactly these (none: at nothing), and reads back what came of it.
 * Answers the errors by record id; records that are not in it point where they should.
 */
export async function writeRelation(
	client: HubSpotClient,
	object: string,
	field: string,
	wanted: ReadonlyMap<string, readonly string[]>,
): Promise<Map<string, SystemErrorDetails>> {
	const relation = relationsOf(object)[field];
	if (!relation || wanted.size === 0) return new Map();
	const ids = [...wanted.keys()];
	const before = await readRelation(client, object, field, ids);
	const added: AssociationInput[] = [];
	const removed: Array<{ from: string; to: string[] }> = [];
	for (const [from, targets] of wanted) {
		const present = new Set(before.get(from));
		added.push(...targets.filter((to) => !present.has(to)).map((to) => ({ from, to, typeId: relation.typeId })));
		// A new primary company takes the place of the old one, which stays on as an ordinary association.
		const surplus = relation.many || targets.length === 0 ? [...present].filter((to) => !targets.includes(to)) : [];
		if (surplus.length > 0) removed.push({ from, to: surplus });
	}
	if (added.length === 0 && removed.length === 0) return new Map();
	const errors = new Map<string, SystemErrorDetails>();
	await inParts(added, MAX_ASSOCIATION_CREATE, (part) => client.associate(object, relation.to, part), errors);
	await inParts(removed, MAX_ASSOCIATION_ARCHIVE, (part) => client.dissociate(object, relation.to, part), errors);
	const after = await readRelation(client, object, field, ids);
	const wrong = ids.filter((id) => inOrder(after.get(id) ?? []).join() !== inOrder(wanted.get(id) ?? []).join());
	return new Map(wrong.map((id) => [id, { ...(errors.get(id) ?? notMade), fields: [field] }]));
}

const notMade: SystemErrorDetails = {
	class: 'invalid',
	message: 'HubSpot did not make the association. The record that is pointed at may be gone.',
};

/** Sends in batches. One bad pair can fail a whole batch: then its halves are sent, until the bad one is alone. */
async function inParts<T extends { from: string }>(
	inputs: readonly T[],
	size: number,
	send: (part: readonly T[]) => Promise<ReadonlyArray<Parameters<typeof errorOfRefusal>[0]>>,
	errors: Map<string, SystemErrorDetails>,
): Promise<void> {
	for (const part of chunksOf(inputs, size)) {
		try {
			for (const refusal of await send(part)) {
				const about = Object.values(refusal.context ?? {}).flat();
				for (const { from } of part)
					if (about.includes(from) || part.length === 1) errors.set(from, errorOfRefusal(refusal));
			}
		} catch (error) {
			if (!(error instanceof SystemError)) throw error;
			if (part.length > 1 && SPLITS.has(error.details.status))
				await inParts(part, Math.ceil(part.length / 2), send, errors);
			else for (const { from } of part) errors.set(from, error.details);
		}
	}
}

/** Statuses with which one bad input fails a whole batch. */
export const SPLITS: ReadonlySet<number | undefined> = new Set([400, 404, 409]);
