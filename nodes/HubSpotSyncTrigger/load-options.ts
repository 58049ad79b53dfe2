import { sortBy } from 'lodash';
import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import type { ObjectSchema } from '../../engine/model';
import type { HubSpotAuthentication } from '../common/authentication';
import { fieldOptions, valueOptions, withCurrent } from '../common/options';
import { schemaCache } from '../common/schema-cache';
import { atTheDoor, commonLoadOptions } from '../common/sync-trigger';
import { hubSpotOf, type HubSpot } from '../common/systems';
import { order } from './objects';
import { LIFECYCLE_PROPERTY } from './scope';

type Load = (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>;

const connect = async (context: ILoadOptionsFunctions): Promise<HubSpot> =>
	await hubSpotOf(context, context.getNodeParameter('authentication', 'serviceKey') as HubSpotAuthentication);

/** What a row's dropdown shows for the row's object; nothing while none is chosen. */
const ofRow = (load: (hubSpot: HubSpot, object: string) => Promise<INodePropertyOptions[]>): Load =>
	async function (this: ILoadOptionsFunctions) {
		return await atTheDoor(this, async () => {
			const object = this.getCurrentNodeParameter('&object');
			return typeof object === 'string' && object !== '' ? await load(await connect(this), object) : [];
		});
	};

const schemaOf = async (hubSpot: HubSpot, object: string): Promise<ObjectSchema> => await schemaCache.describe({ system: 'hubspot', ...hubSpot }, object);

const toOption = ({ value, label }: { value: string; label: string }): INodePropertyOptions => ({ name: label, value });

const byName = (options: INodePropertyOptions[]): INodePropertyOptions[] => sortBy(options, ({ name }) => name.toLowerCase());

/** What the trigger's dropdowns show, from the live portal. */
export const loadOptions: Record<string, Load> = {
	...commonLoadOptions(connect, order.ordered),

	getLists: ofRow(async ({ choices }, object) => byName((await choices.lists(object)).map(toOption))),

	getPipelines: ofRow(async ({ choices }, object) => (await choices.pipelines(object)).map(toOption)),

	getLifecycleStages: ofRow(async (hubSpot, object) => {
		const { fields } = await schemaOf(hubSpot, object);
		return valueOptions(fields.find(({ name }) => name === LIFECYCLE_PROPERTY)?.options);
	}),

	async getOwners() {
		return await atTheDoor(this, async () => byName((await (await connect(this)).choices.owners()).map(toOption)));
	},

	/** Properties of its own only: a search knows no others. */
	async getProperties() {
		const load = ofRow(async (hubSpot, object) => fieldOptions(await schemaOf(hubSpot, object), ({ name }) => !name.includes('.')));
		return withCurrent(await load.call(this), this.getCurrentNodeParameter('&property'));
	},
};
