import { canonicalText } from '../mapping';
import { concededBase, settledBase } from '../merge/base';
import type { Canonical } from '../model';
import { echoOf } from './echo';
import { closedUnlessFrozen, frozenNotes, frozenQuestions } from './frozen';
import { ambiguous, busy, convertedMeanwhile, keptElsewhere, mayBeOurs, noKey, targetGone, unresolved, waitsForKin } from './identify-ends';
import { at, clockWith, jobOf, LEFT, linkWith, mappingWith, RIGHT, rowOf } from './job.fixture';
import { staleOf } from './stale';

const hash = (text: string) => `#${text}`;
const same = (left: Canonical, right: Canonical = left) => settledBase(hash(canonicalText(left)), hash(canonicalText(right)));

describe('a change that says what was last in agreement', () => {
	const base = { title: same('L', 'R'), name: same(null) };
	const echo = (side: 'left' | 'right', values: Record<string, Canonical>, link = linkWith({ base })) => echoOf(jobOf(side, { values }), link, hash);

	it('ends there, and the link remembers when its side was seen', () => {
		expect(echo('left', { title: 'L', name: null })).toMatchObject({
			outcome: { outcome: 'unchanged', reason: 'echo', message: 'Salesforce Contact 003 has no change in a mapped field.', target: RIGHT },
			ledger: { kind: 'close' },
			rest: { link: { id: '1', left: LEFT, right: RIGHT, base: {}, leftModifiedAt: at(5), rightModifiedAt: at(0) } },
		});
		expect(echo('right', { title: 'R' })).toMatchObject({ outcome: { target: LEFT }, rest: { link: { leftModifiedAt: at(0), rightModifiedAt: at(5) } } });
	});

	it('is one only by the base of its own side', () => {
		expect(echo('left', { title: 'R' })).toBeUndefined();
		expect(echo('right', { title: 'L' })).toBeUndefined();
	});

	it('is none where a row has no base, or was conceded: the other side’s value has yet to come', () => {
		expect(echo('left', { title: 'L', name: 'x' }, linkWith({ base: { title: same('L') } }))).toBeUndefined();
		expect(echo('left', { title: 'L' }, linkWith({ base: { title: concededBase('left', hash(canonicalText('L'))) } }))).toBeUndefined();
	});

	it('does not look at what is written with a create only', () => {
		const mapping = mappingWith(rowOf('title', { rule: 'createOnly' }), rowOf('name'));
		expect(echoOf(jobOf('left', { mapping, values: { title: 'new', name: null } }), linkWith({ base }), hash)).toBeDefined();
	});

	it('is none where the counterpart is known to be gone', () => {
		const gone = { kind: 'deleted', at: at(1) } as never;
		expect(echo('left', { title: 'L' }, linkWith({ base, gone: { right: gone } }))).toBeUndefined();
		expect(echo('left', { title: 'L' }, linkWith({ base, gone: { left: gone } }))).toBeDefined();
	});
});

describe('a change that was read before the record was seen later', () => {
	const stale = (more: Parameters<typeof jobOf>[1], side: 'left' | 'right' = 'left', link = linkWith({ leftModifiedAt: at(9), rightModifiedAt: at(1) })) => staleOf(jobOf(side, more), link, clockWith());

	it('comes again at once, with the present values: by its ledger entry, or that of the feeds', () => {
		const message = 'Salesforce Contact 003 was changed after this was read. It comes again with its present values.';
		expect(stale({ attempt: 0 })).toMatchObject({ outcome: { outcome: 'waiting', reason: 'superseded', message }, ledger: { kind: 'retry', dueAt: at(0), reason: 'superseded' } });
		expect(stale({})).toMatchObject({ outcome: { outcome: 'skipped', reason: 'superseded', message }, ledger: { kind: 'close' }, rest: { repair: [LEFT] } });
	});

	it('is looked at all the same when it is of that very moment, of the other side, or was looked at three times', () => {
		expect(stale({ modifiedAt: at(9) })).toBeUndefined();
		expect(stale({}, 'right')).toBeUndefined();
		expect(stale({ attempt: 2 })).toBeDefined();
		expect(stale({ attempt: 3 })).toBeUndefined();
	});

	it('counts by every link of the record', () => {
		expect(stale({ fellows: [linkWith({ leftModifiedAt: at(20) })], modifiedAt: at(15) })).toBeDefined();
	});
});

