import type { HeldField } from '../model';
import { followUps, guarded, nothingToCreate, refused, refusedCall, repairNotes, skipped, unwritten, wouldWrite } from './ends';
import { at, clockWith, jobOf, LEFT, linkWith, RIGHT } from './job.fixture';
import type { WaveContext } from './wave';

const held = (...fields: Array<Partial<HeldField>>) => ({
	held: new Map([[0, fields.map((field): HeldField => ({ row: 'title', field: 'title_l', value: null, waitKey: 'value|x', message: 'A title waits.', ...field }))]]),
});
const hash = async () => '#';
const context = { ...held(), clock: clockWith(), maxAttempts: 16, hash: () => '#', store: { hash } } as unknown as WaveContext;

describe('beside its write', () => {
	it('a record is parked for what it waits for, and brings back the side that counts', () => {
		const job = jobOf('left', { plan: { repair: ['title', 'gone'] } });
		expect(followUps(job, held({ waitKey: 'value|x' }, { waitKey: 'invalid|y' }))).toEqual({ park: ['value|x'], repair: [RIGHT] });
		expect(followUps(jobOf(), held())).toEqual({});
		const { record, ...unmatched } = job;
		expect(followUps(unmatched, { held: new Map() })).toEqual({});
		expect(repairNotes(job)).toEqual(["The other side's value counts and goes back to it: The title, gone."]);
		expect(repairNotes(jobOf())).toEqual([]);
	});
});

describe('a refused record', () => {
	it('is named with the reason, and with what happens next', () => {
		expect(refused(jobOf('left', { attempt: 1 }), { class: 'temporary', message: 'Locked.' }, context)).toMatchObject({
			outcome: { outcome: 'waiting', reason: 'system-error', message: 'Salesforce Contact 003 was not written to Pact: Locked. It is tried again.' },
			ledger: { kind: 'retry', dueAt: at(10), reason: 'system-error' },
		});
		const message = 'Salesforce Contact 003 was not written to Pact: Too long.';
		expect(refused(jobOf(), { class: 'invalid', message: 'Too long.' }, context)).toMatchObject({ outcome: { outcome: 'failed', message }, ledger: { kind: 'issue', message } });
		expect(refusedCall(jobOf(), { class: 'invalid', message: 'Too long.' }, context)).toMatchObject({
			outcome: { outcome: 'failed', message: `${message} It is tried again.` }, ledger: { kind: 'retry', dueAt: at(900) },
		});
	});

	it('that was converted meanwhile gives way to what it became, where it is linked', () => {
		expect(refused(jobOf('right', { link: linkWith() }), { class: 'converted', message: 'Converted.' }, context)).toMatchObject({ outcome: { outcome: 'skipped', reason: 'converted', target: LEFT } });
		expect(refused(jobOf('right'), { class: 'converted', message: 'Converted.' }, context)).toMatchObject({ outcome: { outcome: 'waiting', reason: 'converted' } });
	});
});

