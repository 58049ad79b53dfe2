import type { Side } from '../engine/model';
import type { SweepFound } from '../engine/run/sweep-port';
import type { Flow } from './flow.fixture';

const NOTHING: SweepFound = { inStep: 0, emitted: 0, orphans: 0, gone: 0, outOfScope: 0, underWay: 0, resting: 0, drift: {} };

/** What the trigger of a side does with its part of a reading: a page of `read` records of `total`. */
export async function readPage(flow: Flow, side: Side, { read, total, ...found }: { read: number; total: number } & Partial<SweepFound>): Promise<void> {
	const feed = `feed-${side}`;
	const [work] = await flow.store.openParts(feed);
	if (work === undefined) throw new Error(`${feed} has nothing to read.`);
	if (work.state === 'waiting') await flow.store.beginPart(work, { connection: flow.ref(side, '').connection, total, cursor: '' });
	await flow.store.noteSweepPage({ work, seen: [], emitted: [], leaseMs: 60_000, read, found: { ...NOTHING, ...found }, cursor: 'c', state: 'reading' });
}

/** It has read everything. */
export async function endPart(flow: Flow, side: Side, counted: number): Promise<void> {
	const [work] = await flow.store.openParts(`feed-${side}`);
	if (work === undefined) throw new Error(`feed-${side} has nothing to read.`);
	await flow.store.endPart(work, { counted });
}
