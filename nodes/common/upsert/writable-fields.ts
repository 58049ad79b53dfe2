import { groupBy } from 'lodash';
import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import type { FieldSchema, ObjectSchema, SystemName } from '../../../engine/model';
import { fieldOptions } from '../options';
import { schemaCache } from '../schema-cache';
import { atTheDoor } from '../sync-trigger';
import type { HubSpot, Pact, Salesforce } from '../systems';

type Connect = (context: ILoadOptionsFunctions) => Promise<Salesforce | HubSpot | Pact>;

/** The fields that "Only Write These Fields" offers: those of the node's usual objects, each name once. An expression may name others. */
export function writableFieldOptions(system: SystemName, objects: ReadonlyArray<{ value: string }>, connect: Connect): { getWritableFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> } {
	return {
		async getWritableFields() {
			return await atTheDoor(this, async () => {
				const { schema, connection } = await connect(this);
				const described = await Promise.allSettled(objects.map(async ({ value }) => await schemaCache.describe({ system, connection, schema }, value)));
				const schemas = described.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
				// An object that the credential may not see leaves the others to choose from.
				const [failure] = described.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
				if (schemas.length === 0 && failure !== undefined) throw failure;
				return optionsOf(schemas);
			});
		},
	};
}

const isWritable = ({ createable, updateable }: FieldSchema): boolean => createable || updateable;

/** Fields of one name in several objects are one choice, which says where they are. */
function optionsOf(schemas: readonly ObjectSchema[]): INodePropertyOptions[] {
	const all = schemas.flatMap((schema) => fieldOptions(schema, isWritable).map((option) => ({ option, object: schema.label })));
	return Object.values(groupBy(all, ({ option }) => option.value)).flatMap((same) => {
		const [first] = same;
		return first === undefined ? [] : [{ ...first.option, description: [...new Set(same.map(({ object }) => object))].join(', ') }];
	});
}
