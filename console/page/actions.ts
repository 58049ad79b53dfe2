import type { SyncStore } from '../../engine/run/store-port';
import { removeAssignment } from '../assignments';
import type { Decider } from '../decided';
import { retryIssues } from '../issues';
import { setPaused } from '../pause';
import { ConsoleProblem } from '../problem';
import type { Hands } from '../resolve';
import { answer } from './answering';
import { one, oneOf, type Params } from './params';
import { startReading, stopReading } from './reading-form';
import { sayGo, startOver } from './rehearsal-form';

/** Does what a button says; answers what came of it, in words. @throws ConsoleProblem */
type Action = (store: SyncStore, form: Params, hands: Hands, now: Date) => Promise<string>;

/** By the name that is in the button's form, and in the item for who listens. */
const ACTIONS = {
	answer,

	async retry(store, form, { by }) {
		const cause = one(form, 'cause');
		const { records } = await retryIssues(store, cause === undefined ? 'all' : { cause }, by);
		return `${records} ${records === 1 ? 'record is' : 'records are'} tried again now.`;
	},

	pause: async (store, form, { by }) => `Paused: ${await namesOf(store, form, true, by)}. Changes are kept meanwhile.`,
	resume: async (store, form, { by }) => `Resumed: ${await namesOf(store, form, false, by)}.`,

	removeAssignment: async (store, form, { by }) => (await removeAssignment(store, one(form, 'assignment') ?? '', by)).message,

	startReading,
	stopReading,

	goLive: sayGo,
	rehearse: startOver,
} satisfies Record<string, Action>;

type ActionName = keyof typeof ACTIONS;
export const ACTION_NAMES = Object.keys(ACTIONS) as ActionName[];

/** What a person did on the page, in words for the page and for who listens to it. */
export interface Done {
	action: ActionName;
	message: string;
}

/** Does what the button that was pressed says. @throws ConsoleProblem */
export async function act(store: SyncStore, form: Params, hands: Hands, now: Date): Promise<Done> {
	const action = oneOf(form, 'action', ACTION_NAMES);
	if (action === undefined) throw new ConsoleProblem('This button does nothing that is known here.', 'Load the page again.');
	const run: Action = ACTIONS[action];
	return { action, message: await run(store, form, hands, now) };
}

async function namesOf(store: SyncStore, form: Params, paused: boolean, by: Decider | undefined): Promise<string> {
	return (await setPaused(store, one(form, 'feed'), paused, { by })).map(({ name }) => name).join(', ');
}
