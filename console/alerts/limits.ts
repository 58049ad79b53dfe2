import { SYSTEM_NAMES } from '../../engine/model';
import type { ConnectionUsage } from '../../engine/run/usage-port';
import { connectionHealth } from '../connections';
import { nameOfPair } from '../words';
import type { Alert } from './alert';
import type { Watched } from './triggers';

/** A connection whose calls of the day are spent. A pause of seconds or minutes is everyday life, and told to nobody. */
export function limitAlert(usage: ConnectionUsage, { pairs, now }: Pick<Watched, 'pairs' | 'now'>): Alert | undefined {
	const { system, connection, hold } = usage;
	const { condition, advice } = connectionHealth(usage, now);
	if (condition !== 'limited' || hold?.kind !== 'day' || advice === undefined) return undefined;
	const name = `${SYSTEM_NAMES[system]} ${connection}`;
	return {
		key: `limited|${system}|${connection}`,
		kind: 'limited',
		severity: 'soon',
		since: hold.since,
		title: `Out of API calls: ${name}`,
		text: `${name} takes no more calls for now. ${advice}`,
		view: 'health',
		syncs: pairs.filter(({ mapping: { left, right } }) => left.system === system || right.system === system).map(({ mapping }) => nameOfPair(mapping)),
	};
}
