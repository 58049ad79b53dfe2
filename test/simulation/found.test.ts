import { planRecord } from '../../engine/merge/plan-record';
import { echoOf } from '../../engine/run/echo';
import type { Job } from '../../engine/run/job';
import type { LinkWithBase } from '../../engine/run/store-port';
import { MAPPINGS } from '../support/run-mappings';
import { World } from '../support/run-world';

/** What the convergence test has found, one by one. */
async function withWorld(test: (world: World) => Promise<void>): Promise<void> {
	const world = await World.open();
	try {
		await test(world);
	} finally {
		await world.close();
	}
}

const person = { Email: 'ann@acme.example', LastName: 'Ann', Title: 'CEO', AccountId: null, Level: null };
const titleOf = (world: World) => world.target.records.find(({ object }) => object === 'contacts')?.fields.title;

describe('found by the convergence test', () => {
	it('an item that is older than what was seen of its record undoes nothing, and the record comes again', async () => {
		await withWorld(async (world) => {
			world.source.save('Contact', 'C1', person);
			const old = world.items('Contact');
			await world.batch(old);
			world.time += 60_000;
			world.source.save('Contact', 'C1', { Title: 'CTO' });
			await world.batch(world.items('Contact'));
			expect(titleOf(world)).toBe('CTO');

			expect(await world.batch(old)).toMatchObject([{ outcome: 'skipped', reason: 'superseded' }]);
			expect(titleOf(world)).toBe('CTO');
			expect(await world.store.pendingCounts()).toEqual({ due: 1 });
		});
	});

	it('a look-back page that ends exactly at the cursor does not hide what comes after it', async () => {
		await withWorld(async (world) => {
			for (const id of ['A1', 'A2', 'A3']) world.source.save('Account', id, { Name: id, City: null });
			await world.sync({ pageSize: 3 });
			world.time += 60_000;
			world.source.save('Account', 'A4', { Name: 'A4', City: null });
			await world.sync({ pageSize: 3 });
			expect(world.target.records.map(({ fields }) => fields.name).sort()).toEqual(['A1', 'A2', 'A3', 'A4']);
		});
	});

	it("another user's edit between our write and the look at it is an edit, not the target's spelling of our value", async () => {
		await withWorld(async (world) => {
			world.source.save('Contact', 'C1', person);
			await world.batch(world.items('Contact'));
			const record = world.target.records[0];
			world.target.silent = true;
			const { read } = world.target.port;
			let written = false;
			Object.assign(world.target.port, {
				read: async (...args: Parameters<typeof read>) => {
					const states = await read(...args);
					if (!written) return states;
					return new Map([...states].map(([id, state]) => [id, { ...state, fields: { ...state.fields, title: 'By a user' }, byOther: true as const }]));
				},
			});
			const { write } = world.target.port;
			Object.assign(world.target.port, { write: async (...args: Parameters<typeof write>) => ((written = true), await write(...args)) });
			world.time += 60_000;
			world.source.save('Contact', 'C1', { Title: 'CTO' });
			await world.batch(world.items('Contact'));

			const [link] = await world.store.links('Contact~contacts', 'right', [{ system: 'pact', connection: 'ws', object: 'contacts', id: record?.id ?? '' }]);
			expect(link?.base['Title~title']?.right).toBe(world.store.hash('text:CTO'));
		});
	});

	it('a side that returns to the value that it had conceded still gets the other one', () => {
		const mapping = MAPPINGS.Lead!;
		const hash = (text: string) => text;
		const ref = (id: string) => ({ system: 'salesforce' as const, connection: '00D', object: 'Lead', id });
		const at = '2026-03-01T12:00:00.000Z';
		const link: LinkWithBase = { id: '1', pair: mapping.pair, left: ref('l'), right: { ...ref('r'), system: 'pact' }, leftModifiedAt: at, rightModifiedAt: at, base: { 'Title~title': { left: 'null', right: '' } } };
		const change = { ...ref('l'), kind: 'upserted' as const, modifiedAt: at, origin: 'poll' as const };
		const source = { 'Title~title': null };
		const job: Job = { index: 0, item: { change, fields: {}, mapped: { pair: mapping.pair, mapping: 'v', side: 'left', target: mapping.right, values: {} } }, mapping, side: 'left', source: ref('l'), target: { system: 'pact', connection: 'ws', object: 'contacts' }, values: source };

		expect(echoOf(job, link, hash)).toBeUndefined();
		expect(planRecord({ mapping, side: 'left', change, source, target: { values: { 'Title~title': 'CEO' }, modifiedAt: at }, link, at, hash }).repair).toEqual(['Title~title']);
	});
});
