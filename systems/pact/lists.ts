import { isEqual, uniqWith } from 'lodash';
import type { Clock } from '../../engine/run/clock-port';
import type { Lookup } from '../../engine/run/system-port';
import { Limiter } from '../common/limiter';
import { shared } from '../common/shared';
import type { PactClient } from './client';
import { ID_FIELD, MAX_PAGE, type PactObject, type PactRecord } from './contract';
import type { LookupKey } from './finder';
import { Snapshot } from './snapshot';

/** The end of the list is read again from so many records before it, to see that it has not shifted by more than that. */
const OVERLAP = 5;

/** Whole readings of an object's list, and what is remembered of them. */
export interface PactLists {
	/** Every record, page by page. */
	each(object: PactObject, look: (record: PactRecord) => void): Promise<void>;
	/** All results of a search, over all their pages. */
	search(object: PactObject, term: string): Promise<PactRecord[]>;
	/** Calls that reading every page takes; asked for by one small call when no list has told it yet. */
	pages(object: PactObject): Promise<number>;
	/** A snapshot that serves these lookups: the remembered one with the newest records added, or a new one. */
	snapshot(object: PactObject, lookups: readonly Lookup[]): Promise<Snapshot>;
	/** A record was written: a remembered snapshot learns it. */
	noteWritten(object: PactObject, record: PactRecord): void;
}

export function createPactLists(client: PactClient, clock: Clock): PactLists {
	const remembered = shared(clock, `snapshots|pact|${client.connection}`, () => new Map<PactObject, Snapshot>());
	/** One reading at a time: who comes second finds it done. */
	const turn = shared(clock, `snapshot turn|pact|${client.connection}`, () => new Limiter(clock, 1));

	async function each(object: PactObject, look: (record: PactRecord) => void): Promise<void> {
		const first = await client.list(object, { limit: MAX_PAGE, offset: 0 });
		// A server may give smaller pages than it was asked for.
		const size = Math.max(1, Math.min(first.limit ?? MAX_PAGE, MAX_PAGE));
		const pages = Math.ceil(first.total / size);
		first.items.forEach(look);
		// Several pages are under way at a time, and looked at in their order. Behind an empty one there is nothing, whatever the total says.
		for (let start = 1; start < pages; start += client.state.limiter.concurrency) {
			const width = Math.min(client.state.limiter.concurrency, pages - start);
			const some = Array.from({ length: width }, (_, place) => (start + place) * size);
			const lists = await Promise.all(some.map((offset) => client.list(object, { limit: size, offset })));
			for (const list of lists) list.items.forEach(look);
			if (lists.some(({ items }) => items.length === 0)) return;
		}
	}

	/** Adds what was created since. False when the list has shifted (records were erased), so that the end cannot be trusted. */
	async function caughtUp(object: PactObject, snapshot: Snapshot): Promise<boolean> {
		for (;;) {
			const offset = Math.max(0, snapshot.size - OVERLAP);
			const page = await client.list(object, { limit: MAX_PAGE, offset });
			const [first] = page.items;
			if (snapshot.size > 0 && (first === undefined || !snapshot.has(first[ID_FIELD]))) return false;
			page.items.forEach((record) => snapshot.append(record));
			if (page.items.length === 0 || offset + page.items.length >= page.total) return true;
		}
	}

	return {
		each,

		async search(object, term) {
			const all: PactRecord[] = [];
			for (;;) {
				const page = await client.list(object, { limit: MAX_PAGE, offset: all.length, search: term });
				all.push(...page.items);
				if (page.items.length === 0 || all.length >= page.total) return all;
			}
		},

		async pages(object) {
			const total = client.state.totals[object] ?? (await client.list(object, { limit: 1, offset: 0 })).total;
			return Math.max(1, Math.ceil(total / MAX_PAGE));
		},

		async snapshot(object, lookups) {
			const keys: LookupKey[] = uniqWith(
				lookups.map(({ kind, field, options }) => ({ kind, field, ...(options ? { options } : {}) })),
				isEqual,
			);
			return await turn.run(async () => {
				const known = remembered.get(object);
				if (
					known?.serves(keys, clock.now().getTime()) &&
					(await caughtUp(object, known)) &&
					known.serves(keys, clock.now().getTime())
				)
					return known;
				const taken = new Snapshot(uniqWith([...keys, ...(known?.keys ?? [])], isEqual), clock.now().getTime());
				await each(object, (record) => taken.append(record));
				remembered.set(object, taken);
				return taken;
			});
		},

		noteWritten: (object, record) => remembered.get(object)?.note(record),
	};
}
