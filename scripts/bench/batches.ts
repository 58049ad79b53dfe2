import { setTimeout } from 'node:timers/promises';
import type { MappedItem } from '../../engine/model';
import { runBatch } from '../../engine/run/batch';
import type { Clock } from '../../engine/run/clock-port';
import type { Store } from '../../store';
import { timed } from './measure';
import { MemoryRecords } from './memory-records';
import { mappedItem, mapping } from './scene';
import { number, perSecond, times, type Line, type Section } from './table';

const RECORDS = 4_000;
/** A trigger's page. */
const BATCH = 200;

const clock: Clock = {
	now: () => new Date(),
	random: () => 0.5,
	// An abort ends the sleep and is no error: see `Clock`.
	sleep: (ms, signal) => setTimeout(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined),
};

/** The run loop on a real store against a target that takes no time. */
export async function batchSection(engine: string, store: Store): Promise<Section> {
	const version = await store.saveMapping(mapping);
	const records = new MemoryRecords('right_0');
	const lines: Line[] = [];
	let reference: number | undefined;
	for (const [what, edit] of [
		['create', 0],
		['echo (nothing has changed)', 0],
		['update of one field', 1],
	] as const) {
		const batches = Array.from({ length: RECORDS / BATCH }, (_, batch) =>
			Array.from({ length: BATCH }, (_, index) => mappedItem(batch * BATCH + index, version, edit)),
		);
		records.calls = 0;
		const { cpuMs, wallMs, value } = await timed(() => runAll(batches, store, records, what));
		const cpuPerRecord = cpuMs / RECORDS;
		reference ??= cpuPerRecord;
		lines.push({
			what: `runBatch, ${what}`,
			result: perSecond((RECORDS * 1_000) / wallMs, 'records'),
			ratio: `${times(cpuPerRecord / reference, 'the CPU time of a create')} (${number(cpuPerRecord)} ms), ${number(records.calls / batches.length)} calls a batch, ends: ${value}`,
		});
	}
	return { title: `Batches of ${BATCH}, ${engine} store, target in memory`, lines };
}

async function runAll(
	batches: readonly MappedItem[][],
	store: Store,
	records: MemoryRecords,
	name: string,
): Promise<string> {
	const ends = new Map<string, number>();
	for (const [index, items] of batches.entries()) {
		for (const { outcome } of await runBatch(items, { store, records, clock }, { owner: `${name}-${index}` }))
			ends.set(outcome, (ends.get(outcome) ?? 0) + 1);
	}
	return [...ends].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
}
