import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import type { SalesforceAuthentication } from '../common/authentication';
import { toNodeError } from '../common/errors';
import { fieldOptions, objectOptions } from '../common/options';
import { schemaCache } from '../common/schema-cache';
import { salesforceOf, type Salesforce } from '../common/systems';
import { orderedObjects } from './objects';
import { fieldChoice } from './settings';

/** What the trigger's dropdowns show, from the live schema. */
export const loadOptions = {
	async getObjects(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		return await atTheDoor(this, async (salesforce) => objectOptions(await salesforce.schema.objects()));
	},
	async getSelectedObjects(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		return selectedObjects(this).map((name) => ({ name, value: name }));
	},
	async getFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		return await atTheDoor(this, async (salesforce) => {
			const schemas = await Promise.all(
				selectedObjects(this).map(async (object) => await schemaCache.describe({ system: 'salesforce', ...salesforce }, object)),
			);
			return schemas.flatMap((schema) =>
				fieldOptions(schema).map((option) => ({
					...option,
					name: `${schema.label}: ${option.name}`,
					value: fieldChoice(schema.name, String(option.value)),
				})),
			);
		});
	},
};

function selectedObjects(context: ILoadOptionsFunctions): string[] {
	const selected = context.getNodeParameter('objects', []);
	return Array.isArray(selected) ? orderedObjects(selected.map(String)) : [];
}

async function atTheDoor(
	context: ILoadOptionsFunctions,
	load: (salesforce: Salesforce) => Promise<INodePropertyOptions[]>,
): Promise<INodePropertyOptions[]> {
	try {
		return await load(await salesforceOf(context, context.getNodeParameter('authentication', 'oAuth2') as SalesforceAuthentication));
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}
