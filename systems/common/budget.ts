import type { SystemErrorDetails } from '../../engine/model';
import type { Clock } from '../../engine/run/clock-port';
import type { Usage } from '../../engine/run/usage-port';
import { HOUR_MS, HOURS, type CallMeter } from './call-meter';

/** Default share of a connection's daily calls that the sync may use. */
export const DEFAULT_DAILY_SHARE = 0.4;
/** Above this share of the day's calls, whoever made them, the rest is left to people and other tools. */
const DAILY_CEILING = 0.98;

/** How soon to look whether others' calls have left the window: only an answer can tell. */
const RECHECK_MS = 15 * 60_000;

/** Whose calls they are, as people know it. */
interface BudgetWords {
	/** "Salesforce" */
	system: string;
	/** Who has the calls: "org". */
	holder: string;
}

/** Decides whether a connection may be called, by what its meter knows. */
export class DailyBudget {
	constructor(
		private readonly clock: Clock,
		private readonly meter: CallMeter,
		private readonly words: BudgetWords,
	) {}

	/** `share` (0 to 1): how much of the day's calls we may make ourselves. */
	usage(share: number): Usage {
		const { told } = this.meter.about;
		const own = this.meter.own();
		return told === undefined ? { own } : { own, everybody: told.used, limit: told.max, ownLimit: Math.floor(told.max * share) };
	}

	/** What to say when no call may be made now; the meter then knows what holds us and until when. */
	refusal(share: number): SystemErrorDetails | undefined {
		const { told } = this.meter.about;
		if (!told || told.max <= 0) return undefined;
		const own = this.meter.own();
		if (own >= told.max * share) return this.shareSpent(own, told.max, share);
		const until = Date.parse(told.at) + RECHECK_MS;
		return told.used >= told.max * DAILY_CEILING && until > this.now() ? this.daySpent(told.used, told.max, until) : undefined;
	}

	private shareSpent(own: number, max: number, share: number): SystemErrorDetails {
		const { system, holder } = this.words;
		const until = this.freeAt(max * share);
		this.meter.hold('day', until);
		return {
			class: 'quota-spent',
			message:
				`The sync has made ${shown(own)} ${system} calls in 24 hours, and its share is ${Math.round(share * 100)} % of the ${holder}’s ${shown(max)}. It goes on by itself at ${clockTime(until)}. ` +
				`If the ${holder} can spare more, raise “Daily API Share (%)” in the ${system} credential in n8n and publish the workflow again.`,
			// The share may be raised meanwhile, so a look each hour: it costs no call.
			retryAfterMs: Math.min(until - this.now(), HOUR_MS - (this.now() % HOUR_MS)),
		};
	}

	private daySpent(used: number, max: number, until: number): SystemErrorDetails {
		const { system, holder } = this.words;
		this.meter.hold('day', until);
		return {
			class: 'quota-spent',
			message: `The ${holder} has used ${shown(used)} of its ${shown(max)} ${system} calls of the day. The rest is left to people and other tools; the sync goes on by itself as soon as there are some again, and looks at ${clockTime(until)}.`,
			retryAfterMs: until - this.now(),
		};
	}

	/** When so many of our calls have left the window that there are fewer than `most`. Epoch ms. */
	private freeAt(most: number): number {
		let left = this.meter.own();
		for (const { hour, calls } of this.meter.recent()) {
			left -= calls;
			if (left < most) return (hour + HOURS) * HOUR_MS;
		}
		return this.now() + HOUR_MS;
	}

	private now(): number {
		return this.clock.now().getTime();
	}
}

const shown = (count: number): string => count.toLocaleString('en');

/** "14:00 UTC (2026-11-21)" */
const clockTime = (ms: number): string => {
	const at = new Date(ms).toISOString();
	return `${at.slice(11, 16)} UTC (${at.slice(0, 10)})`;
};
