import { groupBy, sumBy } from 'lodash';
import type { Outcome } from '../../../engine/model';
import type { SyncStore } from '../../../engine/run/store-port';
import { howLong } from '../../pace';
import { bars, type Bar, type Tone } from '../bars';
import { html, type Html } from '../html';
import { utc } from '../layout';
import { nameOfConnection } from './connections';

const HOUR_MS = 3_600_000;
const HOURS = 24;

/** Outcomes as they are shown in a plot: what matters to a person in one colour each. */
const PARTS: ReadonlyArray<{ name: string; tone: Tone; outcomes: readonly Outcome[] }> = [
	{ name: 'written', tone: 'good', outcomes: ['created', 'updated'] },
	{ name: 'nothing to do', tone: 'calm', outcomes: ['unchanged', 'skipped'] },
	{ name: 'waiting', tone: 'warn', outcomes: ['waiting'] },
	{ name: 'conflicts and failures', tone: 'bad', outcomes: ['conflict', 'failed'] },
];

/** The busiest connections have a colour each; the others share the last one. */
const CONNECTION_TONES: readonly Tone[] = ['accent', 'good', 'warn', 'calm'];
const OTHERS = 'other connections';

type PlottedStore = Pick<SyncStore, 'activity' | 'latency' | 'callsByHour'>;

/** What the last day was like: outcomes, how fast changes arrived, conflicts, and API calls, by hour. */
export async function plots(store: PlottedStore, now: Date): Promise<Html> {
	const first = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS - (HOURS - 1) * HOUR_MS;
	const hours = Array.from({ length: HOURS }, (_, index) => new Date(first + index * HOUR_MS).toISOString());
	const since = new Date(first).toISOString();
	const span = { since, spanMs: HOUR_MS };
	const [ends, latencies, calls] = await Promise.all([store.activity(span), store.latency(span), store.callsByHour({ since })]);
	return html`<h2>Last ${HOURS} hours</h2>${outcomes(hours, ends)}${latency(hours, latencies)}${conflicts(hours, ends)}${callsOf(hours, calls)}`;
}

type Ends = Awaited<ReturnType<PlottedStore['activity']>>;

const counted = (ends: Ends, hour: string, of: readonly Outcome[]): number => sumBy(ends.filter(({ at, outcome }) => at === hour && of.includes(outcome)), 'count');

function outcomes(hours: readonly string[], ends: Ends): Html {
	const of = hours.map((hour): Bar => ({ label: utc(hour), parts: PARTS.map(({ name, tone, outcomes: ones }) => ({ name, tone, value: counted(ends, hour, ones) })) }));
	return bars({ title: 'Changes by hour', unit: 'changes', of });
}

function conflicts(hours: readonly string[], ends: Ends): Html {
	const of = hours.map((hour): Bar => ({ label: utc(hour), parts: [{ name: 'conflicts', tone: 'warn', value: counted(ends, hour, ['conflict']) }] }));
	return bars({ title: 'Conflicts by hour', unit: 'changes', of });
}

const LATENCY_PARTS: ReadonlyArray<{ name: string; tone: Tone }> = [
	{ name: 'half of them within', tone: 'good' },
	{ name: '95 % of them within', tone: 'calm' },
];

/** The two stand on one another: the whole bar is how long all but the slowest twentieth took. */
function latency(hours: readonly string[], latencies: Awaited<ReturnType<PlottedStore['latency']>>): Html {
	const byHour = new Map(latencies.map((one) => [one.at, one]));
	const of = hours.map((hour): Bar => {
		const told = byHour.get(hour);
		if (told === undefined) return { label: utc(hour), parts: LATENCY_PARTS.map((part) => ({ ...part, value: 0 })) };
		const [median, most] = [seconds(told.medianMs), seconds(told.p95Ms)];
		const values = [
			{ value: median, shown: howLong(median) },
			{ value: most - median, shown: howLong(most) },
		];
		return { label: utc(hour), parts: LATENCY_PARTS.map((part, index) => ({ ...part, ...(values[index] ?? { value: 0 }) })) };
	});
	return bars({ title: 'From a change to its arrival, by hour', unit: 'seconds', of });
}

/** At least one, so that what took no time by the servers' clocks is seen to have happened. */
const seconds = (ms: number): number => Math.max(1, Math.round(ms / 1_000));

function callsOf(hours: readonly string[], calls: Awaited<ReturnType<PlottedStore['callsByHour']>>): Html {
	const byConnection = Object.entries(groupBy(calls, nameOfConnection)).sort(([, one], [, other]) => sumBy(other, 'calls') - sumBy(one, 'calls'));
	const named = byConnection.slice(0, byConnection.length > CONNECTION_TONES.length ? CONNECTION_TONES.length - 1 : CONNECTION_TONES.length).map(([name]) => name);
	const names = byConnection.length > named.length ? [...named, OTHERS] : named;
	const belongs = (name: string, of: string) => (name === OTHERS ? !named.includes(of) : name === of);
	const of = hours.map((hour): Bar => {
		const here = calls.filter((one) => one.hour === hour);
		return {
			label: utc(hour),
			parts: names.map((name, index) => ({ name, tone: CONNECTION_TONES[index] ?? 'calm', value: sumBy(here.filter((one) => belongs(name, nameOfConnection(one))), 'calls') })),
		};
	});
	return bars({ title: 'API calls of the sync, by hour', unit: 'calls', of });
}
