import type { FieldValues, SystemErrorDetails } from '../../engine/model';
import type { Lookup, RecordPort, RecordState, WriteOp, WriteResult } from '../../engine/run/system-port';
import { inPool } from '../common/pool';
import type { PactClient } from './client';
import { ID_FIELD, MAX_PAGE, type PactObject, type PactRecord } from './contract';
import type { Definitions } from './definitions';
import { detailsOf } from './errors';
import { isById, matches, searchTerms } from './finder';
import { customKeys, pactObject, recordState, writeBody } from './values';

/** From so many records on a first page is worth reading to learn how many there are. */
const WORTH_A_PAGE = 5;

/** So few single calls are never dearer than a look at the pages. */
const FEW = 2;

/** Refusals that the rest of a batch would meet as well: it is not sent. */
const STOPS_THE_BATCH: ReadonlySet<SystemErrorDetails['class']> = new Set(['credential-refused', 'rate-limited', 'quota-spent']);

/** Pact has no batch calls: one call a record, several at a time, and list pages where they take fewer calls. */
export function createPactRecords(client: PactClient, definitions: Definitions): RecordPort {
	/** Every record, page by page: the first page tells how many pages there are. */
	async function eachRecord(object: PactObject, look: (record: PactRecord) => void): Promise<void> {
		const first = await client.list(object, { limit: MAX_PAGE, offset: 0 });
		first.items.forEach(look);
		// A server may give smaller pages than it was asked for.
		const size = Math.min(first.limit ?? MAX_PAGE, MAX_PAGE);
		const offsets = Array.from({ length: Math.max(0, Math.ceil(first.total / size) - 1) }, (_, page) => (page + 1) * size);
		await Promise.all(offsets.map(async (offset) => (await client.list(object, { limit: size, offset })).items.forEach(look)));
	}

	/** Calls that reading every page takes; asked for by one small call when no list has told it yet. */
	async function pagesOf(object: PactObject): Promise<number> {
		const total = client.state.totals[object] ?? (await client.list(object, { limit: 1, offset: 0 })).total;
		return Math.max(1, Math.ceil(total / MAX_PAGE));
	}

	async function readRecords(object: PactObject, ids: readonly string[]): Promise<Map<string, PactRecord>> {
		const wanted = new Set(ids);
		const found = new Map<string, PactRecord>();
		const keep = (record: PactRecord) => void (wanted.has(record[ID_FIELD]) && found.set(record[ID_FIELD], record));
		if (wanted.size >= WORTH_A_PAGE && client.state.totals[object] === undefined) {
			(await client.list(object, { limit: MAX_PAGE, offset: 0 })).items.forEach(keep);
		}
		const missing = [...wanted].filter((id) => !found.has(id));
		if (missing.length > FEW && missing.length > (await pagesOf(object)) + 1) await eachRecord(object, keep);
		// Pages can shift while they are read, so that only a single read proves a record missing.
		const unseen = missing.filter((id) => !found.has(id));
		await Promise.all(unseen.map(async (id) => keepIfThere(keep, await client.get(object, id))));
		return found;
	}

	/** All results of a search, over all their pages. */
	async function search(object: PactObject, term: string): Promise<PactRecord[]> {
		const all: PactRecord[] = [];
		for (;;) {
			const page = await client.list(object, { limit: MAX_PAGE, offset: all.length, search: term });
			all.push(...page.items);
			if (page.items.length === 0 || all.length >= page.total) return all;
		}
	}

	async function findBySearch(object: PactObject, lookup: Lookup, results: Map<string, Promise<PactRecord[]>>): Promise<PactRecord[]> {
		for (const term of searchTerms(lookup) ?? []) {
			const asked = results.get(term) ?? search(object, term);
			results.set(term, asked);
			const hits = (await asked).filter((record) => matches(record, lookup));
			if (hits.length > 0) return hits;
		}
		return [];
	}

	async function findInPages(object: PactObject, lookups: ReadonlySet<Lookup>): Promise<Map<Lookup, PactRecord[]>> {
		const hits = new Map([...lookups].map((lookup) => [lookup, new Map<string, PactRecord>()]));
		await eachRecord(object, (record) => {
			for (const [lookup, found] of hits) if (matches(record, lookup)) found.set(record[ID_FIELD], record);
		});
		return new Map([...hits].map(([lookup, found]) => [lookup, [...found.values()]]));
	}

	/** Custom fields that hold structures, asked for only when a text looks like one. */
	async function jsonKeysFor(object: PactObject, ops: readonly WriteOp[]): Promise<ReadonlySet<string>> {
		const suspects = ops.some(({ values }) => customKeys(values).some((key) => looksLikeJson(values[`custom_fields.${key}`])));
		if (!suspects) return new Set();
		return new Set((await definitions.customFields(object)).filter((field) => field.type === 'json').map((field) => field.key));
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
			const byId = await readRecords(object, lookups.filter(isById).map((lookup) => lookup.value));
			const others = new Set(lookups.filter((lookup) => !isById(lookup)));
			const terms = [...others].map(searchTerms);
			const searches = new Set(terms.flatMap((list) => list?.[0] ?? [])).size;
			const inPages = terms.includes(undefined) || (searches > FEW && searches > (await pagesOf(object)) + 1);
			const hits = inPages ? await findInPages(object, others) : undefined;
			const results = new Map<string, Promise<PactRecord[]>>();
			return await Promise.all(
				lookups.map(async (lookup): Promise<RecordState[]> => {
					if (isById(lookup)) return [byId.get(lookup.value)].filter((record) => record !== undefined).map((record) => recordState(record, fields));
					const found = hits ? (hits.get(lookup) ?? []) : await findBySearch(object, lookup, results);
					return found.map((record) => recordState(record, fields));
				}),
			);
		},

		async write(objectName, ops) {
			const object = pactObject(objectName);
			const jsonKeys = await jsonKeysFor(object, ops);
			let stop: SystemErrorDetails | undefined;
			return await inPool(ops, client.state.limiter.concurrency, async (op): Promise<WriteResult> => {
				if (stop) return { ok: false, error: stop };
				try {
					const body = writeBody(op.values, jsonKeys);
					const record = op.op === 'create' ? await client.create(object, body) : await client.update(object, op.id, body);
					return { ok: true, id: record[ID_FIELD], record: recordState(record, namesFor(record, op.values)) };
				} catch (error) {
					const details = detailsOf(error);
					if (STOPS_THE_BATCH.has(details.class)) stop ??= details;
					return { ok: false, error: details };
				}
			});
		},
	};
}

function keepIfThere(keep: (record: PactRecord) => void, record: PactRecord | undefined): void {
	if (record) keep(record);
}

const looksLikeJson = (value: unknown): boolean => typeof value === 'string' && /^\s*[[{]/.test(value);

/** The answer's own fields, and those that were written even if the answer leaves them out. */
function namesFor(record: PactRecord, written: FieldValues): string[] {
	const custom = record.custom_fields;
	const keys = typeof custom === 'object' && custom !== null ? Object.keys(custom).map((key) => `custom_fields.${key}`) : [];
	const own = Object.keys(record).filter((name) => name !== 'id' && name !== 'custom_fields');
	return [...new Set([...own, ...keys, ...Object.keys(written)])];
}
