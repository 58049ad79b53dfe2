import { sumBy } from 'lodash';
import { SYSTEM_NAMES, type SystemName } from '../../engine/model';
import type { PendingGroup } from '../../engine/run/alert-port';
import type { Cause } from '../issues';
import type { FeedHealth } from '../health';
import { reasonInWords } from '../reasons';
import { minutesSince, type Alert } from './alert';
import { nameOfTrigger, pairsFedBy, syncsFedBy, type Watched } from './triggers';

type Triggers = readonly FeedHealth[];

const nameOf = (feed: string, triggers: Triggers): string => nameOfTrigger(triggers.find((one) => one.feed === feed) ?? { feed });
const places = (groups: ReadonlyArray<{ place: PendingGroup['place'] }>): string => [...new Set(groups.map(({ place }) => `${SYSTEM_NAMES[place.system]} ${place.object}`))].sort().join(', ');

/** Records that wait for the credential of the node that writes them. A trigger whose own credential is refused is told of already. */
export function refusedWriters(groups: readonly PendingGroup[], triggers: Triggers, told: ReadonlySet<SystemName>, { pairs }: Watched): Alert[] {
	const feeds = [...new Set(groups.map(({ feed }) => feed))];
	return feeds.flatMap((feed): Alert[] => {
		const targets = pairsFedBy(feed, pairs).map(({ mapping, feeds: { left } }) => (left.includes(feed) ? mapping.right.system : mapping.left.system));
		if (targets.some((system) => told.has(system))) return [];
		const of = groups.filter((group) => group.feed === feed);
		const systems = [...new Set(targets)].map((system) => SYSTEM_NAMES[system]).join(' or ') || 'the other system';
		return [
			{
				key: `credential|write|${feed}`,
				kind: 'credential',
				severity: 'now',
				since: oldest(of),
				title: `Credential refused: writing to ${systems}`,
				text: `${systems} refuses the credential of an upsert node behind the trigger “${nameOf(feed, triggers)}”. ${count(of)} (${places(of)}) wait for it. Open that node’s credential in n8n, connect it again or enter a new key, and save it. What waits is written by itself then.`,
				view: 'health',
				trigger: nameOf(feed, triggers),
				syncs: syncsFedBy(feed, pairs),
			},
		];
	});
}

/** Withdrawals of consent that are not written: given up, or tried for longer than a moment. */
export function unwrittenWithdrawals(groups: readonly PendingGroup[], triggers: Triggers, { pairs, now, thresholds }: Watched): Alert[] {
	const feeds = [...new Set(groups.map(({ feed }) => feed))];
	return feeds.flatMap((feed): Alert[] => {
		const of = groups.filter((group) => group.feed === feed && (group.state === 'issue' || minutesSince(group.since, now) >= thresholds.troubleMinutes));
		if (of.length === 0) return [];
		return [
			{
				key: `consent|write|${feed}`,
				kind: 'consent',
				severity: 'now',
				since: oldest(of),
				title: `Opt-outs not written: ${nameOf(feed, triggers)}`,
				text: `${count(of)} (${places(of)}) withdrew consent, and the other system has not taken it. Until it has, that system may write to these people: stop its campaigns for them. The Sync Console’s issues and log say why; most often the credential lacks a right.`,
				view: 'issues',
				trigger: nameOf(feed, triggers),
				syncs: syncsFedBy(feed, pairs),
			},
		];
	});
}

/** Records that were given up, one alert a cause. Its message stays on the page: a system may have quoted a value in it. */
export function causeAlert(cause: Cause, triggers: Triggers, { pairs }: Watched): Alert {
	const { count: records, reason, fix, since, feeds, examples } = cause;
	const [example] = examples;
	const what = example === undefined ? 'records' : `${SYSTEM_NAMES[example.system]} ${example.object}`;
	return {
		key: `issues|${cause.cause}`,
		kind: 'issues',
		severity: 'soon',
		since,
		title: `Given up: ${what} (${reasonInWords(reason)})`,
		text: `${records.toLocaleString('en')} ${records === 1 ? 'record' : 'records'} of ${what} could not be synced and will not be tried again by themselves: ${reasonInWords(reason)}. ${fix} The Sync Console’s issues have the whole message and the button "Retry".`,
		view: 'issues',
		...(feeds[0] === undefined ? {} : { trigger: nameOf(feeds[0], triggers) }),
		syncs: [...new Set(feeds.flatMap((feed) => syncsFedBy(feed, pairs)))],
	};
}

const oldest = (groups: readonly PendingGroup[]): string => groups.map(({ since }) => since).sort()[0] ?? '';

function count(groups: readonly PendingGroup[]): string {
	const records = sumBy(groups, 'count');
	return `${records.toLocaleString('en')} ${records === 1 ? 'record' : 'records'}`;
}
