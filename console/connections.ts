import { sumBy } from 'lodash';
import type { ConnectionPlace, ConnectionUsage, Usage } from '../engine/run/usage-port';
import { reconnect } from './reconnect';

/** `limited`: a rate or daily limit holds us. `expired`: the credential is refused. */
export type ConnectionCondition = 'well' | 'limited' | 'expired';

/** One org, portal or workspace, and how many of its API calls of the last 24 hours were used. */
export interface ConnectionHealth extends ConnectionPlace, Usage {
	condition: ConnectionCondition;
	/** What is the matter and what to do; absent when all is well. */
	advice?: string;
	/** Until when a limit holds us. ISO 8601 UTC. */
	until?: string;
	/** The part (0 to 1) of the day's calls that we may make. Absent where the system has no daily limit. */
	share?: number;
	/** Our calls since the store began. */
	total: number;
	/** n8n's name of the credential's type. */
	credential?: string;
}

const DAY_MS = 24 * 60 * 60_000;

/** How a connection fares now, by what the store knows of it. */
export function connectionHealth(known: ConnectionUsage, now: Date): ConnectionHealth {
	const { system, connection, credential, share, total } = known;
	return {
		system,
		connection,
		...conditionOf(known, now),
		...usageOf(known, now),
		...(share === undefined ? {} : { share }),
		total,
		...(credential === undefined ? {} : { credential }),
	};
}

/** What the server said more than a day ago says nothing of today, but its limit does. */
function usageOf({ recent, told, share }: ConnectionUsage, now: Date): Usage {
	const own = sumBy(recent, 'calls');
	if (told === undefined) return { own };
	const ofToday = now.getTime() - Date.parse(told.at) < DAY_MS;
	return { own, ...(ofToday ? { everybody: told.used } : {}), limit: told.max, ...(share === undefined ? {} : { ownLimit: Math.floor(told.max * share) }) };
}

function conditionOf({ system, credential, refusedSince, hold }: ConnectionUsage, now: Date): Pick<ConnectionHealth, 'condition' | 'advice' | 'until'> {
	if (refusedSince !== undefined) return { condition: 'expired', advice: `The credential is refused. ${reconnect(system, credential)}` };
	if (hold === undefined || Date.parse(hold.until) <= now.getTime()) return { condition: 'well' };
	const { kind, until } = hold;
	const advice =
		kind === 'rate'
			? `It has asked for a pause. The sync goes on by itself at ${clockTime(until)}.`
			: `Its calls of the day, or the sync’s share of them, are spent. Changes wait, and flow by themselves from ${clockTime(until)} on. If there are calls to spare, raise “Daily API Share (%)” in the credential and publish the workflow again.`;
	return { condition: 'limited', advice, until };
}

/** "14:05 UTC (2026-11-21)" */
const clockTime = (at: string): string => `${at.slice(11, 16)} UTC (${at.slice(0, 10)})`;
