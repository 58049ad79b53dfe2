import { FREEZE_MS, MOST_FLIPS } from '../../engine/merge/ping-pong';
import type { FieldValue } from '../../engine/model';
import { Duel } from '../support/convergence-duel';

jest.setTimeout(60_000);

const HOUR_MS = 60 * 60_000;

async function duel(test: (duel: Duel) => Promise<void>): Promise<void> {
	const world = await Duel.open();
	try {
		await test(world);
	} finally {
		await world.close();
	}
}

describe('the guard against ping-pong', () => {
	it('freezes a field that an automation always changes back, says who fights, and keeps all other fields in step', async () => {
		await duel(async (world) => {
			world.onRightSave = (fields) => (fields.title === 'Automatic' ? undefined : { title: 'Automatic' });
			await world.settle(HOUR_MS);
			expect(world.written('pact', 'title')).toHaveLength(MOST_FLIPS + 1);

			world.left.edit(world.leftId, { Note: 'still in step' });
			await world.settle(10 * 60_000);
			expect(world.rightFields()).toMatchObject({ note: 'still in step', title: 'Automatic' });
			expect(world.leftFields()).toMatchObject({ Title: 'By hand' });
			expect(world.written('pact', 'title')).toHaveLength(MOST_FLIPS + 1);

			const [question, ...others] = await world.store.openReviews({ kind: 'conflict' });
			expect(others).toEqual([]);
			expect(question?.details).toMatchObject({ row: 'title', reason: 'ping-pong', left: 'By hand', right: 'Automatic' });
			expect(question?.message).toMatch(/title went to and fro between Salesforce Contact .* and Pact contacts .*automation/);
			const last = (await world.store.log({ outcome: 'conflict', limit: 1 }))[0];
			expect(last?.reason).toBe('ping-pong');
		});
	});

	it('tries again after a day, and is at peace when the automation was switched off', async () => {
		await duel(async (world) => {
			world.onRightSave = (fields) => (fields.title === 'Automatic' ? undefined : { title: 'Automatic' });
			await world.settle(HOUR_MS);
			world.onRightSave = () => undefined;
			world.pass(FREEZE_MS);
			await world.settle(HOUR_MS / 4);
			expect(world.rightFields().title).toBe('By hand');
			expect(await world.store.pendingCounts()).toEqual({});
		});
	});

	it('freezes a field over which two automations fight with ever new values', async () => {
		await duel(async (world) => {
			let turn = 0;
			world.rule = 'newestWins';
			world.onLeftSave = (fields) => (String(fields.Title).startsWith('left') ? undefined : { Title: `left ${(turn += 1)}` });
			world.onRightSave = (fields) => (String(fields.title).startsWith('right') ? undefined : { title: `right ${(turn += 1)}` });
			await world.settle(2 * HOUR_MS);
			const writes = world.written('pact', 'title').length + world.written('salesforce', 'Title').length;
			expect(writes).toBeLessThanOrEqual(MOST_FLIPS + 1);
			expect(await world.store.openReviews({ kind: 'conflict' })).toHaveLength(1);
		});
	});

	it('is not tripped by an ordinary burst of edits, nor by a box that is ticked and unticked', async () => {
		await duel(async (world) => {
			const values: FieldValue[] = [];
			for (let edit = 0; edit < 4 * MOST_FLIPS; edit += 1) {
				const value = edit % 2 === 0 ? 'on' : 'off';
				values.push(value);
				world.left.edit(world.leftId, { Title: value });
				await world.settle(15_000);
			}
			expect(world.written('pact', 'title').slice(-values.length)).toEqual(values);
			expect(await world.store.openReviews()).toEqual([]);
		});
	});
});
