import type { FeedPorts, FeedSettings } from '../../engine/run/feed';
import type { SyncItem } from '../../engine/model';
import { World } from './run-world';

/** The world of the present test. */
export let world: World;
/** What was emitted to `watching`, in order. */
export let emitted: SyncItem[];

export const MINUTE = 60_000;

/** A fresh world for every test of the file. */
export function useFeedWorld(): void {
	jest.setTimeout(60_000);
	beforeEach(async () => {
		world = await World.open();
		emitted = [];
	});
	afterEach(async () => {
		await world.close();
	});
}

export const contact = (id: string, title = 'CEO', late: { stamp?: number; visibleAt?: number } = {}) =>
	world.source.save(
		'Contact',
		id,
		{ Email: `${id}@acme.example`, LastName: id, Title: title, AccountId: null, Level: null },
		late,
	);

export const watching =
	(next: FeedPorts['emit']): FeedPorts['emit'] =>
	async (object, items) => (emitted.push(...items), await next(object, items));

export const ids = () => emitted.map(({ change }) => change.id);

/** One object only, so that reads can be counted. */
export const contacts: Partial<FeedSettings> = { objects: [{ name: 'Contact', fields: [] }] };
export const two: Partial<FeedSettings> = {
	objects: [
		{ name: 'Lead', fields: [] },
		{ name: 'Contact', fields: [] },
	],
};

/** The store with some of its methods replaced. */
export const with_ = <T extends object>(store: T, methods: Partial<T>): T =>
	new Proxy(store, { get: (of, name) => Reflect.get(name in methods ? methods : of, name) as unknown });
