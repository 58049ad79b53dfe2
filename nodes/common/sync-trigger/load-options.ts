import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { toNodeError } from '../errors';
import { fieldOptions, objectOptions } from '../options';
import { schemaCache } from '../schema-cache';
import { schemaOf } from './queries';
import { fieldChoice } from './settings';
import type { Watched } from './watch';

type LoadOptions = Record<'getObjects' | 'getSelectedObjects' | 'getFields', (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>>;

/** The dropdowns that every sync trigger has, from the live schema. */
export function commonLoadOptions(connect: (context: ILoadOptionsFunctions) => Promise<Watched>, ordered: (selected: readonly string[]) => string[]): LoadOptions {
	const selected = (context: ILoadOptionsFunctions) => selectedObjects(context, ordered);
	return {
		async getObjects() {
			return await atTheDoor(this, async () => objectOptions(await (await connect(this)).schema.objects()));
		},
		async getSelectedObjects() {
			return selected(this).map((name) => ({ name, value: name }));
		},
		async getFields() {
			return await atTheDoor(this, async () => {
				const watched = await connect(this);
				const schemas = await Promise.all(selected(this).map(async (object) => await schemaCache.describe(schemaOf(watched), object)));
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
}

export function selectedObjects(context: ILoadOptionsFunctions, ordered: (selected: readonly string[]) => string[]): string[] {
	const selected = context.getNodeParameter('objects', []);
	return Array.isArray(selected) ? ordered(selected.map(String)) : [];
}

/** n8n shows the error beside the dropdown. @throws NodeApiError, NodeOperationError */
export async function atTheDoor(context: ILoadOptionsFunctions, load: () => Promise<INodePropertyOptions[]>): Promise<INodePropertyOptions[]> {
	try {
		return await load();
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}
