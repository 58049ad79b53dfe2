import type { Lookup } from '../../engine/run/system-port';
import { type HubSpotSubject, hubSpotSubject } from './subjects/hubspot';

/** A first sync into a portal that knows nobody: HubSpot itself refuses a second contact with an address, so that not every one need be looked for. */
describe('Looks that are left to the create', () => {
	let hub: HubSpotSubject;
	/** Everybody who was looked for, so that each look is for others. */
	let people: number;

	beforeEach(async () => {
		hub = await hubSpotSubject();
		people = 0;
	});
	afterEach(() => hub.sandbox.close());

	const calls = () => hub.sandbox.stats.snapshot().calls;
	const keysOf = (email: string): Lookup[] => [{ kind: 'email', field: 'email', value: email, createFollows: true }];
	const next = (count: number) => Array.from({ length: count }, () => `person${(people += 1)}@acme.example`);

	async function look(emails: readonly string[], lookups = keysOf) {
		hub.sandbox.stats.reset();
		const found = await hub.records.find('contacts', emails.flatMap(lookups), ['email']);
		return { found: found.map((list) => list.map(({ id }) => id)), calls: calls() };
	}
	const create = async (emails: readonly string[], values = (email: string): Record<string, string> => ({ email, lastname: 'Smith' })) =>
		await hub.records.write(
			'contacts',
			emails.map((email) => ({ op: 'create' as const, values: values(email), lookups: keysOf(email) })),
		);
	/** Two full batches, of whom HubSpot knows nobody. */
	const inVain = async () => void (await look(next(200)));
	const all = async () => await hub.source.count({ object: 'contacts' });

	it('cost nothing once two full batches have found nobody', async () => {
		expect((await look(next(100))).calls).toBeGreaterThan(1);
		expect((await look(next(100))).calls).toBeGreaterThan(1);
		const emails = next(100);
		expect(await look(emails)).toEqual({ found: emails.map(() => []), calls: 0 });
		expect((await create(emails)).every(({ ok }) => ok)).toBe(true);
		expect((await look(next(100))).calls).toBe(0);
	});

	it.each([
		['the address', (email: string) => ({ email })],
		['a further address', (email: string) => ({ email: 'other@acme.example', hs_additional_emails: email })],
	])('double nobody whom HubSpot knows by %s: the create is refused, and the next look finds who it is', async (_by, values) => {
		await inVain();
		const emails = next(100);
		const known = emails[40] ?? '';
		const id = hub.make('contacts', { lastname: 'Known', ...values(known) });
		expect((await look(emails)).calls).toBe(0);
		const results = await create(emails);
		expect(results.flatMap((result, place) => (result.ok ? [] : [[place, result.error.class]]))).toEqual([[40, 'duplicate']]);
		// From now on it is looked first.
		const again = await look([known, ...next(99)]);
		expect(again.found[0]).toEqual([id]);
		expect(again.calls).toBeGreaterThan(1);
	});

	it('are made up for where the create does not write what would be refused', async () => {
		await inVain();
		const emails = next(60);
		hub.make('contacts', { lastname: 'Known', email: emails[0] ?? '' });
		await look(emails);
		const results = await create(emails, () => ({ lastname: 'Smith' }));
		expect(new Set(results.map((result) => (result.ok ? 'created' : result.error.class)))).toEqual(new Set(['temporary']));
		expect(await all()).toBe(1);
		expect((await look(emails)).found[0]).toHaveLength(1);
	});

	it('are those of many records that are about to be created only, and never of addresses with a tag', async () => {
		await inVain();
		expect((await look(next(5))).calls).toBeGreaterThan(0);
		expect((await look(next(100), (value) => [{ kind: 'email', field: 'email', value }])).calls).toBeGreaterThan(0);
		const tagged = (value: string): Lookup[] => [{ kind: 'email', field: 'email', value, createFollows: true, options: { plusAddress: 'drop' } }];
		expect((await look(next(100), tagged)).calls).toBeGreaterThan(0);
	});

	it('are not left out for what was found out long ago', async () => {
		await inVain();
		hub.sandbox.clock.advance(11 * 60_000);
		expect((await look(next(100))).calls).toBeGreaterThan(1);
	});

	it('are left out by external id where the property is unique', async () => {
		const byId = (value: string): Lookup[] => [{ kind: 'external-id', field: 'salesforce_id', value, createFollows: true }];
		const ids = (count: number) => next(count).map((_, n) => `003${people}x${n}`);
		await look(ids(200), byId);
		const some = ids(100);
		expect((await look(some, byId)).calls).toBe(0);
		hub.make('contacts', { lastname: 'Known', salesforce_id: some[7] ?? '' });
		const results = await hub.records.write(
			'contacts',
			some.map((id) => ({ op: 'create' as const, values: { lastname: 'Smith', salesforce_id: id }, lookups: byId(id) })),
		);
		expect(results.flatMap((result, place) => (result.ok ? [] : [[place, result.error.class]]))).toEqual([[7, 'duplicate']]);
	});
});
