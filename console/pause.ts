import type { SyncStore } from '../engine/run/store-port';
import { noteOrdered, type Decider } from './decided';
import { ConsoleProblem } from './problem';

export interface Paused {
	feed: string;
	name: string;
	paused: boolean;
}

type PauseStore = Pick<SyncStore, 'feedStates' | 'pauseFeed' | 'resumeFeed' | 'noteDecision'>;

/** Whose word it is, and why. */
interface PauseOrder {
	because?: string | undefined;
	by?: Decider | undefined;
}

/**
 * Lets triggers rest, or go on: one by its id, or all (undefined). It is kept over restarts. What is under way goes to its end; changes that
 * come meanwhile are found when the trigger goes on. @throws ConsoleProblem when there is no such trigger
 */
export async function setPaused(store: PauseStore, feed: string | undefined, paused: boolean, { because, by }: PauseOrder = {}): Promise<Paused[]> {
	const known = await store.feedStates();
	const chosen = feed === undefined ? known : known.filter((one) => one.feed === feed);
	if (chosen.length === 0) throw new ConsoleProblem('There is no such trigger.', 'Choose one from the list. A trigger is known from its workflow’s first publishing on.');
	for (const { feed: one, name = one, system, connection, objects, paused: rests } of chosen) {
		if (paused) await store.pauseFeed(one, because);
		else await store.resumeFeed(one);
		// One that never ran reads no place yet; one that goes on anyway was told nothing.
		if (by === undefined || system === undefined || connection === undefined || (rests !== undefined) === paused) continue;
		const said = paused ? `was paused${because === undefined ? '' : `: ${because}`}` : 'goes on';
		await noteOrdered(store, by, { system, connection, object: objects.join(', ') }, `The trigger “${name}” ${said}.`);
	}
	return chosen.map(({ feed: one, name }) => ({ feed: one, name: name ?? one, paused }));
}
