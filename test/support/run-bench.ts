import type { MappedItem, Mapping } from '../../engine/model';
import type { RecordOutcome } from '../../engine/run/batch';
import { MAPPINGS } from './run-mappings';
import { FEED, World } from './run-world';

/** The world of the present test. */
export let world: World;

/** A fresh world for every test of the file. */
export function useWorld(): void {
	jest.setTimeout(60_000);
	beforeEach(async () => {
		world = await World.open();
	});
	afterEach(async () => {
		await world.close();
	});
}

export const told = (outcomes: readonly RecordOutcome[]) =>
	outcomes.map(({ source, outcome, reason }) => `${source.id} ${outcome}/${reason}`);
export const contact = (id: string, email: string | null, more: Record<string, string | null> = {}) =>
	world.source.save('Contact', id, { Email: email, LastName: id, Title: null, AccountId: null, Level: null, ...more });
export const lead = (id: string, email: string | null, more: Record<string, string | null> = {}) =>
	world.source.save('Lead', id, { Email: email, LastName: id, Title: null, ...more });
export const known = (index = 0) => world.target.records[index]!;

/** The items under tickets, as a trigger emits them. */
export async function ticketed(items: readonly MappedItem[]): Promise<MappedItem[]> {
	const refs = items.map(({ change }) => ({ ref: change, stamp: `${change.modifiedAt}${Math.random()}` }));
	const seqs = await world.store.notePage({ feed: FEED, object: 'Contact', refs, cursor: 'c', leaseMs: 600_000 });
	return items.map((item) => ({
		...item,
		change: {
			...item.change,
			ticket: { feed: FEED, seq: seqs.get(`salesforce|00D|${item.change.object}|${item.change.id}`) ?? 0, attempt: 0 },
		},
	}));
}

/** Another version of a mapping for an object's items. */
export async function remap(object: string, change: Partial<Mapping>): Promise<void> {
	world.versions.set(object, await world.store.saveMapping({ ...MAPPINGS[object]!, ...change }));
}

export const contacts = (ids?: string[]) => world.items('Contact', ids);
