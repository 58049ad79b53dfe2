import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { causesOf, nameOfPair } from '../../console';
import type { SyncStore } from '../../engine/run/store-port';
import type { PactAuthentication } from '../common/authentication';
import { syncStore } from '../common/store';
import { atTheDoor } from '../common/sync-trigger/load-options';
import { pactOf } from '../common/systems';
import { linkedSyncChoice } from './actions/sync';

/** A message that fits in a dropdown. */
const SHORT = 120;
export const shortened = (text: string): string => (text.length > SHORT ? `${text.slice(0, SHORT - 1)}…` : text);

/** What the node's dropdowns show, from the store as it is now. */
export const loadOptions = {
	async getSyncs(this: ILoadOptionsFunctions) {
		return await fromStore(this, async (store) => (await store.pairStates()).map(({ pair, mapping }) => ({ name: nameOfPair(mapping), value: pair })));
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
	async getTriggers(this: ILoadOptionsFunctions) {
		return await fromStore(this, triggersOf);
	},
	async getTriggersOrAll(this: ILoadOptionsFunctions) {
		return await fromStore(this, async (store) => [{ name: 'All Triggers', value: '' }, ...(await triggersOf(store))]);
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
