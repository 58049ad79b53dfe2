import { randomUUID } from 'node:crypto';
import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { SystemError, type ErrorClass } from '../../../engine/model';
import { backOffMs } from '../../../engine/run/back-off';
import { runFeed, type FeedPorts, type FeedSettings } from '../../../engine/run/feed';
import { kindOf } from '../../../engine/run/feed-health';
import type { SyncStore } from '../../../engine/run/store-port';
import { systemClock } from '../clock';
import { feedId } from '../feed-id';
import { syncStore } from '../store';
import { isQueueMode } from '../store-environment';
import { usageKeeper } from '../usage';
import { emitTo } from './emit';
import { liveSource } from './live-source';
import { hearNudges, nudged } from './nudges';
import { filterFor, queryFor } from './queries';
import type { TriggerSettings, Watch, Watched } from './watch';

/** Longer than any run of one page should take. A crash does not wait for it: what was under way is emitted again at the next start. */
const LEASE_MS = 30 * 60_000;
const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 5 * 60_000;

/** Troubles that pass by themselves. */
const PASSING = new Set<ErrorClass>(['rate-limited', 'quota-spent', 'temporary', 'unknown-outcome', 'bad-answer']);

/** When n8n itself starts (or another main process takes over), nobody is there to read an error: the loop waits for the system instead. */
const UNATTENDED = ['init', 'leadershipChange'];

/**
 * Starts the loop and leaves it running until the workflow is unpublished. When a person publishes, a credential or filter that does not
 * work is an error at once. @throws Error, SystemError, StoreError
 */
export async function startLoop(context: ITriggerFunctions, watch: Watch): Promise<ITriggerResponse> {
	const store = await syncStore();
	const known = UNATTENDED.includes(context.getActivationMode()) ? undefined : await tried(watch);
	const stop = new AbortController();
	const running = run(context, watch, store, known, stop.signal);
	return {
		closeFunction: async () => {
			stop.abort();
			await running;
			// A store that cannot be written to has been told of; no more than the calls of the last seconds is forgotten.
			await usageKeeper.flush().catch(() => undefined);
		},
	};
}

/**
 * Connects and asks for every object once, so that a mistake is found while the person who made it looks on. Undefined when the system is
 * only busy or away: the loop waits for it.
 */
async function tried(watch: Watch): Promise<Watched | undefined> {
	await watch.check?.();
	const connect = async () => {
		const watched = await watch.connect();
		for (const object of watch.settings.objects) await watched.source.sample({ ...(await queryFor(watch, watched, object)), limit: 1 });
		return watched;
	};
	return await connect().catch((error: unknown) => {
		if (error instanceof SystemError && PASSING.has(error.details.class)) return undefined;
		throw error;
	});
}

/** Never throws: what goes wrong is logged and tried again. */
async function run(context: ITriggerFunctions, watch: Watch, store: SyncStore, known: Watched | undefined, signal: AbortSignal): Promise<void> {
	const log = logOf(context, signal);
	const feed = feedId(context.getWorkflow(), context.getNode());
	const emit = withLog(emitTo(context, watch.settings.objects, signal, isQueueMode() ? LEASE_MS : undefined), log);
	const nudge = async (waiting: AbortSignal) => await nudged(feed, waiting);
	const stopHearing = hearNudges(store, feed);
	let watched = known;
	for (let failures = 0; !signal.aborted; failures++) {
		try {
			watched ??= await watch.connect();
			const source = liveSource(watch, watched);
			const name = `${context.getWorkflow().name ?? 'Unnamed workflow'} / ${context.getNode().name}`;
			await store.describeFeed(feed, { name, system: source.system, connection: watched.connection, objects: watch.settings.objects });
			log('info', `Watching ${watch.settings.objects.join(', ')} of ${watch.systemName} ${watched.connection}.`);
			await runFeed(feedSettings(feed, watch.settings), { source, store, sweeps: store, clock: systemClock, emit, nudge, log, ...(watched.events === undefined ? {} : { events: watched.events }) }, signal);
		} catch (error) {
			const trouble = error instanceof Error ? error.message : String(error);
			log('warn', `${trouble} The sync tries again.`);
			// A store that cannot be written to is a trouble of its own, and is logged with the next try.
			await store.noteRound(feed, { trouble, ...kindOf(error, systemClock.now()) }).catch(() => undefined);
			await systemClock.sleep(backOffMs(FIRST_RETRY_MS, LONGEST_RETRY_MS, failures), signal);
		}
	}
	stopHearing();
}

function feedSettings(feed: string, settings: TriggerSettings): FeedSettings {
	return {
		feed,
		owner: randomUUID(),
		// The fields are asked for live, see `liveSource`.
		objects: settings.objects.map((name) => ({ name, fields: [], ...filterFor(settings, name) })),
		startFrom: settings.from,
		pollMs: settings.pollMs,
		pageSize: settings.pageSize,
		lookBackMs: settings.lookBackMs,
		lookBackEveryMs: settings.lookBackEveryMs,
		leaseMs: LEASE_MS,
	};
}

type Log = (level: 'debug' | 'info' | 'warn', message: string) => void;

/** What a failed run says stands in the workflow's executions: it may hold values of records. */
const withLog =
	(emit: FeedPorts['emit'], log: Log): FeedPorts['emit'] =>
	async (object, items) => {
		log('debug', `${object}: ${items.length} records are sent on.`);
		const run = await emit(object, items);
		if (!run.ok) log('warn', `${object}: the run with ${items.length} records failed; the workflow’s executions say why. The records are tried again; nothing is lost.`);
		return run;
	};

/** To n8n's own log, under the node's name. Silent once the loop is told to stop: what breaks then breaks on purpose. */
function logOf(context: ITriggerFunctions, signal: AbortSignal): Log {
	return (level, message) => {
		if (!signal.aborted) context.logger[level](`${context.getNode().name}: ${message}`);
	};
}
