import { uniqBy } from 'lodash';
import type { SystemErrorDetails } from '../../engine/model';
import type { ArchiveResult, Lookup, RecordPort, RecordState, WriteOp, WriteResult } from '../../engine/run/system-port';
import { isObject } from '../common/flatten';
import { inPool } from '../common/pool';
import { tagArchived } from './archive';
import { activityBody, isAppendOnly } from './activities';
import type { PactClient } from './client';
import { CUSTOM_PREFIX, ID_FIELD, MAX_PAGE, type PactObject, type PactRecord } from './contract';
import type { Definitions } from './definitions';
import { detailsOf } from './errors';
import { isById, isProvenByCreate, matches, searchTerms } from './finder';
import type { PactLists } from './lists';
import { customKeys, pactObject, rawValue, recordState, writeBody } from './values';

/** From so many records on a first page is worth reading to learn how many there are. */
const WORTH_A_PAGE = 5;

/** So few single calls are never dearer than a look at the pages. */
const FEW = 2;

/** Refusals that the rest of a batch would meet as well: it is not sent. */
const STOPS_THE_BATCH: ReadonlySet<SystemErrorDetails['class']> = new Set([
	'credential-refused',
	'not-allowed',
	'rate-limited',
	'quota-spent',
]);

/** Pact has no batch calls: one call a record, several at a time, and list pages where they take fewer calls. */
export function createPactRecords(client: PactClient, definitions: Definitions, lists: PactLists): RecordPort {
	async function readRecords(object: PactObject, ids: readonly string[]): Promise<Map<string, PactRecord>> {
		const wanted = new Set(ids);
		const found = new Map<string, PactRecord>();
		const keep = (record: PactRecord) => void (wanted.has(record[ID_FIELD]) && found.set(record[ID_FIELD], record));
		if (wanted.size >= WORTH_A_PAGE && client.state.totals[object] === undefined) {
			(await client.list(object, { limit: MAX_PAGE, offset: 0 })).items.forEach(keep);
		}
		const missing = [...wanted].filter((id) => !found.has(id));
		if (missing.length > FEW && missing.length > (await lists.pages(object)) + 1) await lists.each(object, keep);
		// Pages can shift while they are read, so that only a single read proves a record missing.
		const unseen = missing.filter((id) => !found.has(id));
		await Promise.all(unseen.map(async (id) => keepIfThere(keep, await client.get(object, id))));
		return found;
	}

	async function findBySearch(
		object: PactObject,
		lookup: Lookup,
		results: Map<string, Promise<PactRecord[]>>,
	): Promise<PactRecord[]> {
		for (const term of searchTerms(lookup)) {
			const asked = results.get(term) ?? lists.search(object, term);
			results.set(term, asked);
			// Pages can shift while they are read, so that a record may be on two of them.
			const hits = uniqBy(
				(await asked).filter((record) => matches(record, lookup)),
				ID_FIELD,
			);
			if (hits.length > 0) return hits;
		}
		return [];
	}

	/** By one look at everything. What it finds is read afresh, because it may have changed since. */
	async function findInLists(object: PactObject, lookups: readonly Lookup[]): Promise<Map<Lookup, PactRecord[]>> {
		const snapshot = await lists.snapshot(object, lookups);
		const candidates = new Map(lookups.map((lookup) => [lookup, snapshot.candidates(lookup)]));
		const records = await readRecords(object, [...candidates.values()].flat());
		const hitsOf = (lookup: Lookup, ids: string[]) =>
			ids.flatMap((id) => records.get(id) ?? []).filter((record) => matches(record, lookup));
		return new Map([...candidates].map(([lookup, ids]) => [lookup, hitsOf(lookup, ids)]));
	}

	/** Custom fields that hold structures, asked for only when a text looks like one. */
	async function jsonKeysFor(object: PactObject, ops: readonly WriteOp[]): Promise<ReadonlySet<string>> {
		const suspects = ops.some(({ values }) =>
			customKeys(values).some((key) => looksLikeJson(values[`${CUSTOM_PREFIX}.${key}`])),
		);
		if (!suspects) return new Set();
		return new Set(
			(await definitions.customFields(object)).filter((field) => field.type === 'json').map((field) => field.key),
		);
	}

	async function archive(object: PactObject, ids: readonly string[], archived: boolean): Promise<ArchiveResult[]> {
		return isAppendOnly(object) ? ids.map(() => ({ ok: false, error: appendOnly })) : await tagArchived(client, object, ids, archived);
	}

	return {
		system: 'pact',
		connection: client.connection,

		async read(objectName, ids, fields) {
			const records = await readRecords(pactObject(objectName), ids);
			return new Map([...records].map(([id, record]) => [id, recordState(record, fields)]));
		},

		async find(objectName, lookups, fields) {
			const object = pactObject(objectName);
			const byId = await readRecords(
				object,
				lookups.filter(isById).map((lookup) => lookup.value),
			);
			const others = lookups.filter((lookup) => !isById(lookup) && !isProvenByCreate(lookup));
			const searchable = others.filter((lookup) => searchTerms(lookup).length > 0);
			const searches = new Set(searchable.map((lookup) => searchTerms(lookup)[0])).size;
			// Searches are live, and the better choice as long as they are few.
			const inLists =
				searches > FEW && searches > (await lists.pages(object)) + 1
					? others
					: others.filter((lookup) => !searchable.includes(lookup));
			const hits = inLists.length > 0 ? await findInLists(object, inLists) : new Map<Lookup, PactRecord[]>();
			const results = new Map<string, Promise<PactRecord[]>>();
			return await Promise.all(
				lookups.map(async (lookup): Promise<RecordState[]> => {
					if (isById(lookup))
						return [byId.get(lookup.value)]
							.filter((record) => record !== undefined)
							.map((record) => recordState(record, fields));
					if (isProvenByCreate(lookup)) return [];
					const found = hits.get(lookup) ?? (await findBySearch(object, lookup, results));
					return found.map((record) => recordState(record, fields));
				}),
			);
		},

		// All fields of a record go in one call, which is done as a whole or not at all: no field is written before a withdrawn consent.
		async write(objectName, ops) {
			const object = pactObject(objectName);
			const jsonKeys = await jsonKeysFor(object, ops);
			let stop: SystemErrorDetails | undefined;
			return await inPool(ops, client.state.limiter.concurrency, async (op): Promise<WriteResult> => {
				if (stop) return { ok: false, error: stop };
				if (op.op === 'update' && isAppendOnly(object)) return { ok: false, error: appendOnly };
				try {
					const body = isAppendOnly(object) ? activityBody(op.values) : writeBody(op.values, jsonKeys);
					const record =
						op.op === 'create' ? await client.create(object, body) : await client.update(object, op.id, body);
					lists.noteWritten(object, record);
					// An answer that leaves out what was written shows nothing of it; the caller then reads the record.
					const shown = Object.keys(op.values).every((name) => rawValue(record, name) !== undefined);
					return {
						ok: true,
						id: record[ID_FIELD],
						...(shown ? { record: recordState(record, fieldNames(record)) } : {}),
					};
				} catch (error) {
					const details = detailsOf(error);
					if (STOPS_THE_BATCH.has(details.class)) stop ??= details;
					return { ok: false, error: details };
				}
			});
		},

		archive: async (objectName, ids) => await archive(pactObject(objectName), ids, true),
		restore: async (objectName, ids) => await archive(pactObject(objectName), ids, false),
	};
}

function keepIfThere(keep: (record: PactRecord) => void, record: PactRecord | undefined): void {
	if (record) keep(record);
}

const appendOnly: SystemErrorDetails = {
	class: 'invalid',
	message: 'Entries of Pact’s activity feed cannot be changed or taken back. Give the rows the rule "Create only" in the Field & Stage Mapper.',
};

const looksLikeJson = (value: unknown): boolean => typeof value === 'string' && /^\s*[[{]/.test(value);

/** All fields of a record by the names that we use. The internal integer id means nothing to us. */
function fieldNames(record: PactRecord): string[] {
	const custom = record[CUSTOM_PREFIX];
	const own = Object.keys(record).filter((name) => name !== 'id' && name !== CUSTOM_PREFIX);
	return isObject(custom) ? [...own, ...Object.keys(custom).map((key) => `${CUSTOM_PREFIX}.${key}`)] : own;
}