describe('fields that two systems fight over', () => {
	const frozen = [{ row: 'title', until: at(60) }, { row: 'gone', until: at(30) }];

	it('are questions that say what stands on either side, and what to do', () => {
		const ask = (side: 'left' | 'right') => frozenQuestions(jobOf(side, { plan: { frozen: frozen.slice(0, 1) }, values: { title: ['a', 'b'] }, before: { title: 'there' } }));
		expect(ask('left')).toEqual([
			{
				kind: 'conflict', pair: 'people', key: 'ping-pong|salesforce|org|Contact|003|title', source: LEFT, target: RIGHT,
				message:
					'The title went to and fro between Salesforce Contact 003 and Pact contacts p: whatever was written on one side was changed back. ' +
					'Most often an automation (a flow, a workflow or another integration) on one of the sides does this: switch it off for this field, or let that side own the field in the mapper. ' +
					`The field rests until ${at(60)} and is then tried again; all other fields are kept in step.`,
				details: { row: 'title', reason: 'ping-pong', until: at(60), left: ['a', 'b'], leftAt: at(5), leftAtOf: 'record', right: 'there', rightAt: at(0), rightAtOf: 'record' },
			},
		]);
		expect(ask('right')).toMatchObject([{ key: 'ping-pong|salesforce|org|Contact|003|title', details: { left: 'there', right: ['a', 'b'] }, source: RIGHT, target: LEFT }]);
		expect(frozenQuestions(jobOf('left', { plan: { frozen: frozen.slice(0, 1) }, values: { title: null } }))).toMatchObject([{ details: { left: null, right: null } }]);
	});

	it('are named in the log, and bring the record again when the first of them may be written', () => {
		const job = jobOf('left', { plan: { frozen } });
		expect(frozenNotes(job)).toEqual(['Two systems fight over The title, gone: see the review list.']);
		expect(closedUnlessFrozen(job)).toEqual({ kind: 'retry', dueAt: at(30), reason: 'ping-pong', uncounted: true });
		expect(frozenNotes(jobOf())).toEqual([]);
		expect(closedUnlessFrozen(jobOf())).toEqual({ kind: 'close' });
	});
});

