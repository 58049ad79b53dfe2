import type { PairState } from '../../engine/run/console-port';
import type { FeedHealth } from '../health';
import { utc } from '../page/layout';
import { reconnect } from '../reconnect';
import { nameOfPair } from '../words';
import { minutesSince, type Alert, type Thresholds } from './alert';

/** What a trigger is found by: its own state, and the pairs that it feeds. */
export interface Watched {
	pairs: readonly PairState[];
	now: Date;
	thresholds: Thresholds;
}

export const nameOfTrigger = ({ name, feed }: Pick<FeedHealth, 'name' | 'feed'>): string => name ?? feed;

/** The syncs whose changes come from this trigger. */
export const pairsFedBy = (feed: string, pairs: readonly PairState[]): PairState[] => pairs.filter(({ feeds }) => feeds.left.includes(feed) || feeds.right.includes(feed));
export const syncsFedBy = (feed: string, pairs: readonly PairState[]): string[] => pairsFedBy(feed, pairs).map(({ mapping }) => nameOfPair(mapping));

/** What is the matter with a trigger; one alert at most, since the one explains the other. A trigger that a person paused is as it should be. */
export function triggerAlert(feed: FeedHealth, watched: Watched): Alert | undefined {
	const found = matterWith(feed, watched);
	if (found === undefined) return undefined;
	const { kind, ...rest } = found;
	return { key: `${kind}|${feed.feed}`, kind, ...rest, view: 'health', trigger: nameOfTrigger(feed), syncs: syncsFedBy(feed.feed, watched.pairs) };
}

function matterWith(feed: FeedHealth, { now, thresholds }: Watched): Pick<Alert, 'kind' | 'severity' | 'since' | 'title' | 'text'> | undefined {
	const { trouble, polledAt, objects } = feed;
	const name = nameOfTrigger(feed);
	const what = objects.length === 0 ? 'its records' : objects.join(', ');
	switch (feed.condition) {
		case 'paused':
		case 'limited':
			// The one is as it should be, the other is told once for the whole connection (limits.ts).
			return undefined;
		case 'expired':
			return {
				kind: 'credential',
				severity: 'now',
				since: trouble?.since ?? now.toISOString(),
				title: `Credential refused: ${name}`,
				text: `The credential of the trigger “${name}” is refused, so no changes of ${what} come in. ${reconnect(feed.system, undefined)}`,
			};
		case 'trouble': {
			const since = trouble?.since ?? now.toISOString();
			if (minutesSince(since, now) < thresholds.troubleMinutes) return undefined;
			return {
				kind: 'trouble',
				severity: 'soon',
				since,
				title: `In trouble: ${name}`,
				text: `The trigger “${name}” has not been able to read ${what} since ${utc(since)}. It goes on trying, and nothing is lost. The Sync Console’s health says why.`,
			};
		}
		case 'stopped':
			return {
				kind: 'stopped',
				severity: 'now',
				since: polledAt ?? now.toISOString(),
				title: `Stopped: ${name}`,
				text: `No n8n process runs the trigger “${name}”, so no changes of ${what} come in. Publish its workflow again: it goes on where it stopped. If it is not needed any more, forget it with the Sync Console node.`,
			};
		case 'quiet':
			return {
				kind: 'silent',
				severity: 'now',
				since: polledAt ?? now.toISOString(),
				title: `Silent: ${name}`,
				text: `The trigger “${name}” has not come to the end of a round since ${polledAt === undefined ? 'its start' : utc(polledAt)}. A run may be stuck: look at the executions of its workflow, and stop the one that hangs. What it held comes again.`,
			};
		default:
			return backlogOf(feed, { now, thresholds });
	}
}

function backlogOf(feed: FeedHealth, { now, thresholds }: Pick<Watched, 'now' | 'thresholds'>): ReturnType<typeof matterWith> {
	const { oldest, waitingToFlow } = feed;
	if (oldest === undefined) return undefined;
	const minutes = minutesSince(oldest, now);
	if (minutes < thresholds.backlogMinutes && waitingToFlow <= thresholds.backlogSize) return undefined;
	const name = nameOfTrigger(feed);
	return {
		kind: 'backlog',
		severity: 'soon',
		since: oldest,
		title: `Backlog: ${name}`,
		text: `${waitingToFlow.toLocaleString('en')} changes of the trigger “${name}” are on their way, the oldest for ${Math.floor(minutes)} minutes. They flow as fast as the systems take them. If the number does not fall, look at the log for what they wait for: a spent API budget, a system that is away, or a slow workflow.`,
	};
}
