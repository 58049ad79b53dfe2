import type { Clock } from '../../engine/run/clock-port';
import { shared } from './shared';

interface Entry {
	at: number;
	answer: Promise<unknown>;
}

/** Answers that are remembered for a while. */
interface Remembered {
	/** Asks where nothing is remembered, or what is is older than `maxAgeMs`. A failure is not remembered. */
	<T>(key: string, ask: () => Promise<T>, maxAgeMs?: number): Promise<T>;
	/** What is remembered, however old; undefined where nothing is. Nobody is asked. */
	known<T>(key: string): Promise<T> | undefined;
	/** The next one who wants these gets an answer of then; without keys, the next one who wants anything. */
	forget(...keys: string[]): void;
	/** The same for all keys that begin so. */
	forgetBeginning(prefix: string): void;
}

/**
 * Remembers answers for all who share `purpose` (name the system and the connection in it). Callers at the same time share one question.
 */
export function rememberer(clock: Clock, purpose: string, usualAgeMs: number): Remembered {
	const entries = shared(clock, purpose, () => new Map<string, Entry>());

	async function remembered<T>(key: string, ask: () => Promise<T>, maxAgeMs = usualAgeMs): Promise<T> {
		const known = entries.get(key);
		if (known && clock.now().getTime() - known.at < maxAgeMs) return (await known.answer) as T;
		const entry = { at: clock.now().getTime(), answer: ask() };
		entries.set(key, entry);
		try {
			return await entry.answer;
		} catch (error) {
			if (entries.get(key) === entry) entries.delete(key);
			throw error;
		}
	}

	function forget(...keys: string[]): void {
		if (keys.length === 0) entries.clear();
		for (const key of keys) entries.delete(key);
	}

	function forgetBeginning(prefix: string): void {
		for (const key of entries.keys()) if (key.startsWith(prefix)) entries.delete(key);
	}

	const known = <T>(key: string): Promise<T> | undefined => entries.get(key)?.answer as Promise<T> | undefined;

	return Object.assign(remembered, { known, forget, forgetBeginning });
}
