import { randomUUID } from 'node:crypto';
import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { SystemError, type ErrorClass } from '../../engine/model';
import { runFeed, type FeedSettings } from '../../engine/run/feed';
import type { SyncStore } from '../../engine/run/store-port';
import { systemClock } from '../common/clock';
import { feedId } from '../common/feed-id';
import { syncStore } from '../common/store';
import { salesforceOf, type Salesforce } from '../common/systems';
import { emitTo } from './emit';
import { liveSource } from './live-source';
import { queryFor } from './queries';
import type { TriggerSettings } from './settings';

/** Longer than any run of one page should take. A crash does not wait for it: what was under way is emitted again at the next start. */
const LEASE_MS = 30 * 60_000;
const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 5 * 60_000;

/** Troubles that pass by themselves. */
const PASSING = new Set<ErrorClass>(['rate-limited', 'quota-spent', 'temporary', 'unknown-outcome', 'bad-answer']);

/** When n8n itself starts (or another main process takes over), nobody is there to read an error: the loop waits for Salesforce instead. */
const UNATTENDED = ['init', 'leadershipChange'];

/**
 * Starts the loop and leaves it running until the workflow is unpublished. When a person publishes, a credential or filter that does not
 * work is an error at once. @throws Error, SystemError, StoreError
 */
export async function startLoop(context: ITriggerFunctions, settings: TriggerSettings): Promise<ITriggerResponse> {
	const store = await syncStore();
	const known = UNATTENDED.includes(context.getActivationMode()) ? undefined : await tried(context, settings);
	const stop = new AbortController();
	const running = run(context, settings, store, known, stop.signal);
	return {
		closeFunction: async () => {
			stop.abort();
			await running;
		},
	};
}

/**
 * Connects and asks for every object once, so that a mistake is found while the person who made it looks on. Undefined when Salesforce is
 * only busy or away: the loop waits for it.
 */
async function tried(context: ITriggerFunctions, settings: TriggerSettings): Promise<Salesforce | undefined> {
	const connect = async () => {
		const salesforce = await salesforceOf(context, settings.authentication);
		for (const object of settings.objects) await salesforce.source.sample({ ...(await queryFor(salesforce, settings, object)), limit: 1 });
		return salesforce;
	};
	return await connect().catch((error: unknown) => {
		if (error instanceof SystemError && PASSING.has(error.details.class)) return undefined;
		throw error;
	});
}

/** Never throws: what goes wrong is logged and tried again. */
async function run(
	context: ITriggerFunctions,
	settings: TriggerSettings,
	store: SyncStore,
	known: Salesforce | undefined,
	signal: AbortSignal,
): Promise<void> {
	const log = logOf(context, signal);
	let salesforce = known;
	for (let failures = 0; !signal.aborted; failures++) {
		try {
			salesforce ??= await salesforceOf(context, settings.authentication);
			const source = liveSource(salesforce, settings);
			await runFeed(feedSettings(context, settings), { source, store, clock: systemClock, emit: emitTo(context, settings.objects, signal), log }, signal);
		} catch (error) {
			log('warn', `${error instanceof Error ? error.message : String(error)} The sync tries again.`);
			await systemClock.sleep(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures, 10)), signal);
		}
	}
}

function feedSettings(context: ITriggerFunctions, settings: TriggerSettings): FeedSettings {
	return {
		feed: feedId(context.getWorkflow(), context.getNode()),
		owner: randomUUID(),
		objects: settings.objects.map((name) => {
			const filter = settings.filterOf(name);
			// The fields are asked for live, see `liveSource`.
			return { name, fields: [], ...(filter === undefined ? {} : { filter }) };
		}),
		startFrom: settings.from,
		pollMs: settings.pollMs,
		pageSize: settings.pageSize,
		lookBackMs: settings.lookBackMs,
		lookBackEveryMs: settings.lookBackEveryMs,
		leaseMs: LEASE_MS,
	};
}

/** To n8n's own log, under the node's name. Silent once the loop is told to stop: what breaks then breaks on purpose. */
function logOf(context: ITriggerFunctions, signal: AbortSignal): (level: 'info' | 'warn', message: string) => void {
	return (level, message) => {
		if (!signal.aborted) context.logger[level](`${context.getNode().name}: ${message}`);
	};
}
