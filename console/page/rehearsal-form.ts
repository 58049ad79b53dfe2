import type { SyncStore } from '../../engine/run/store-port';
import type { Hands } from '../resolve';
import { goLive, rehearse, type Rehearsed } from '../rehearse';
import { one, type Params } from './params';

const NOBODY = 'the page of the Sync Console';

/** "Go": for one sync, or for all in rehearsal. @throws ConsoleProblem */
export async function sayGo(store: SyncStore, form: Params, { by }: Hands): Promise<string> {
	const live = await goLive(store, one(form, 'pair'), by?.person ?? NOBODY);
	return `Live from now on: ${named(live)}. ${counted(live)} on their way.`;
}

/** "Start over" or "back to rehearsal". @throws ConsoleProblem */
export async function startOver(store: SyncStore, form: Params): Promise<string> {
	const rehearsed = await rehearse(store, one(form, 'pair'));
	return `Nothing is written from now on: ${named(rehearsed)}. ${counted(rehearsed)} planned anew.`;
}

const named = (done: readonly Rehearsed[]): string => done.map(({ name }) => name).join(', ');

function counted(done: readonly Rehearsed[]): string {
	const records = done.reduce((sum, one) => sum + one.records, 0);
	return records === 1 ? '1 record is' : `${records.toLocaleString('en')} records are`;
}
