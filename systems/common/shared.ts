import type { Clock } from '../../engine/run/clock-port';

/** By clock: a process has one real clock, and tests with a clock of their own get a world of their own. */
const worlds = new WeakMap<Clock, Map<string, unknown>>();

/**
 * What all nodes of this process share for one connection (its limiter, its budget, what was learnt about it).
 * `key` names the purpose, the system and the connection; the first caller's `make` counts.
 */
export function shared<T>(clock: Clock, key: string, make: () => T): T {
	const world = worlds.get(clock) ?? new Map<string, unknown>();
	worlds.set(clock, world);
	if (!world.has(key)) world.set(key, make());
	return world.get(key) as T;
}
