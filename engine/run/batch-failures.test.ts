import { contact, contacts, known, remap, ticketed, told, useWorld, world } from '../../test/support/run-bench';
import { FEED } from '../../test/support/run-world';
import { SystemError } from '../model';

useWorld();

describe('finding the counterpart', () => {
	it('asks a person where several match, and writes nothing', async () => {
		for (const name of ['One', 'Two']) world.target.add('contacts', { email: 'ann@acme.example', name });
		contact('C1', 'ann@acme.example');
		const [outcome] = await world.batch(await ticketed(contacts()));
		expect(outcome).toMatchObject({
			outcome: 'conflict',
			reason: 'ambiguous-match',
			questions: [{ kind: 'ambiguous-match' }],
		});
		expect(await world.store.openReviews()).toMatchObject([
			{ kind: 'ambiguous-match', details: { candidates: ['p1', 'p2'] } },
		]);
		expect(await world.store.pendingCounts(FEED)).toEqual({ issue: 1 });
		expect(world.target.writes).toEqual([]);
	});

	it('leaves a record without a match key, which could be doubled', async () => {
		contact('C1', null);
		const [outcome] = await world.batch(contacts());
		expect(outcome).toMatchObject({
			outcome: 'skipped',
			reason: 'no-match-key',
			message: expect.stringContaining('no usable Email'),
		});
	});

	it("creates it where the target holds the source's id, and finds it by that", async () => {
		await remap('Contact', { externalIds: { right: 'sf_id' } });
		contact('C1', null);
		world.target.fault = () => ({ drop: { class: 'unknown-outcome', message: 'The connection broke.' } });
		expect(told(await world.batch(contacts()))).toEqual(['C1 waiting/connection-lost']);
		world.target.fault = () => undefined;
		expect(told(await world.batch(contacts()))).toEqual(['C1 unchanged/linked']);
		expect(world.target.records).toHaveLength(1);
	});

	it('does not create where the mapper says not to', async () => {
		await remap('Contact', { create: { left: false, right: false } });
		contact('C1', 'ann@acme.example');
		contact('C2', null);
		expect(told(await world.batch(contacts()))).toEqual([
			'C1 skipped/create-not-allowed',
			'C2 skipped/create-not-allowed',
		]);
	});

	it('follows a counterpart that was merged, twice if need be', async () => {
		contact('C1', 'ann@acme.example');
		await world.batch(contacts());
		for (const name of ['p2', 'p3']) world.target.add('contacts', { email: `${name}@acme.example`, name });
		known(0).gone = { kind: 'merged', into: 'p2' };
		known(1).gone = { kind: 'merged', into: 'p3' };
		contact('C1', 'ann@acme.example', { LastName: 'Ann' });
		expect(told(await world.batch(contacts()))).toEqual(['C1 waiting/merged']);
		expect(await world.batch(contacts())).toMatchObject([{ outcome: 'updated', target: { id: 'p3' } }]);
		expect(known(2).fields.name).toBe('Ann');
		expect(told(await world.batch(contacts()))).toEqual(['C1 unchanged/echo']);
	});

	it('does not create a deleted counterpart again', async () => {
		contact('C1', 'ann@acme.example');
		await world.batch(contacts());
		known().gone = { kind: 'deleted' };
		contact('C1', 'ann@acme.example', { Title: 'CEO' });
		expect(told(await world.batch(contacts()))).toEqual(['C1 skipped/target-gone']);
		expect(world.target.records).toHaveLength(1);
	});
});

