import { countBy } from 'lodash';
import type { LogEntry } from '../../../engine/model';
import { differences } from './expected-pact';
import { SALESFORCE_OBJECTS, World } from './world';

jest.setTimeout(600_000);

/** Every log line, oldest first. */
async function readLog(world: World): Promise<LogEntry[]> {
	return await world.inStore(async (store) => (await store.log({ limit: 100_000 })).reverse());
}

describe('Salesforce → Pact, the template as it is imported', () => {
	let world: World;
	let startedAt: number;

	beforeAll(async () => {
		world = await World.start();
		startedAt = Date.now();
		await world.publish();
		await world.caughtUp();
	});
	afterAll(async () => {
		await world?.stop();
	});

	describe('the first sync', () => {
		it('gives every Salesforce record exactly one outcome, with a reason and a sentence', async () => {
			const log = await readLog(world);
			const perRecord = countBy(log, ({ source }) => source.id);
			const rows = (await Promise.all(SALESFORCE_OBJECTS.map(async (object) => await world.salesforceRows(object)))).flat();

			expect(Object.keys(perRecord).sort()).toEqual(rows.map(({ Id }) => Id).sort());
			expect(Object.values(perRecord).every((count) => count === 1)).toBe(true);
			for (const { reason, message } of log) {
				expect(reason).not.toBe('');
				expect(message).toMatch(/\w.*\.$/);
			}
			const { pact, salesforce } = world.sandboxes;
			const [writes, reads] = [await pact.stats(), await salesforce.stats()];
			// eslint-disable-next-line no-console -- the figures of the run, for whoever reads the test's output
			console.info(
				`First sync of ${rows.length} records: ${((Date.now() - startedAt) / 1000).toFixed(0)} s with two idle polls, ` +
					`${(reads.calls / rows.length).toFixed(3)} Salesforce calls and ${(writes.calls / rows.length).toFixed(3)} Pact calls a record ` +
					`(${(writes.writes / rows.length).toFixed(3)} of them writes), peak memory of n8n ${(world.host.memory().peak / 2 ** 20).toFixed(0)} MB. ` +
					JSON.stringify(countBy(log, ({ outcome, reason }) => `${outcome}/${reason}`)),
			);
		});

		it('leaves in Pact exactly what an independent computation expects', async () => {
			const { salesforce, pact } = await world.everything();
			const waiting = new Set((await readLog(world)).filter(({ outcome }) => outcome === 'waiting').map(({ source }) => source.id));

			expect(differences(salesforce, pact).slice(0, 20)).toEqual([]);
			// Opportunities: all but those whose stage a person must map.
			expect(pact.opportunities).toHaveLength(salesforce.Opportunity.length - waiting.size);
		});

		it('makes one Pact contact of leads and contacts with one e-mail address', async () => {
			const emails = (await world.pactRows('contacts')).map(({ email }) => email).filter((email) => email !== null);

			expect(new Set(emails).size).toBe(emails.length);
		});

		it('asks about unknown stages once each, not once a record', async () => {
			const questions = await world.inStore(async (store) => await store.openReviews({ kind: 'unmapped-value' }));
			const stages = questions.filter(({ details }) => details.field === 'StageName').map(({ details }) => details.value);

			expect(stages.length).toBeGreaterThan(0);
			expect(new Set(stages).size).toBe(stages.length);
		});

		it('erases nobody', async () => {
			expect(await world.sandboxes.pact.call('GET', 'erasures')).toEqual({ count: 0, ids: [] });
		});
	});

	it('writes nothing and does not even call Pact when nothing has changed; Salesforce is asked once an object and cycle', async () => {
		await world.caughtUp();
		await Promise.all([world.sandboxes.salesforce.resetStats(), world.sandboxes.pact.resetStats()]);
		const started = Date.now();
		await world.caughtUp();
		const cycles = Math.ceil((Date.now() - started) / 5_000) + 1;

		const [salesforce, pact] = [await world.sandboxes.salesforce.stats(), await world.sandboxes.pact.stats()];
		expect(pact.calls).toBe(0);
		expect(salesforce.writes).toBe(0);
		expect(salesforce.calls).toBeLessThanOrEqual(cycles * world.watched);
	});

	it('brings a hundred edits, creates and stage moves, and nothing else', async () => {
		const { salesforce } = await world.everything();
		const before = (await readLog(world)).length;
		const touched = new Set<string>();
		const account = salesforce.Account[7]!.Id;
		for (const row of salesforce.Contact.slice(100, 140)) {
			await world.edit('Contact', row.Id, { Title: `Head of ${row.Id.slice(-6)}` });
			touched.add(row.Id);
		}
		for (const row of salesforce.Account.slice(20, 40)) {
			await world.edit('Account', row.Id, { Industry: 'Energy' });
			touched.add(row.Id);
		}
		for (let index = 0; index < 20; index += 1) {
			const id = await world.create('Contact', { FirstName: 'New', LastName: `Person ${index}`, Email: `new.person${index}@fresh-${index}.example`, AccountId: account });
			// Still in the poll interval of the create.
			await world.edit('Contact', id, { Title: 'Edited at once' });
			touched.add(id);
		}
		const pactIds = new Set((await world.pactRows('opportunities')).map(({ custom_fields }) => String(custom_fields.salesforce_id)));
		const movable = salesforce.Opportunity.filter(({ Id, StageName }) => pactIds.has(Id) && StageName === 'Qualification').slice(0, 20);
		for (const row of movable) {
			await world.edit('Opportunity', row.Id, { StageName: 'Negotiation/Review' });
			touched.add(row.Id);
		}
		await world.caughtUp();

		const after = await world.everything();
		expect(differences(after.salesforce, after.pact)).toEqual([]);
		const news = (await readLog(world)).slice(before);
		expect(new Set(news.map(({ source }) => source.id))).toEqual(touched);
		expect(after.pact.contacts.filter(({ title }) => title === 'Edited at once')).toHaveLength(20);
		const moved = after.pact.opportunities.filter(({ custom_fields }) => movable.some(({ Id }) => Id === custom_fields.salesforce_id));
		expect(moved.map(({ stage }) => stage)).toEqual(movable.map(() => 'Negotiation'));
	});
});
