import { refKey, type Change, type LogEntry, type Mapping, type RecordRef } from '../../engine/model';
import type { Commit, ReviewItem } from '../../engine/run/store-port';
import type { Store } from '../../store';
import { mapping as people } from './scene';

export const LINES = 100_000;
export const QUESTIONS = 5_000;
export const ISSUES = 20_000;
export const CAUSES = 12;
/** Of the lines, one in so many is a person's decision. */
const DECISIONS = 200;
const BATCH = 500;
/** The lines are of the last thirty days. */
const SPAN_MS = 30 * 24 * 3_600_000;

const PAIRS: readonly Mapping[] = ['Contact~contacts', 'Lead~contacts', 'Account~companies', 'Opportunity~opportunities'].map((pair) => {
	const [left = '', right = ''] = pair.split('~');
	return { ...people, pair, left: { system: 'salesforce', object: left }, right: { system: 'pact', object: right } };
});
const pairOf = (index: number): Mapping => PAIRS[index % PAIRS.length] ?? people;

const leftOf = (index: number): RecordRef => ({ ...pairOf(index).left, connection: '00D5g00000Abc12EAC', id: `0035g00000${index.toString(36).toUpperCase().padStart(6, '0')}AB` });
const rightOf = (index: number): RecordRef => ({ ...pairOf(index).right, connection: 'app.pact.place/acme', id: `6f1c2a90-0000-4000-8000-${String(index).padStart(12, '0')}` });

/** A store as it looks after a month with much going on: the log, the review list and the issues full. */
export async function fillForConsole(store: Store, now: Date): Promise<void> {
	for (const mapping of PAIRS) await store.saveMapping(mapping);
	await store.describeFeed(FEED, { name: 'CRM / Salesforce changes', system: 'salesforce', connection: '00D5g00000Abc12EAC', objects: PAIRS.map(({ left }) => left.object) });
	for (let start = 0; start < LINES; start += BATCH) await store.commit(Array.from({ length: BATCH }, (_, offset) => line(start + offset, now)));
	for (let number = 0; number < LINES / DECISIONS; number += 1) {
		const decided = { origin: 'manual', outcome: 'skipped', reason: 'decided', movements: [], message: 'Asked: which value of “Title” counts. Chosen: Use the value of Salesforce.' } as const;
		await store.noteDecision({ ...decided, movements: [], pair: pairOf(number).pair, source: leftOf(number), person: number % 3 === 0 ? 'ann' : 'bea' });
	}
	for (let start = 0; start < QUESTIONS; start += BATCH) await store.noteReview(Array.from({ length: BATCH }, (_, offset) => question(start + offset)));
	for (let start = 0; start < ISSUES; start += BATCH) await giveUp(store, start, now);
}

const FEED = 'workflow:trigger';

const OUTCOMES = ['updated', 'updated', 'updated', 'created', 'unchanged', 'unchanged', 'unchanged', 'skipped', 'conflict', 'failed'] as const;
const REASONS = { updated: 'updated', created: 'created', unchanged: 'echo', skipped: 'left-out-on-canvas', conflict: 'ask-person', failed: 'invalid-value' } as const;

function line(index: number, now: Date): Commit {
	const outcome = OUTCOMES[index % OUTCOMES.length] ?? 'updated';
	const [source, target] = index % 2 === 0 ? [leftOf(index % 20_000), rightOf(index % 20_000)] : [rightOf(index % 20_000), leftOf(index % 20_000)];
	const at = new Date(now.getTime() - SPAN_MS + Math.floor((index / LINES) * SPAN_MS)).toISOString();
	const moved = outcome === 'updated' || outcome === 'created' ? 1 + (index % 3) : 0;
	const log: LogEntry = {
		at, pair: pairOf(index).pair, source, target, origin: 'poll', outcome, reason: REASONS[outcome],
		message: `${outcome === 'updated' ? 'Updated' : 'Looked at'} ${target.object} ${target.id} for ${source.object} ${source.id}. The other side's value counts and goes back to it: Field 4.`,
		movements: Array.from({ length: moved }, (_, row) => ({ row: `row-${row}`, field: `right_${row}`, from: `Value of before, number ${index}`, to: `Value of now, number ${index}` })),
		execution: String(1_000 + Math.floor(index / 50)),
	};
	return { change: changeOf(source, at), ledger: { kind: 'close' }, log };
}

const changeOf = (ref: RecordRef, modifiedAt: string): Change => ({ ...ref, kind: 'upserted', modifiedAt, origin: 'poll' });

function question(index: number): ReviewItem {
	const [source, target] = [leftOf(index), rightOf(index)];
	const about = { pair: pairOf(index).pair, source, target };
	if (index % 10 === 0) return { ...about, kind: 'duplicate', key: `duplicate ${index}`, message: `Pact contacts ${target.id} and another one both stand for Salesforce ${source.object} ${source.id} now.`, details: { linked: target.id, unlinked: 'x' } };
	const at = '2026-03-01T12:00:00.000Z';
	return {
		...about,
		kind: 'conflict',
		key: `${refKey(source)}|row-${index % 5}`,
		message: `Field ${index % 5} was changed on both sides of Salesforce ${source.object} ${source.id}. Choose which value counts; until then both stay.`,
		details: { row: `row-${index % 5}`, left: `Left value ${index}`, right: `Right value ${index}`, leftAt: at, leftAtOf: 'record', leftBy: 'Ida Berg', rightAt: at, rightAtOf: 'record' },
	};
}

async function giveUp(store: Store, start: number, now: Date): Promise<void> {
	const refs = Array.from({ length: BATCH }, (_, offset) => ({ ref: { ...leftOf(start + offset), object: 'Contact', id: `0035g00001${(start + offset).toString(36).toUpperCase().padStart(6, '0')}AB` }, stamp: String(start) }));
	const seqs = await store.notePage({ feed: FEED, object: 'Contact', refs, cursor: String(start), leaseMs: 60_000 });
	await store.commit(
		refs.map(({ ref }, offset): Commit => {
			const index = start + offset;
			const seq = seqs.get(refKey(ref)) ?? 0;
			const message = `Salesforce Contact ${ref.id} was not written to Pact: Pact refused the value of field_${index % CAUSES}: it is not valid. Correct it in Salesforce.`;
			const at = now.toISOString();
			const log: LogEntry = { at, pair: people.pair, source: ref, origin: 'poll', outcome: 'failed', reason: 'invalid-value', message, movements: [] };
			return { change: { ...changeOf(ref, at), ticket: { feed: FEED, seq, attempt: 0 } }, ledger: { kind: 'issue', reason: 'invalid-value', message }, log };
		}),
	);
}
