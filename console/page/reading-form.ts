import { SIDES } from '../../engine/model';
import type { SyncStore } from '../../engine/run/store-port';
import { SWEEP_KINDS } from '../../engine/run/sweep-port';
import { ConsoleProblem } from '../problem';
import type { Hands } from '../resolve';
import { startReadings, stopReadings, type ReadingOrder } from '../sweeps';
import { one, oneOf, type Params } from './params';

/** Begins what the form of the readings asks for; answers what came of it, in words. @throws ConsoleProblem */
export async function startReading(store: SyncStore, form: Params, hands: Hands, now: Date): Promise<string> {
	const kind = oneOf(form, 'kind', SWEEP_KINDS);
	if (kind === undefined) throw new ConsoleProblem('Nothing was chosen to be done.', 'Choose a reconcile or a backfill.');
	const { started, notStarted } = await startReadings(store, { kind, ...orderOf(form), by: personOf(hands) }, now);
	const refused = notStarted.map(({ problem }) => `Not read: ${problem.message} ${problem.advice}`);
	return [`Under way: ${started.map(({ name, kind: what }) => `${what} of ${name}`).join('; ')}.`, ...refused].join(' ');
}

/** Ends one, or all that are under way. @throws ConsoleProblem when there is none */
export async function stopReading(store: SyncStore, form: Params, hands: Hands, now: Date): Promise<string> {
	const stopped = await stopReadings(store, one(form, 'reading'), personOf(hands), now);
	return `Stopped: ${stopped.map(({ name }) => name).join('; ')}. What it has begun goes to its end.`;
}

function orderOf(form: Params): Omit<ReadingOrder, 'kind' | 'by'> {
	const [pair, side, perMinute, share] = [one(form, 'pair'), oneOf(form, 'side', SIDES), one(form, 'perMinute'), one(form, 'share')];
	const [from, to, zone] = [one(form, 'from'), one(form, 'to'), one(form, 'zone')];
	return {
		...(pair === undefined ? {} : { pair }),
		...(side === undefined ? {} : { side }),
		...(perMinute === undefined ? {} : { perMinute: Number(perMinute) }),
		...(share === undefined ? {} : { sharePercent: Number(share) }),
		...(from === undefined && to === undefined ? {} : { hours: { from: from ?? '', to: to ?? '', zone: zone ?? 'UTC' } }),
	};
}

const personOf = ({ by }: Hands): string => by?.person ?? 'somebody on the page';
