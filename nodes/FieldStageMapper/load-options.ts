import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { compileMapping } from '../../engine/mapping';
import { findField } from '../../engine/mapping/compile/find-field';
import { RELATIONSHIP_TYPES } from '../../engine/mapping/compile/known-fields';
import type { FieldSchema, ObjectSchema, Side } from '../../engine/model';
import { toNodeError } from '../common/errors';
import { fieldOptions, objectOptions, valueOptions, withCurrent } from '../common/options';
import { schemaCache } from '../common/schema-cache';
import { sideOf } from './connect';
import { toDefinition } from './definition';
import { readParameters } from './parameters';

/** What the mapper's dropdowns show, from the live schemas of both systems. */
export const loadOptions = {
	async getLeftObjects(this: ILoadOptionsFunctions) {
		return await atTheDoor(this, () => objectsOf(this, 'left'));
	},
	async getRightObjects(this: ILoadOptionsFunctions) {
		return await atTheDoor(this, () => objectsOf(this, 'right'));
	},
	async getLeftFields(this: ILoadOptionsFunctions) {
		return await atTheDoor(this, async () => withCurrent(fieldOptions(await schemaOf(this, 'left')), this.getCurrentNodeParameter('&left')));
	},
	async getRightFields(this: ILoadOptionsFunctions) {
		return await atTheDoor(this, async () => withCurrent(fieldOptions(await schemaOf(this, 'right')), this.getCurrentNodeParameter('&right')));
	},
	async getLeftListFields(this: ILoadOptionsFunctions) {
		return await atTheDoor(this, async () =>
			withCurrent(fieldOptions(await schemaOf(this, 'left'), isList), this.getCurrentNodeParameter('&field')),
		);
	},
	async getLeftValues(this: ILoadOptionsFunctions) {
		return await atTheDoor(this, async () => {
			const field = findField(await schemaOf(this, 'left'), String(this.getCurrentNodeParameter('&field') ?? ''));
			return withCurrent(valueOptions(field?.options), this.getCurrentNodeParameter('&left'));
		});
	},
	async getRightValues(this: ILoadOptionsFunctions) {
		return await atTheDoor(this, async () => {
			const name = String(this.getCurrentNodeParameter('&field') ?? '');
			const field = await partnerOf(this, name);
			const left = findField(await schemaOf(this, 'left'), name);
			// A tag has any name; that of the list is as good as any.
			return withCurrent(valueOptions(field?.options ?? (left?.type === 'memberships' ? left.options : undefined)), this.getCurrentNodeParameter('&right'));
		});
	},
};

async function objectsOf(context: ILoadOptionsFunctions, side: Side): Promise<INodePropertyOptions[]> {
	const chosen = context.getCurrentNodeParameter(side === 'left' ? 'leftObject' : 'rightObject');
	const objects = await (await sideOf(context, systemsIn(context), side)).schema.objects();
	return withCurrent(objectOptions(objects), chosen);
}

/** Objects are chosen when the rest of the node may still be empty, so only the systems are read. */
function systemsIn(context: ILoadOptionsFunctions) {
	const { leftSystem, rightSystem } = readParameters(context, { leftObject: '-', rightObject: '-' });
	return { leftSystem, rightSystem, leftObject: '', rightObject: '' };
}

/** With the fields of parent records that the engine knows and Salesforce's describe leaves out. */
async function schemaOf(context: ILoadOptionsFunctions, side: Side): Promise<ObjectSchema> {
	const chosen = await sideOf(context, readParameters(context), side);
	const schema = await schemaCache.describe(chosen, chosen.object);
	const names = Object.keys(RELATIONSHIP_TYPES).filter((name) => !schema.fields.some((field) => field.name === name));
	const parents = names.map((name) => findField(schema, name)).filter((field) => field !== undefined);
	return { ...schema, fields: [...schema.fields, ...parents] };
}

/** The right field that the left one is mapped to, by a row or by auto-map. */
async function partnerOf(context: ILoadOptionsFunctions, leftField: string): Promise<FieldSchema | undefined> {
	const [left, right] = await Promise.all([schemaOf(context, 'left'), schemaOf(context, 'right')]);
	const { mapping } = compileMapping(toDefinition({ ...readParameters(context), values: { value: [] } }), left, right);
	const row = mapping.rows.find((candidate) => candidate.left === leftField);
	return row && findField(right, row.right);
}

function isList(field: FieldSchema): boolean {
	return field.type === 'picklist' || field.type === 'multiselect' || field.type === 'memberships';
}

async function atTheDoor(context: ILoadOptionsFunctions, load: () => Promise<INodePropertyOptions[]>): Promise<INodePropertyOptions[]> {
	try {
		return await load();
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}
