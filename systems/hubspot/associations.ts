import { groupBy } from 'lodash';
import type { SystemErrorDetails } from '../../engine/model';
import { chunksOf } from '../common/chunks';
import { SystemError } from '../common/engine';
import type { AssociationInput, HubSpotClient, NewAssociation } from './client';
import { errorOfRefusal } from './errors';
import { MAX_ASSOCIATION_ARCHIVE, MAX_ASSOCIATION_CREATE, MAX_ASSOCIATION_READ } from './limits';
import type { Relation, Relations } from './relations';

/** Associations as part of a new record. */
export function newAssociations(relations: Relations, targets: Readonly<Record<string, readonly string[]>>): NewAssociation[] {
	return Object.entries(targets).flatMap(([field, ids]) => {
		const relation = relations[field];
		return relation ? ids.map((id) => ({ to: { id }, types: [{ associationCategory: relation.category, associationTypeId: relation.typeId }] })) : [];
	});
}

/** Ids in the order of numbers, so that the same contacts are the same value. */
const inOrder = (ids: Iterable<string>): string[] =>
	[...new Set(ids)].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));

/** Where records are associated to, by field and record id; one read for all fields of one object. Without associations: an empty list. */
export async function readRelations(client: HubSpotClient, relations: Relations, ids: readonly string[]): Promise<Map<string, Map<string, string[]>>> {
	const all = new Map(Object.keys(relations).map((field) => [field, new Map([...new Set(ids)].map((id): [string, string[]] => [id, []]))]));
	if (ids.length === 0) return all;
	for (const fields of Object.values(groupBy(Object.keys(relations), (field) => JSON.stringify(relations[field]?.path)))) {
		const { path } = relations[fields[0] as string] as Relation;
		for (const chunk of chunksOf([...new Set(ids)], MAX_ASSOCIATION_READ)) {
			for (const { from, to } of await client.associations(path.from, path.to, chunk)) {
				for (const field of fields) {
					const found = all.get(field) as Map<string, string[]>;
					const related = to.filter(({ associationTypes }) => counts(relations[field] as Relation, associationTypes)).map(({ toObjectId }) => toObjectId);
					found.set(from.id, inOrder([...(found.get(from.id) ?? []), ...related]));
				}
			}
		}
	}
	return all;
}

const counts = (relation: Relation, types: ReadonlyArray<{ typeId: number; category: string }>): boolean =>
	relation.anyType || types.some(({ typeId, category }) => typeId === relation.typeId && category === relation.category);

async function readOne(client: HubSpotClient, field: string, relation: Relation, ids: readonly string[]): Promise<Map<string, string[]>> {
	return (await readRelations(client, { [field]: relation }, ids)).get(field) as Map<string, string[]>;
}

/**
 * Makes records point at exactly these (none: at nothing), and reads back what came of it.
 * Answers the errors by record id; records that are not in it point where they should.
 */
export async function writeRelation(
	client: HubSpotClient,
	field: string,
	relation: Relation,
	wanted: ReadonlyMap<string, readonly string[]>,
): Promise<Map<string, SystemErrorDetails>> {
	if (wanted.size === 0) return new Map();
	const { typeId, category, path } = relation;
	const ids = [...wanted.keys()];
	const before = await readOne(client, field, relation, ids);
	const added: AssociationInput[] = [];
	const removed: Array<{ from: string; to: string[] }> = [];
	for (const [from, targets] of wanted) {
		const present = new Set(before.get(from));
		added.push(...targets.filter((to) => !present.has(to)).map((to) => ({ from, to, typeId, category })));
		// A new primary company takes the place of the old one, which stays on as an ordinary association.
		const surplus = !relation.primary || targets.length === 0 ? [...present].filter((to) => !targets.includes(to)) : [];
		if (surplus.length > 0) removed.push({ from, to: surplus });
	}
	if (added.length === 0 && removed.length === 0) return new Map();
	const errors = new Map<string, SystemErrorDetails>();
	await inParts(added, MAX_ASSOCIATION_CREATE, (part) => client.associate(path.from, path.to, part), errors);
	if (relation.category !== 'HUBSPOT_DEFINED' && !relation.anyType) {
		// Who loses a label stays associated.
		const labels = removed.flatMap(({ from, to }) => to.map((one) => ({ from, to: one, typeId, category })));
		await inParts(labels, MAX_ASSOCIATION_ARCHIVE, (part) => client.removeLabels(path.from, path.to, part), errors);
	} else {
		await inParts(removed, MAX_ASSOCIATION_ARCHIVE, (part) => client.dissociate(path.from, path.to, part), errors);
	}
	const after = await readOne(client, field, relation, ids);
	const wrong = ids.filter((id) => inOrder(after.get(id) ?? []).join() !== inOrder(wanted.get(id) ?? []).join());
	return new Map(wrong.map((id) => [id, { ...(errors.get(id) ?? notMade), fields: [field] }]));
}

const notMade: SystemErrorDetails = {
	class: 'invalid',
	message: 'HubSpot did not make the association. The record that is pointed at may be gone, or the association has a limit in the settings of the account.',
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
