import type { HeldField, Mapping, MappingRow } from '../model';
import { notOfThePair, pointsNowhere, stillHeld, waitsForParents } from './belonging';
import type { PlannedJob } from './job';

const NOW = Date.parse('2026-03-01T12:00:00.000Z');
const clock = { now: () => new Date(NOW), sleep: async () => undefined, random: () => 0 };
const row = (id: string, more: Partial<MappingRow>): MappingRow => ({ id, left: `${id}_l`, right: `${id}_r`, label: id, lens: { kind: 'text' }, rule: 'createOnly', required: { left: false, right: false }, ...more });
const reference: MappingRow['lens'] = { kind: 'reference', pair: 'people', left: 'Contact', right: 'contacts' };
const mapping: Mapping = {
	pair: 'calls', left: { system: 'salesforce', object: 'Task' }, right: { system: 'pact', object: 'activities' },
	rows: [row('who', { lens: reference }), row('subject', {}), row('owner', { lens: reference, rule: 'newestWins' }), row('back', { lens: reference, right: '' })],
	match: [], externalIds: {}, create: { left: false, right: true }, tieWinner: 'left',
	only: { left: { field: 'TaskSubtype', values: ['Call'] }, related: true },
};
const job = (more: { fields?: Record<string, string>; action?: 'create' | 'update'; write?: Record<string, string | null>; attempt?: number; link?: boolean; mapping?: Mapping } = {}): PlannedJob =>
	({
		index: 0, mapping: more.mapping ?? mapping, side: 'left',
		source: { system: 'salesforce', connection: 'org', object: 'Task', id: '00T1' }, target: { system: 'pact', connection: 'w', object: 'activities' },
		item: { fields: more.fields ?? { TaskSubtype: 'Call' }, change: { kind: 'upserted', ...(more.attempt === undefined ? {} : { ticket: { feed: 'f', seq: 1, attempt: more.attempt } }) } },
		plan: { action: more.action ?? 'create', write: more.write ?? {} },
		...(more.link ? { link: { id: '1' } } : {}),
	}) as unknown as PlannedJob;
const held = (rowId: string, waitKey: string): HeldField => ({ row: rowId, field: rowId, value: null, waitKey, message: `${rowId} is not linked.` });
const parent = held('who', 'link|salesforce|org|Contact|003');

describe('a record that the pair is not about', () => {
	it('is passed over, and the log says of which kind it is', () => {
		expect(notOfThePair(job({ fields: { TaskSubtype: 'Email' } }))).toMatchObject({
			outcome: { outcome: 'skipped', reason: 'not-of-this-pair', message: 'Salesforce Task 00T1 is of another kind (TaskSubtype) than those that go to Pact activities by this mapper.' },
		});
		expect(notOfThePair(job())).toBeUndefined();
	});

	it('is one that points at nothing that is kept in step, where the pair asks for that', () => {
		expect(pointsNowhere(job({ write: { subject: 'Call', who: null, back: 'x' } }))).toMatchObject({
			outcome: {
				outcome: 'skipped', reason: 'not-of-this-pair',
				message: 'Salesforce Task 00T1 belongs to no person, company or deal that is kept in step, so it is not created in Pact.',
			},
		});
		expect(pointsNowhere(job({ write: { who: 'p1' } }))).toBeUndefined();
		expect(pointsNowhere(job({ action: 'update' }))).toBeUndefined();
		const { only, ...anything } = mapping;
		expect(pointsNowhere(job({ mapping: anything }))).toBeUndefined();
		expect(pointsNowhere(job({ mapping: { ...anything, only: { left: only!.left! } } }))).toBeUndefined();
	});
});

describe('a new record that points at one that is not linked yet', () => {
	const wait = (attempt: number | undefined) => waitsForParents(job(attempt === undefined ? {} : { attempt }), [parent, held('subject', 'value|x')], clock);

	it.each([[undefined, 1], [0, 1], [1, 10], [2, 60]])('waits: at try %s for %i minutes', (attempt, minutes) => {
		expect(wait(attempt)).toMatchObject({
			outcome: { outcome: 'waiting', reason: 'parent-not-linked', message: 'Salesforce Task 00T1 is not created yet: who is not linked. subject is not linked.' },
			ledger: { kind: 'retry', reason: 'parent-not-linked', dueAt: new Date(NOW + minutes * 60_000).toISOString() },
			rest: { park: [parent.waitKey] },
		});
	});

	it('is created in the end, without what it points at', () => {
		expect(wait(3)).toBeUndefined();
	});

	it('does not wait for what can be written later, or waits for something else', () => {
		expect(waitsForParents(job(), [held('owner', 'link|x')], clock)).toBeUndefined();
		expect(waitsForParents(job(), [held('who', 'value|x')], clock)).toBeUndefined();
		expect(waitsForParents(job({ action: 'update' }), [parent], clock)).toBeUndefined();
		expect(waitsForParents(job(), [], clock)).toBeUndefined();
	});

	it('waits for nothing any more that can be written on create only, once it is there', () => {
		const all = [parent, held('owner', 'link|x'), held('gone', 'link|y')];
		expect(stillHeld(job({ link: true }), all).map(({ row: id }) => id)).toEqual(['owner', 'gone']);
		expect(stillHeld(job(), all)).toBe(all);
	});
});