describe('an answer that is lost after the write was done', () => {
	beforeEach(() => {
		world.target.fault = () => ({ drop: { class: 'unknown-outcome', message: 'The connection broke.' } });
	});

	it('of a create is looked for and linked, not created twice', async () => {
		contact('C1', 'ann@acme.example');
		expect(told(await world.batch(await ticketed(contacts())))).toEqual(['C1 waiting/connection-lost']);
		expect(await world.store.pendingCounts(FEED)).toEqual({ due: 1 });
		world.target.fault = () => undefined;
		expect(told(await world.batch(contacts()))).toEqual(['C1 unchanged/linked']);
		expect(world.target.records).toHaveLength(1);
		expect(
			await world.store.intents('Contact~contacts', [
				{ system: 'salesforce', connection: '00D', object: 'Contact', id: 'C1' },
			]),
		).toEqual([]);
	});

	it('is not created a second time when the match key was changed meanwhile', async () => {
		contact('C1', 'ann@acme.example');
		await world.batch(contacts());
		world.target.fault = () => undefined;
		contact('C1', 'ann.new@acme.example');
		const [outcome] = await world.batch(contacts());
		expect(outcome).toMatchObject({ outcome: 'conflict', reason: 'unresolved-create' });
		expect(await world.store.openReviews()).toHaveLength(1);
		expect(world.target.records).toHaveLength(1);
		known().fields.email = 'ann.new@acme.example';
		expect((await world.batch(contacts()))[0]?.target?.id).toBe('p1');
	});

	it('is not created a second time in a pair without any key', async () => {
		await remap('Contact', { match: [] });
		contact('C1', 'ann@acme.example');
		await world.batch(contacts());
		world.target.fault = () => undefined;
		expect(told(await world.batch(contacts()))).toEqual(['C1 conflict/unresolved-create']);
		expect(world.target.records).toHaveLength(1);
	});

	it('of an update is seen to be there', async () => {
		world.target.fault = () => undefined;
		contact('C1', 'ann@acme.example');
		await world.batch(contacts());
		world.target.fault = () => ({ drop: { class: 'unknown-outcome', message: 'The connection broke.' } });
		contact('C1', 'ann@acme.example', { Title: 'CEO' });
		const [lost] = await world.batch(contacts());
		expect(lost).toMatchObject({
			outcome: 'waiting',
			reason: 'connection-lost',
			movements: [{ field: 'title', to: 'CEO' }],
		});
		world.target.fault = () => undefined;
		expect(told(await world.batch(contacts()))).toEqual(['C1 unchanged/no-difference']);
		expect(told(await world.batch(contacts()))).toEqual(['C1 unchanged/echo']);
	});
});

describe('a refusal', () => {
	it.each([
		['rate-limited', 'waiting/rate-limited', 'due'],
		['temporary', 'waiting/system-error', 'due'],
		['credential-refused', 'failed/credential-refused', 'due'],
		['invalid', 'failed/invalid-value', 'issue'],
		['missing-required', 'failed/missing-required', 'issue'],
		['duplicate', 'waiting/duplicate-refused', 'due'],
	] as const)('of a record that is %s ends as %s and is %s in the ledger', async (error, end, state) => {
		contact('C1', 'ann@acme.example');
		world.target.fault = () => ({ refuse: { class: error, message: 'Refused.' } });
		expect(told(await world.batch(await ticketed(contacts())))).toEqual([`C1 ${end}`]);
		expect(await world.store.pendingCounts(FEED)).toEqual({ [state]: 1 });
	});

	it('that surely created nothing leaves no intent behind, so that a pair without keys goes on', async () => {
		await remap('Contact', { match: [] });
		contact('C1', 'ann@acme.example');
		world.target.fault = () => ({ refuse: { class: 'rate-limited', message: 'Too many calls.' } });
		await world.batch(contacts());
		world.target.fault = () => undefined;
		expect(told(await world.batch(contacts()))).toEqual(['C1 created/created']);
	});

	it.each([
		['find', 'temporary', 'waiting/system-error'],
		['find', 'not-allowed', 'failed/not-allowed'],
		['write', 'invalid', 'failed/invalid-value'],
		['write', 'credential-refused', 'failed/credential-refused'],
	] as const)('of a whole %s as %s ends every record as %s and tries it again', async (call, error, end) => {
		contact('C1', 'ann@acme.example');
		contact('C2', 'bob@acme.example');
		contact('C3', null);
		world.target.onCall = (made) => {
			if (made === call)
				throw new SystemError({ class: error, message: 'Pact is not to be had. Check the credential.' });
		};
		const outcomes = await world.batch(await ticketed(contacts(['C1', 'C2'])));
		expect(told(outcomes)).toEqual([`C1 ${end}`, `C2 ${end}`]);
		expect(outcomes[0]?.message).toBe(
			'Salesforce Contact C1 was not written to Pact: Pact is not to be had. Check the credential. It is tried again.',
		);
		expect(await world.store.pendingCounts(FEED)).toEqual({ due: 2 });
		world.target.onCall = () => undefined;
		expect(told(await world.batch(contacts(['C1', 'C2'])))).toEqual(['C1 created/created', 'C2 created/created']);
	});

	it('gives up after the last attempt and leaves an issue', async () => {
		contact('C1', 'ann@acme.example');
		const [item] = await ticketed(contacts());
		world.target.fault = () => ({ refuse: { class: 'temporary', message: 'Down.' } });
		const last = { ...item!, change: { ...item!.change, ticket: { ...item!.change.ticket!, attempt: 2 } } };
		expect(told(await world.batch([last], { maxAttempts: 3 }))).toEqual(['C1 failed/system-error']);
		expect(await world.store.pendingCounts(FEED)).toEqual({ issue: 1 });
	});
});