describe('a record whose counterpart cannot be written', () => {
	it('because it was deleted, is left as it is, and that is remembered once, by the counterpart’s own clock', () => {
		const link = linkWith({ leftModifiedAt: at(1), rightModifiedAt: at(2) });
		expect(targetGone(jobOf('left'), link)).toMatchObject({
			outcome: {
				outcome: 'skipped', reason: 'target-gone', target: RIGHT,
				message: 'Pact contacts p was deleted, and Salesforce Contact 003 is still linked to it. Nothing was written, and it is not created again. Restore it, and both are kept in step again.',
			},
			ledger: { kind: 'close' }, rest: { fates: [{ ref: RIGHT, kind: 'deleted', at: at(2) }], park: ['back|pact|w|contacts|p'] },
		});
		expect(targetGone(jobOf('right'), link).rest).toEqual({ fates: [{ ref: LEFT, kind: 'deleted', at: at(1) }], park: ['back|salesforce|org|Contact|003'] });
		expect(targetGone(jobOf('left'), { ...link, gone: { right: { kind: 'deleted', at: at(1) } as never } }).rest).toEqual({ park: ['back|pact|w|contacts|p'] });
	});

	it('because it was converted, waits for what that became', () => {
		expect(convertedMeanwhile(jobOf('right'), LEFT)).toMatchObject({
			outcome: { outcome: 'skipped', reason: 'converted', target: LEFT, message: 'Salesforce Contact 003 was converted, so nothing of Pact contacts p is written to it. What it became takes its place.' },
			rest: { repair: [LEFT] },
		});
	});

	it('because several match, is a question', () => {
		const message = 'Salesforce Contact 003 matches 2 Pact records (a, b). Nothing was written. Merge them or make the match unique, then retry.';
		expect(ambiguous(jobOf(), [{ id: 'a', fields: {}, modifiedAt: at(0) }, { id: 'b', fields: {}, modifiedAt: at(0) }])).toMatchObject({
			outcome: {
				outcome: 'conflict', reason: 'ambiguous-match', message,
				questions: [{ kind: 'ambiguous-match', pair: 'people', key: 'salesforce|org|Contact|003', message, details: { candidates: ['a', 'b'] }, source: LEFT }],
			},
			ledger: { kind: 'issue', reason: 'ambiguous-match', message },
		});
	});

	it('because of a lost create for its kin, is tried again and is an issue in the end', () => {
		expect(waitsForKin(jobOf('right', { attempt: 0 }), LEFT, clockWith())).toMatchObject({ outcome: { outcome: 'waiting', reason: 'unresolved-create' }, ledger: { kind: 'retry' } });
		expect(waitsForKin(jobOf('right', { attempt: 7 }), LEFT, clockWith())).toMatchObject({ outcome: { outcome: 'failed', reason: 'unresolved-create' }, ledger: { kind: 'issue' } });
	});

	it('because the answer to its create was lost, is a question, and is not created twice', () => {
		const message = expect.stringMatching(/^A create for Salesforce Contact 003 was sent to Pact and its answer was lost; .* Look for it there: give it the same match key, and it is linked\./) as string;
		expect(unresolved(jobOf())).toMatchObject({
			outcome: { outcome: 'conflict', reason: 'unresolved-create', message, questions: [{ kind: 'ambiguous-match', key: 'create|salesforce|org|Contact|003', message, details: {}, source: LEFT }] },
			ledger: { kind: 'issue', reason: 'unresolved-create', message },
		});
		expect(mayBeOurs(jobOf('right'), LEFT)).toMatchObject({
			outcome: {
				outcome: 'conflict', reason: 'unresolved-create',
				message:
					'Pact contacts p appeared just when it was to be created for Salesforce Contact 003, and the answer to that create was lost. Nothing identifies it, so nothing is created for it in Salesforce. ' +
					'Decide about Salesforce Contact 003 first, then retry this one.',
			},
			ledger: { kind: 'issue', reason: 'unresolved-create' },
		});
	});

	it('because nothing identifies it, says which fields would', () => {
		const mapping = { ...mappingWith(), match: [{ kind: 'email' as const, left: 'Email', right: 'email' }, { kind: 'text' as const, left: 'Code', right: 'code' }] };
		const said = (side: 'left' | 'right') => noKey(jobOf(side, { mapping })).outcome;
		expect(said('left')).toMatchObject({
			outcome: 'skipped', reason: 'no-match-key',
			message: 'Salesforce Contact 003 has no usable Email or Code, so it cannot be matched and would be doubled. Fill it in, or add an external id field to Pact.',
		});
		expect(said('right').message).toContain('no usable email or code');
	});

	it('because another execution is at it, comes again within half a minute', () => {
		const busyFor = (random: number) => busy(jobOf(), clockWith(random));
		expect(busyFor(0)).toMatchObject({
			outcome: { outcome: 'waiting', reason: 'record-busy', message: 'Salesforce Contact 003 is being synced by another execution. It comes again in a moment.' },
			ledger: { kind: 'retry', dueAt: at(15), reason: 'record-busy', uncounted: true },
		});
		expect(busyFor(0.5).ledger).toMatchObject({ dueAt: at(22.5) });
	});

	it('because another pair keeps it in step there, says with what', () => {
		expect(keptElsewhere(jobOf(), { ...RIGHT, object: 'leads', id: 'k' }).outcome).toMatchObject({
			outcome: 'skipped', reason: 'create-not-allowed', target: { object: 'leads', id: 'k' },
			message: 'Salesforce Contact 003 belongs together with Pact leads k by its other links, so no Pact contacts record is created beside that. If you want both, say so in the mapper.',
		});
	});
});