describe('a record that is not written', () => {
	it('says why: no creates, nothing in it, too many writes in this run', () => {
		expect(skipped(jobOf('left', { plan: { reason: 'create-not-allowed' } })).outcome).toMatchObject({
			outcome: 'skipped', reason: 'create-not-allowed', message: 'Salesforce Contact 003 has no counterpart, and the mapper says not to create one in Pact.',
		});
		expect(nothingToCreate(jobOf()).outcome).toMatchObject({
			outcome: 'skipped', reason: 'no-difference', message: 'Salesforce Contact 003 holds nothing in any mapped field, so there is nothing to create in Pact.',
		});
		expect(guarded(jobOf(), 'writes', clockWith())).toMatchObject({
			outcome: {
				outcome: 'waiting', reason: 'guard-tripped',
				message: 'Salesforce Contact 003 waits: this run has reached the largest number of writes that the upsert node allows. It comes again with a later run.',
			},
			ledger: { kind: 'retry', dueAt: at(60), uncounted: true },
		});
	});

	it.each([
		[{ reason: 'no-difference' as const }, 'unchanged', 'no-difference', 'Nothing to write to Pact contacts p for Salesforce Contact 003.'],
		[{ reason: 'updated' as const }, 'unchanged', 'no-difference', 'Nothing to write to Pact contacts p for Salesforce Contact 003.'],
		[{ reason: 'newer-record-feeds-it' as const }, 'unchanged', 'newer-record-feeds-it', 'Salesforce Contact 003 is linked to Pact contacts p, which a more recently updated record feeds.'],
		[{ reason: 'update-not-allowed' as const }, 'skipped', 'update-not-allowed', 'Salesforce Contact 003 differs from Pact contacts p, and the mapper says not to update records in Pact.'],
		[{ reason: 'ask-person' as const, ask: ['title'] }, 'conflict', 'ask-person', 'A person must decide about Salesforce Contact 003 and Pact contacts p: see the review list.'],
		[{ reason: 'ping-pong' as const, frozen: [{ row: 'title', until: at(60) }] }, 'conflict', 'ping-pong', expect.stringMatching(/Two systems fight over The title: see the review list\.$/)],
	])('for %j ends as %s (%s)', (plan, outcome, reason, message) => {
		expect(unwritten(jobOf('left', { plan }), context).outcome).toMatchObject({ outcome, reason, message, target: RIGHT });
	});

	it('tells of everything else that concerns it, in one line', () => {
		const job = jobOf('left', { plan: { repair: ['title'] }, intent: { id: 'i1', pair: 'people', source: LEFT, target: RIGHT, createdAt: at(0) } });
		const end = unwritten(job, { ...context, ...held({}) }, ['A note.']);
		expect(end.outcome.message).toBe("Nothing to write to Pact contacts p for Salesforce Contact 003. A note. The other side's value counts and goes back to it: The title. A title waits.");
		expect(end).toMatchObject({ ledger: { kind: 'close' }, rest: { closeIntent: 'i1', park: ['value|x'], repair: [RIGHT] } });
		expect(unwritten(jobOf(), context).rest).not.toHaveProperty('closeIntent');
	});
});

describe('a dry run', () => {
	const { record, ...unmatched } = jobOf();
	const would = (job: typeof unmatched, imagined: boolean, op: { op: 'create' } | { op: 'update'; id: string }) =>
		wouldWrite({ job, op: { ...op, values: {} }, rows: [], notes: ['A note.'] }, imagined, { held: new Map() }).outcome;

	it('says that a create without a required value would be refused', () => {
		const { mapping } = unmatched;
		const job = { ...unmatched, mapping: { ...mapping, rows: mapping.rows.map((row) => ({ ...row, required: { left: true, right: true } })) } };
		const [row] = mapping.rows;
		const end = wouldWrite({ job, op: { op: 'create', values: {} }, rows: [], notes: [] }, false, { held: new Map() });
		expect(end).toMatchObject({ outcome: { outcome: 'failed', reason: 'missing-required' }, ledger: { kind: 'issue' } });
		expect(end.outcome.message).toContain(`it requires ${row?.label ?? ''}`);
		const filled = Object.fromEntries(job.mapping.rows.map(({ right }) => [right, 'x']));
		expect(wouldWrite({ job, op: { op: 'create', values: filled }, rows: [], notes: [] }, false, { held: new Map() }).outcome.outcome).toBe('created');
	});

	it('says what it would do', () => {
		expect(would(jobOf(), false, { op: 'update', id: 'p' })).toMatchObject({ outcome: 'updated', reason: 'dry-run', message: 'Would update Pact contacts p for Salesforce Contact 003. A note.', target: RIGHT });
		expect(would(unmatched, false, { op: 'create' })).toMatchObject({ outcome: 'created', reason: 'dry-run', message: 'Would create a Pact record for Salesforce Contact 003. A note.' });
		expect(would(unmatched, false, { op: 'create' })).not.toHaveProperty('target');
		expect(would(unmatched, true, { op: 'create' })).toMatchObject({ outcome: 'updated', reason: 'linked', message: 'Would update the Pact record that is to be created for the same key for Salesforce Contact 003. A note.' });
	});
});
