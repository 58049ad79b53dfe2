import { SIDES, SYSTEM_NAMES, type Side } from '../engine/model';
import type { Clock } from '../engine/run/clock-port';
import type { PairState } from '../engine/run/console-port';
import type { SyncStore } from '../engine/run/store-port';
import type { Sweep, SweepKind, SweepLimits, SweepStore, SweepWindow } from '../engine/run/sweep-port';
import { ConsoleProblem } from './problem';
import { reportOf, type ReadingReport } from './sweep-report';
import { nameOfPair } from './words';

/** What a person orders: all syncs where `pair` is not given, every side that a trigger reads where `side` is not. */
export interface ReadingOrder {
	kind: SweepKind;
	pair?: string;
	side?: Side;
	/** Records a minute at most, each trigger. */
	perMinute?: number;
	/** Percent of the calls that the sync may make of the connection in a day: it rests while it has made more. */
	sharePercent?: number;
	/** Times of day as people write them ("22:00", "6"); IANA zone. */
	hours?: SweepWindow;
	by: string;
}

/** A sync of which no reading could be begun, with the reason. */
export interface NotStarted {
	pair: string;
	name: string;
	problem: ConsoleProblem;
}

export interface Ordered {
	started: ReadingReport[];
	/** Only where all syncs were asked for; of a chosen one it is the error. */
	notStarted: NotStarted[];
}

export type ReadingStore = Pick<SweepStore, 'orderSweep' | 'stopSweep' | 'sweeps'> & Pick<SyncStore, 'pairStates' | 'feedStates'>;

/** How often a reading that is waited for is looked at. */
const LOOK_MS = 3_000;
/** Readings that are looked through at a time. A sync has one that is open. */
const PAGE = 200;

/**
 * Has both sides of a sync (or of all) read by their triggers, behind the live changes. One that reads already goes on as it is, and is
 * answered. Wake the triggers afterwards.
 * @throws ConsoleProblem when it cannot be done; for all syncs: when none can be read
 */
export async function startReadings(store: ReadingStore, order: ReadingOrder, now: Date): Promise<Ordered> {
	const limits = limitsOf(order);
	const pairs = (await store.pairStates()).filter(({ pair }) => order.pair === undefined || pair === order.pair);
	if (pairs.length === 0) throw order.pair === undefined ? noSyncs() : noSuchSync();
	const sweeps: Sweep[] = [];
	const notStarted: NotStarted[] = [];
	for (const pair of pairs) {
		try {
			sweeps.push(await startOne(store, pair, { ...limits, kind: order.kind, by: order.by }, order.side));
		} catch (error) {
			if (!(error instanceof ConsoleProblem) || order.pair !== undefined) throw error;
			notStarted.push({ pair: pair.pair, name: nameOfPair(pair.mapping), problem: error });
		}
	}
	const [first] = notStarted;
	if (sweeps.length === 0 && first !== undefined) throw first.problem;
	return { started: await reportsOf(store, sweeps, now), notStarted };
}

async function startOne(store: ReadingStore, { pair, mapping, feeds }: PairState, limits: SweepLimits & { kind: SweepKind; by: string }, side?: Side): Promise<Sweep> {
	const read = SIDES.filter((one) => feeds[one].length > 0);
	const name = nameOfPair(mapping);
	const publish = 'Publish the workflow that it belongs to, and let one record go through, so that the sync knows its trigger.';
	if (read.length === 0) throw new ConsoleProblem(`No trigger reads either side of ${name}.`, publish);
	if (side !== undefined && !read.includes(side)) {
		throw new ConsoleProblem(`No trigger reads the ${SYSTEM_NAMES[mapping[side].system]} side of ${name}.`, `${publish} A sync that goes one way is read on one side: choose both sides, or the other one.`);
	}
	const sweep = await store.orderSweep({ ...limits, pair, sides: side === undefined ? read : [side] });
	if (sweep.kind === limits.kind) return sweep;
	throw new ConsoleProblem(`A ${sweep.kind} of ${name} is under way.`, 'A sync has one reading at a time: wait until it ends, or stop it.');
}

/** Ends a reading, or all that run (undefined). What is under way goes to its end. @throws ConsoleProblem when there is none */
export async function stopReadings(store: ReadingStore, id: string | undefined, by: string, now: Date): Promise<ReadingReport[]> {
	const ids = id === undefined ? (await openSweeps(store)).map((sweep) => sweep.id) : [id];
	const stopped = (await Promise.all(ids.map(async (one) => await store.stopSweep(one, by)))).filter((sweep) => sweep !== undefined);
	if (stopped.length > 0) return await reportsOf(store, stopped, now);
	throw new ConsoleProblem(id === undefined ? 'No reading is under way.' : 'There is no such reading.', 'Get the readings anew: it may have ended already.');
}

