import { z } from 'zod';
import { readings, startReadings, stopReadings, untilEnded, type NotStarted, type ReadingOrder, type ReadingReport } from '../../../console';
import { SIDES } from '../../../engine/model';
import type { SweepKind } from '../../../engine/run/sweep-port';
import { systemClock } from '../../common/clock';
import { wakeTriggers } from '../../common/console';
import { deciderOf, parametersOf, type Door, type Operation } from './door';
import { optional, pagingSchema } from './settings';

const MINUTE_MS = 60_000;
/** Where the parameter was emptied. */
const WAIT_MINUTES = 60;
/** Readings that are looked up at a time when all are wanted. */
const PAGE = 200;

const startSchema = z.object({
	pair: optional(z.string()),
	sides: z.enum([...SIDES, 'both']),
	wait: z.boolean(),
	waitMinutes: optional(z.number().min(1)),
	pace: z.object({ perMinute: optional(z.number()), share: optional(z.number()), from: optional(z.string()), to: optional(z.string()), zone: optional(z.string()) }),
});
const stopSchema = z.object({ reading: optional(z.string()) });
const listSchema = z.object({ pair: optional(z.string()), show: z.enum(['all', 'open', 'ended']), ...pagingSchema });

export const reading: Record<string, Operation> = {
	startReconcile: async (door) => await start(door, 'reconcile'),

	startBackfill: async (door) => await start(door, 'backfill'),

	async stopReading(door) {
		return await stopReadings(door.store, parametersOf(door, stopSchema).reading, deciderOf(door).person, systemClock.now());
	},

	async getReadings(door) {
		const { pair, show, returnAll, limit = PAGE } = parametersOf(door, listSchema);
		const question = { ...(pair === undefined ? {} : { pair }), ...(show === 'all' ? {} : { open: show === 'open' }) };
		const found: ReadingReport[] = [];
		for (let before: string | undefined, more = true; more;) {
			const size = returnAll ? PAGE : limit;
			const page: ReadingReport[] = await readings(door.store, { ...question, limit: size, ...(before === undefined ? {} : { before }) }, systemClock.now());
			found.push(...page);
			before = page.at(-1)?.id;
			more = returnAll && page.length === size;
		}
		return found;
	},
};

async function start(door: Door, kind: SweepKind): Promise<object[]> {
	const { pair, sides, wait, waitMinutes = WAIT_MINUTES, pace } = parametersOf(door, startSchema);
	const { perMinute, share, from, to, zone } = pace;
	const order: ReadingOrder = {
		kind,
		by: deciderOf(door).person,
		...(pair === undefined ? {} : { pair }),
		...(sides === 'both' ? {} : { side: sides }),
		...(perMinute === undefined ? {} : { perMinute }),
		...(share === undefined ? {} : { sharePercent: share }),
		...(from === undefined && to === undefined ? {} : { hours: { from: from ?? '', to: to ?? '', zone: zone ?? door.context.getTimezone() } }),
	};
	const { started, notStarted } = await startReadings(door.store, order, systemClock.now());
	await wakeTriggers(door.store);
	return [...(wait ? await ended(door, started, waitMinutes) : started), ...notStarted.map(refusal)];
}

/** Or as far as they are when the time is up, or a person stops the workflow. */
async function ended({ context, store }: Door, started: readonly ReadingReport[], minutes: number): Promise<ReadingReport[]> {
	const signal = context.getExecutionCancelSignal();
	return await untilEnded(store, started, { clock: systemClock, maxMs: minutes * MINUTE_MS, ...(signal ? { signal } : {}) });
}

/** Of several syncs, one that cannot be read does not keep the others. */
const refusal = ({ pair, name, problem }: NotStarted): object => {
	const headline = `Not read: ${problem.message}`;
	return { pair, name, state: 'not started', found: 0, headline, summary: [problem.advice], text: `${name}: ${headline}\n- ${problem.advice}` };
};
