import type { SyncStore } from '../engine/run/store-port';
import { ConsoleProblem } from './problem';

export interface Paused {
	feed: string;
	name: string;
	paused: boolean;
}

type PauseStore = Pick<SyncStore, 'feedStates' | 'pauseFeed' | 'resumeFeed'>;

/**
 * Lets triggers rest, or go on: one by its id, or all (undefined). It is kept over restarts. What is under way goes to its end; changes that
 * come meanwhile are found when the trigger goes on. @throws ConsoleProblem when there is no such trigger
 */
export async function setPaused(store: PauseStore, feed: string | undefined, paused: boolean, because?: string): Promise<Paused[]> {
	const known = await store.feedStates();
	const chosen = feed === undefined ? known : known.filter((one) => one.feed === feed);
	if (chosen.length === 0) throw new ConsoleProblem('There is no such trigger.', 'Choose one from the list. A trigger is known from its workflow’s first publishing on.');
	for (const { feed: one } of chosen) {
		if (paused) await store.pauseFeed(one, because);
		else await store.resumeFeed(one);
	}
	return chosen.map(({ feed: one, name }) => ({ feed: one, name: name ?? one, paused }));
}
