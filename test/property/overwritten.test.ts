import fc from 'fast-check';
import type { Rule } from '../../engine/model';
import type { RecordOutcome } from '../../engine/run/batch';
import { Triangle } from '../support/triangle';
import { WithPast } from '../support/with-past';

jest.setTimeout(120_000);

const ANN = { email: 'ann@acme.example', name: 'Ann', title: 'CEO' };
const [SALESFORCE, HUBSPOT] = ['salesforce-1', 'hubspot-1'];
const RULES: readonly Rule[] = ['newestWins', 'askPerson', 'preferLeftUnlessBlank', 'preferRightUnlessBlank'];

/** Saves of a title, around one batch from left to right. Times are ms that go by before each. */
const round = fc.record({
	left: fc.boolean(),
	before: fc.boolean(),
	between: fc.nat(2),
	afterwards: fc.boolean(),
	/** While a value is being put back. */
	again: fc.boolean(),
	pause: fc.nat(3_000),
	silent: fc.boolean(),
});

/** Everything that the ends of a run show of values. */
const named = (ends: readonly RecordOutcome[]): string => JSON.stringify(ends.map(({ movements, questions }) => [movements, questions.map(({ details }) => details)]));

it('whenever people save around our writes: what each of them saved is final, was replaced by themselves, or stands in the log or in a question', async () => {
	await fc.assert(
		fc.asyncProperty(fc.constantFrom(...RULES), fc.array(round, { minLength: 1, maxLength: 4 }), async (rule, rounds) => {
			const world = await Triangle.open();
			try {
				const hub = new WithPast(world, 'hub');
				await world.map('contact~hub', { rule });
				world.systems.contact.create(ANN);
				await hub.run();
				let serial = 0;
				let shown = '';
				const saved = new Set<string>();
				const replaced = new Set<unknown>();
				const fresh = (): string => {
					const value = `Value ${(serial += 1)}.`;
					saved.add(value);
					return value;
				};
				/** Whoever saves sees what stands there. */
				const right = () => {
					replaced.add(world.fields('hub', HUBSPOT).title);
					hub.edit(HUBSPOT, { title: fresh() });
				};
				for (const { left, before, between, afterwards, again, pause, silent } of rounds) {
					hub.silent = silent;
					world.pass(pause);
					if (left) {
						replaced.add(world.fields('contact', SALESFORCE).title);
						world.systems.contact.edit(SALESFORCE, { title: fresh() });
					}
					world.pass(pause);
					if (before) right();
					hub.between = () => {
						for (let count = 0; count < between; count += 1) right();
						if (again) hub.between = right;
					};
					hub.afterwards = afterwards ? right : () => undefined;
					shown += named(await hub.run());
					hub.between = hub.afterwards = () => undefined;
					world.pass(1_000);
				}
				for (let turn = 0; turn < 4; turn += 1) {
					shown += named(await world.run('contact~hub', 'right'));
					shown += named(await hub.run());
				}
				const final = [world.fields('contact', SALESFORCE).title, world.fields('hub', HUBSPOT).title];
				const vanished = [...saved].filter((value) => !final.includes(value) && !replaced.has(value) && !shown.includes(value));
				// Where the owner's value counts whatever the other side holds, no call is spent on what stood there.
				if (rule !== 'preferLeftUnlessBlank') expect(vanished).toEqual([]);
				if (rule !== 'askPerson') expect(final[0]).toBe(final[1]);
				const writes = hub.writes;
				shown += named(await hub.run());
				expect(hub.writes).toBe(writes);
			} finally {
				await world.close();
			}
		}),
		{ numRuns: 12 },
	);
});
