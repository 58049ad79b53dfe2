import { HubSpotError } from '../errors';
import type { Hub } from '../hub';
import { refuseTwins, type Draft } from '../save/draft';
import { commit } from '../save/save';
import type { Author } from '../store/record';
import type { BatchOutcome } from './batchAnswer';
import { mustLocate } from './locate';
import { makeAssociations, type NewAssociation } from './newAssociations';
import { shown } from './show';

type Item = Record<string, unknown>;

/** What an input may say of itself. */
interface Traced {
	readonly id?: string;
	readonly objectWriteTraceId?: string | undefined;
}

/** An input that passed all rules. */
export interface Prepared {
	readonly draft: Draft;
	readonly associations?: readonly NewAssociation[];
}

/** A batch of writes. */
interface BatchWrite<T extends Traced> {
	readonly inputs: readonly T[];
	/** Checks one input. @throws HubSpotError */
	readonly prepare: (input: T) => Prepared;
	/** False: all or nothing. True: refused inputs become errors of a 207, the others are written. */
	readonly partial: boolean;
	/** Whether results say which records are new, as those of upserts do. */
	readonly tellNew?: boolean;
	/** Errors that are known already. */
	readonly errors: readonly Item[];
}

/** Writes a batch. @throws HubSpotError when one input is refused and the batch is all or nothing */
export function saveBatch<T extends Traced>(hub: Hub, author: Author, batch: BatchWrite<T>): BatchOutcome {
	const { inputs, prepare, tellNew = false } = batch;
	const save = (input: T, prepared: Prepared): Item => ({
		...written(hub, author, prepared),
		...(input.objectWriteTraceId === undefined ? {} : { objectWriteTraceId: input.objectWriteTraceId }),
		...(tellNew ? { new: prepared.draft.record === undefined } : {}),
	});
	if (!batch.partial) {
		const checked = inputs.map((input) => ({ input, prepared: prepare(input) }));
		refuseTwins(
			hub.portal,
			checked.map(({ prepared }) => prepared.draft),
		);
		return { results: checked.map(({ input, prepared }) => save(input, prepared)), errors: [...batch.errors] };
	}
	const outcome: BatchOutcome = { results: [], errors: [...batch.errors] };
	for (const input of inputs) {
		try {
			outcome.results.push(save(input, prepare(input)));
		} catch (error) {
			if (!(error instanceof HubSpotError)) throw error;
			outcome.errors.push(error.item(contextOf(input)));
		}
	}
	return outcome;
}

/** Only batches in which every input can be told apart by its trace id may succeed in part. */
export const everyTraced = (inputs: readonly Traced[]): boolean =>
	inputs.length > 0 && inputs.every((input) => input.objectWriteTraceId !== undefined);

/** How an error names the input it is about. */
export function contextOf({ id, objectWriteTraceId }: Traced): Record<string, string[]> {
	if (objectWriteTraceId !== undefined) return { objectWriteTraceId: [objectWriteTraceId] };
	return id === undefined ? {} : { ids: [id] };
}

/** Writes one record, and answers it with everything that is set. */
function written({ portal }: Hub, author: Author, { draft, associations = [] }: Prepared): Item {
	const { type } = draft;
	const { id } = commit(portal, draft, author);
	makeAssociations(portal, type, id, associations, author);
	const record = mustLocate(portal, type, id);
	return shown(portal, type, record, { properties: Object.keys(record.properties) });
}
