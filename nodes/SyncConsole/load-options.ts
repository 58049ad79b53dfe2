import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { causesOf, decidedValues, nameOfPair, readings, saidOfAssignment } from '../../console';
import type { SyncStore } from '../../engine/run/store-port';
import type { PactAuthentication } from '../common/authentication';
import { systemClock } from '../common/clock';
import { syncStore } from '../common/store';
import { atTheDoor } from '../common/sync-trigger/load-options';
import { pactOf } from '../common/systems';
import { linkedSyncChoice } from './actions/sync';

/** A message that fits in a dropdown. */
const SHORT = 120;
/** More than anybody scrolls through. */
const MOST_SHOWN = 200;
export const shortened = (text: string): string => (text.length > SHORT ? `${text.slice(0, SHORT - 1)}…` : text);

/** What the node's dropdowns show, from the store as it is now. */
export const loadOptions = {
	async getSyncs(this: ILoadOptionsFunctions) {
		return await fromStore(this, syncsOf);
	},
	async getSyncsOrAll(this: ILoadOptionsFunctions) {
		return await fromStore(this, async (store) => [{ name: 'All Syncs', value: '' }, ...(await syncsOf(store))]);
	},
	async getOpenReadings(this: ILoadOptionsFunctions) {
		return await fromStore(this, async (store) => [
			{ name: 'All That Are Under Way', value: '' },
			...(await readings(store, { open: true, limit: MOST_SHOWN }, systemClock.now())).map(({ id, kind, name, headline }) => ({ name: `${name} (${kind})`, value: id, description: headline })),
		]);
	},
	async getLinkedSyncs(this: ILoadOptionsFunctions) {
		return await fromStore(this, async (store) =>
			(await store.syncs()).map(({ pair, left, right, links }) => ({
				name: `${nameOfPair({ pair, left, right })}: ${left.connection} ⇄ ${right.connection}`,
				value: linkedSyncChoice({ pair, left: left.connection, right: right.connection }),
				description: `${links} links`,
			})),
		);
	},
	async getRehearsals(this: ILoadOptionsFunctions) {
		return await fromStore(this, async (store) => {
			const names = new Map((await store.pairStates()).map(({ pair, mapping }) => [pair, nameOfPair(mapping)]));
			const known = await store.rehearsals();
			return [{ name: 'All Syncs in Rehearsal', value: '' }, ...known.map(({ pair, live }) => ({ name: names.get(pair) ?? pair, value: pair, description: live === undefined ? 'in rehearsal' : 'live' }))];
		});
	},
	async getTriggers(this: ILoadOptionsFunctions) {
		return await fromStore(this, triggersOf);
	},
	async getTriggersOrAll(this: ILoadOptionsFunctions) {
		return await fromStore(this, async (store) => [{ name: 'All Triggers', value: '' }, ...(await triggersOf(store))]);
	},
	async getAssignments(this: ILoadOptionsFunctions) {
		return await fromStore(this, async (store) => (await decidedValues(store)).map((decided) => ({ name: shortened(saidOfAssignment(decided)), value: decided.id, description: `${decided.field}, ${decided.sync}` })));
	},
	async getCauses(this: ILoadOptionsFunctions) {
		return await fromStore(this, async (store) => (await causesOf(store)).map(({ cause, count, message, fix }) => ({ name: `${count} × ${shortened(message)}`, value: cause, description: fix })));
	},
	async getPipelines(this: ILoadOptionsFunctions) {
		return await atTheDoor(this, async () => {
			const { stages } = await pactOf(this, this.getCurrentNodeParameter('authentication') as PactAuthentication);
			return (await stages.pipelines()).map((name) => ({ name, value: name }));
		});
	},
};

const syncsOf = async (store: SyncStore): Promise<INodePropertyOptions[]> => (await store.pairStates()).map(({ pair, mapping }) => ({ name: nameOfPair(mapping), value: pair }));

async function triggersOf(store: SyncStore): Promise<INodePropertyOptions[]> {
	return (await store.feedStates()).map(({ feed, name, objects, paused }) => ({
		name: name ?? feed,
		value: feed,
		description: [objects.join(', '), paused === undefined ? '' : 'paused'].filter((text) => text !== '').join('; '),
	}));
}

async function fromStore(context: ILoadOptionsFunctions, load: (store: SyncStore) => Promise<INodePropertyOptions[]>): Promise<INodePropertyOptions[]> {
	return await atTheDoor(context, async () => await load(await syncStore()));
}
