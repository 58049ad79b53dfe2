import type { Rehearsal } from '../engine/run/rehearsal-port';
import type { SyncStore } from '../engine/run/store-port';
import { ConsoleProblem } from './problem';
import { notInRehearsal } from './rehearsal';
import { nameOfPair } from './words';

export interface Rehearsed {
	pair: string;
	name: string;
	status: 'rehearsal' | 'live';
	/** Records that are due now because of it: to be written, or to be planned anew. */
	records: number;
}

type RehearseStore = Pick<SyncStore, 'rehearsals' | 'pairStates' | 'goLive' | 'rehearse'>;

/**
 * Somebody says go: one sync (both directions of it), or all in rehearsal (undefined). What was planned is done, for real; saying it twice
 * changes nothing. `by`: whose word it is. @throws ConsoleProblem when there is no such rehearsal
 */
export async function goLive(store: RehearseStore, pair: string | undefined, by: string): Promise<Rehearsed[]> {
	return await forEach(store, pair, 'live', async (one) => await store.goLive(one, by));
}

/**
 * Back to rehearsal, or the rehearsal over again: from now on it is only planned, and the report begins anew. One sync, or all that are in
 * rehearsal now (undefined): what is live is stopped by its name only. @throws ConsoleProblem
 */
export async function rehearse(store: RehearseStore, pair: string | undefined): Promise<Rehearsed[]> {
	return await forEach(store, pair, 'rehearsal', async (one) => await store.rehearse(one));
}

async function forEach(store: RehearseStore, pair: string | undefined, status: Rehearsed['status'], act: (pair: string) => Promise<number | false>): Promise<Rehearsed[]> {
	const known = await store.rehearsals();
	const meant = (one: Rehearsal) => (pair === undefined ? status === 'live' || one.live === undefined : one.pair === pair);
	const chosen = known.filter(meant).map((one) => one.pair);
	if (chosen.length === 0) {
		throw pair === undefined ? new ConsoleProblem('No sync is in rehearsal.', 'Choose “Until Somebody Says Go” for “Dry Run” in the upsert nodes, and publish the workflow.') : notInRehearsal(pair);
	}
	const names = new Map((await store.pairStates()).map((state) => [state.pair, nameOfPair(state.mapping)]));
	const done: Rehearsed[] = [];
	for (const one of chosen) {
		const records = await act(one);
		if (records !== false) done.push({ pair: one, name: names.get(one) ?? one, status, records });
	}
	return done;
}
