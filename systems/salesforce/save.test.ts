import { SystemError } from '../../engine/model';
import type { Clock } from '../../engine/run/clock-port';
import { objectDescriptionSchema, type CollectionAnswer, type Row } from './contract';
import { saveRecords, type Sendable } from './save';

const clock: Clock = { now: () => new Date('2026-11-21T08:00:00Z'), random: () => 0, sleep: () => Promise.resolve() };
const field = (name: string, more: object = {}) => ({ name, label: name, type: 'string', nillable: true, createable: true, updateable: true, ...more });
const contact = objectDescriptionSchema.parse({
	name: 'Contact',
	label: 'Contact',
	fields: [field('LastName'), field('AccountId', { type: 'reference', referenceTo: ['Account'] }), field('OwnerId', { type: 'reference', referenceTo: ['User'] })],
});

/** A server that answers each call with what `answer` says, and what it was sent. */
function server(answer: (rows: readonly Row[]) => CollectionAnswer) {
	const calls: Array<{ method: string; names: unknown[]; saveDuplicates: boolean }> = [];
	const saveCollection = (method: 'POST' | 'PATCH', rows: readonly Row[], options?: { saveDuplicates?: boolean }) => {
		calls.push({ method, names: rows.map(({ LastName }) => LastName), saveDuplicates: options?.saveDuplicates ?? false });
		return Promise.resolve(answer(rows));
	};
	return { calls, ports: { client: { saveCollection }, clock } };
}
const done = (rows: readonly Row[]): CollectionAnswer => rows.map(({ LastName }) => ({ id: `id of ${String(LastName)}`, success: true, errors: [] }));
const person = (LastName: string, AccountId: string | null, id?: string): Sendable => ({ values: { LastName, AccountId, OwnerId: '005' }, ...(id === undefined ? {} : { id }) });

describe('saving records', () => {
	it('sends those of one parent together, and answers in the order that they were given', async () => {
		const { calls, ports } = server(done);
		const results = await saveRecords(contact, [person('B1', 'b'), person('A1', 'a'), person('B2', 'b'), person('A2', 'a')], ports);
		expect(calls.map(({ names }) => names)).toEqual([['A1', 'A2', 'B1', 'B2']]);
		expect(results.map((result) => (result.ok ? result.id : ''))).toEqual(['id of B1', 'id of A1', 'id of B2', 'id of A2']);
	});

	it('creates and updates by different calls, and asks to pass duplicate rules only when told to', async () => {
		const { calls, ports } = server(done);
		await saveRecords(contact, [person('New', null), person('Old', null, '003')], { ...ports, saveDuplicates: true });
		expect(calls.map(({ method, names, saveDuplicates }) => [method, names, saveDuplicates])).toEqual([['POST', ['New'], true], ['PATCH', ['Old'], true]]);
	});

	it('does not know what became of records that were answered for in another number', async () => {
		const { ports } = server((rows) => done(rows.slice(1)));
		const results = await saveRecords(contact, [person('A', null), person('B', null)], ports);
		expect(results.map((result) => (result.ok ? 'ok' : result.error.class))).toEqual(['unknown-outcome', 'unknown-outcome']);
	});

	it('does not halve a call that every record of it would be refused in', async () => {
		const { calls, ports } = server(() => {
			throw new SystemError({ class: 'not-allowed', status: 400, code: 'INVALID_TYPE', message: 'No such object.' });
		});
		const results = await saveRecords(contact, Array.from({ length: 450 }, (_, n) => person(`P${n}`, null)), ports);
		expect(calls).toHaveLength(1);
		expect(results.every((result) => !result.ok && result.error.class === 'not-allowed')).toBe(true);
	});

	it('retries a locked row, and nothing but it', async () => {
		let locked = true;
		const { calls, ports } = server((rows) =>
			rows.map((row) => {
				if (row.LastName !== 'B' || !locked) return { id: 'x', success: true, errors: [] };
				locked = false;
				return { success: false, errors: [{ statusCode: 'UNABLE_TO_LOCK_ROW', message: '', duplicateResut: undefined, duplicateResult: undefined }] };
			}),
		);
		const results = await saveRecords(contact, ['A', 'B', 'C'].map((name) => person(name, null)), ports);
		expect(results.every(({ ok }) => ok)).toBe(true);
		expect(calls.map(({ names }) => names)).toEqual([['A', 'B', 'C'], ['B']]);
	});
});
