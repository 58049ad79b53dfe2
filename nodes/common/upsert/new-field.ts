import { NodeOperationError, type IExecuteFunctions, type ILoadOptionsFunctions, type INodePropertyOptions } from 'n8n-workflow';
import { z } from 'zod';
import { SYSTEM_NAMES, systemSchema, type SystemName } from '../../../engine/model';
import { FIELD_KINDS, likeField, type FieldSetup, type NewField } from '../../../systems/common/new-field';
import type { HubSpotAuthentication, PactAuthentication, SalesforceAuthentication } from '../authentication';
import type { NodeContext } from '../http';
import { fieldOptions, objectOptions } from '../options';
import { schemaCache } from '../schema-cache';
import { atTheDoor } from '../sync-trigger';
import { hubSpotOf, pactOf, salesforceOf } from '../systems';
import { readParameters } from './settings';

type Connected = Awaited<ReturnType<typeof salesforceOf | typeof hubSpotOf | typeof pactOf>>;
type Load = (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>;

const name = z.string().trim().nullish();
const valuesSchema = z.object({ value: z.array(z.object({ value: z.string().trim().min(1), label: z.string().trim().nullish() })).nullish() });

/** What "Create Field" asks. @throws ZodError */
const newFieldSchema = z.object({
	newFieldObject: z.string().trim().min(1, 'Choose the object that gets the field'),
	newFieldLike: z.union([z.literal('nothing'), systemSchema]),
	newFieldLabel: name,
	newFieldName: name,
	newFieldType: z.enum(FIELD_KINDS),
	newFieldValues: valuesSchema,
	likeObject: name,
	likeField: name,
});
type NewFieldSettings = z.output<typeof newFieldSchema>;

/** The parameters of "Create Field", by name. @throws ZodError */
export const readNewField = (context: Pick<IExecuteFunctions, 'getNodeParameter'>): NewFieldSettings =>
	newFieldSchema.parse(
		readParameters(context, {
			newFieldObject: '',
			newFieldLike: 'nothing',
			newFieldLabel: '',
			newFieldName: '',
			newFieldType: 'text',
			newFieldValues: {},
			likeObject: '',
			likeField: '',
		}),
	);

/** Makes the field that the parameters describe, or the counterpart of the other system's field; mappers see it at once. @throws SystemError, NodeOperationError */
export async function createField(context: IExecuteFunctions, system: SystemName, connected: Connected): Promise<FieldSetup> {
	const setup = await setUp(context, connected.createField);
	if (setup.result === 'created') schemaCache.forget({ system, ...connected }, setup.object);
	return setup;
}

async function setUp(context: IExecuteFunctions, create: (field: NewField) => Promise<FieldSetup>): Promise<FieldSetup> {
	const { newFieldObject: object, newFieldLike: like, ...settings } = readNewField(context);
	const label = settings.newFieldLabel ?? '';
	const own = settings.newFieldName ? { field: settings.newFieldName } : {};
	if (like === 'nothing') {
		const values = (settings.newFieldValues.value ?? []).map(({ value, label: shown }) => ({ value, label: shown || value }));
		return await create({ object, label, kind: settings.newFieldType, ...own, ...(values.length > 0 ? { values } : {}) });
	}
	const other = await otherField(context, like, settings.likeObject ?? '', settings.likeField ?? '');
	const counterpart = likeField(other);
	if (counterpart === undefined) {
		throw new NodeOperationError(context.getNode(), `${SYSTEM_NAMES[like]} ${other.label} has no counterpart that could be made`, {
			description: 'Links to other records and record IDs are made by an administrator: a lookup in Salesforce, an association in HubSpot.',
		});
	}
	return await create({ object, ...counterpart, ...(label === '' ? {} : { label }), ...own });
}

async function otherField(context: IExecuteFunctions, system: SystemName, object: string, field: string) {
	const { schema, connection } = await connectTo(context, system);
	const described = await schemaCache.describe({ system, connection, schema }, object);
	const found = described.fields.find((each) => each.name === field);
	if (found) return found;
	throw new NodeOperationError(context.getNode(), `${SYSTEM_NAMES[system]} ${object} has no field "${field}" (any more)`, {
		description: 'Choose a field from the list.',
	});
}

/** The other system, by the credential that is chosen for it in this node. */
async function connectTo(context: NodeContext, system: SystemName): Promise<Connected> {
	const parameter = (parameterName: string, fallback: string): unknown =>
		'getInputData' in context ? context.getNodeParameter(parameterName, 0, fallback) : context.getNodeParameter(parameterName, fallback);
	if (system === 'salesforce') return await salesforceOf(context, parameter('salesforceAuthentication', 'oAuth2') as SalesforceAuthentication);
	if (system === 'hubspot') return await hubSpotOf(context, parameter('hubSpotAuthentication', 'serviceKey') as HubSpotAuthentication);
	return await pactOf(context, parameter('pactAuthentication', 'apiKey') as PactAuthentication);
}

/** What the dropdowns of "Create Field" show, from the live schemas. */
export function newFieldLoadOptions(connect: (context: ILoadOptionsFunctions) => Promise<Connected>): Record<'getOwnObjects' | 'getLikeObjects' | 'getLikeFields', Load> {
	const like = (context: ILoadOptionsFunctions): SystemName | undefined => systemSchema.safeParse(context.getCurrentNodeParameter('newFieldLike')).data;
	return {
		async getOwnObjects() {
			return await atTheDoor(this, async () => objectOptions(await (await connect(this)).schema.objects()));
		},
		async getLikeObjects() {
			const system = like(this);
			if (system === undefined) return [];
			return await atTheDoor(this, async () => objectOptions(await (await connectTo(this, system)).schema.objects()));
		},
		async getLikeFields() {
			const system = like(this);
			const object = this.getCurrentNodeParameter('likeObject');
			if (system === undefined || typeof object !== 'string' || object === '') return [];
			return await atTheDoor(this, async () => {
				const { schema, connection } = await connectTo(this, system);
				return fieldOptions(await schemaCache.describe({ system, connection, schema }, object), (field) => likeField(field) !== undefined);
			});
		},
	};
}