interface ReadingQuestion {
	pair?: string;
	/** Only those that have not ended, or (false) that have. */
	open?: boolean;
	limit: number;
	/** Only older ones than this id. */
	before?: string;
}

/** Newest first. */
export async function readings(store: Omit<ReadingStore, 'orderSweep' | 'stopSweep'>, question: ReadingQuestion, now: Date): Promise<ReadingReport[]> {
	return await reportsOf(store, await store.sweeps(question), now);
}

/**
 * Looks again until these have ended, the time is up, or `signal` is aborted. Answers them as they are then, in the order in which they
 * were given; one that was forgotten meanwhile as it was.
 */
export async function untilEnded(store: ReadingStore, begun: readonly ReadingReport[], { clock, maxMs, signal }: { clock: Clock; maxMs: number; signal?: AbortSignal }): Promise<ReadingReport[]> {
	const deadline = clock.now().getTime() + maxMs;
	const ids = begun.map(({ id }) => id);
	for (let open = ids; open.length > 0 && !signal?.aborted && clock.now().getTime() < deadline;) {
		await clock.sleep(Math.min(LOOK_MS, deadline - clock.now().getTime()), signal);
		const running = new Set((await openSweeps(store)).map(({ id }) => id));
		open = open.filter((id) => running.has(id));
	}
	const now = new Map((await reportsOf(store, await withIds(store, ids), clock.now())).map((report) => [report.id, report]));
	return begun.map((report) => now.get(report.id) ?? report);
}

/** Looks back until each of these was found, or there are no more. */
async function withIds(store: Pick<SweepStore, 'sweeps'>, ids: readonly string[]): Promise<Sweep[]> {
	const missing = new Set(ids);
	const found: Sweep[] = [];
	for (let before: string | undefined, more = true; more && missing.size > 0;) {
		const page: Sweep[] = await store.sweeps({ limit: PAGE, ...(before === undefined ? {} : { before }) });
		found.push(...page.filter(({ id }) => missing.delete(id)));
		before = page.at(-1)?.id;
		more = page.length === PAGE;
	}
	return found;
}

const openSweeps = async (store: Pick<SweepStore, 'sweeps'>): Promise<Sweep[]> => await store.sweeps({ open: true, limit: PAGE });

async function reportsOf(store: Pick<SyncStore, 'pairStates' | 'feedStates'>, sweeps: readonly Sweep[], now: Date): Promise<ReadingReport[]> {
	if (sweeps.length === 0) return [];
	const [pairs, feeds] = [await store.pairStates(), await store.feedStates()];
	return sweeps.map((sweep) => reportOf(sweep, { pair: pairs.find(({ pair }) => pair === sweep.pair), feeds, now }));
}

/** @throws ConsoleProblem for a limit that nothing could keep to */
function limitsOf({ perMinute, sharePercent, hours }: ReadingOrder): SweepLimits {
	if (perMinute !== undefined && !(Number.isInteger(perMinute) && perMinute > 0)) throw new ConsoleProblem('Records per minute must be a whole number above zero.', 'Leave it blank to read as fast as the systems allow.');
	if (sharePercent !== undefined && !(sharePercent > 0 && sharePercent <= 100)) throw new ConsoleProblem('The share of the day’s calls must be between 1 and 100 percent.', 'Leave it blank to keep the share of the sync itself.');
	return {
		...(perMinute === undefined ? {} : { perMinute }),
		...(sharePercent === undefined ? {} : { share: sharePercent / 100 }),
		...(hours === undefined ? {} : { window: windowOf(hours) }),
	};
}

function windowOf({ from, to, zone }: SweepWindow): SweepWindow {
	const window = { from: timeOfDay(from), to: timeOfDay(to), zone: knownZone(zone) };
	if (window.from !== window.to) return window;
	throw new ConsoleProblem('The hours begin and end at the same time.', 'Leave both blank to read all day.');
}

function timeOfDay(text: string): string {
	const [, hour = '', minute = '00'] = /^(\d{1,2})(?::(\d{2}))?$/.exec(text.trim()) ?? [];
	if (hour !== '' && Number(hour) < 24 && Number(minute) < 60) return `${hour.padStart(2, '0')}:${minute}`;
	throw new ConsoleProblem('The hours are no times of day.', 'Give both, from and until, as in 22:00 and 06:00; or neither.');
}

function knownZone(zone: string): string {
	try {
		return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
	} catch {
		throw new ConsoleProblem('The time zone is not known.', 'Give its name as in Europe/Berlin or America/New_York; or UTC.');
	}
}

const noSyncs = (): ConsoleProblem => new ConsoleProblem('There is no sync yet.', 'Publish a workflow with a mapper. A sync is known from its first run on.');
const noSuchSync = (): ConsoleProblem => new ConsoleProblem('There is no such sync.', 'Choose one from the list. A sync is known from its first run on.');
