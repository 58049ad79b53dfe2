import { countBy, maxBy } from 'lodash';
import type { SchemaPort } from '../../engine/run/system-port';
import { type FieldKind, type FieldSetup, flawOf, foundField, isList, type NewField, wordsOf } from '../common/new-field';
import { attempt } from '../common/refusal';
import type { HubSpotClient, NewProperty } from './client';
import type { Definitions } from './definitions';

/** HubSpot's own group of each object's properties (properties guide, "Property groups"). */
const GROUPS: Readonly<Record<string, string>> = {
	contacts: 'contactinformation',
	companies: 'companyinformation',
	deals: 'dealinformation',
};

/** HubSpot's types (properties guide, "Property type and fieldType values"). It has none for web and e-mail addresses. */
const TYPES: Readonly<Record<FieldKind, Pick<NewProperty, 'type' | 'fieldType'>>> = {
	text: { type: 'string', fieldType: 'text' },
	longText: { type: 'string', fieldType: 'textarea' },
	email: { type: 'string', fieldType: 'text' },
	url: { type: 'string', fieldType: 'text' },
	phone: { type: 'string', fieldType: 'phonenumber' },
	number: { type: 'number', fieldType: 'number' },
	money: { type: 'number', fieldType: 'number' },
	percent: { type: 'number', fieldType: 'number' },
	boolean: { type: 'bool', fieldType: 'booleancheckbox' },
	date: { type: 'date', fieldType: 'date' },
	datetime: { type: 'datetime', fieldType: 'date' },
	picklist: { type: 'enumeration', fieldType: 'select' },
	multiselect: { type: 'enumeration', fieldType: 'checkbox' },
};
const YES_NO = [
	{ value: 'true', label: 'Yes' },
	{ value: 'false', label: 'No' },
];

/** The group that a new property goes into: HubSpot's usual one, or that of most of the object's properties. */
export async function groupFor(definitions: Definitions, object: string): Promise<string | undefined> {
	if (GROUPS[object] !== undefined) return GROUPS[object];
	const groups = (await definitions.properties(object)).filter(({ archived, groupName }) => !archived && groupName !== '').map(({ groupName }) => groupName);
	return maxBy(Object.entries(countBy(groups)), ([, count]) => count)?.[0];
}

/**
 * Makes a property, where it is not there yet. A missing scope or a name that HubSpot does not take is no error but a result, with what a
 * person is to do. Throws `SystemError` when the portal cannot be asked.
 */
export async function createField(client: HubSpotClient, definitions: Definitions, schema: SchemaPort, wanted: NewField): Promise<FieldSetup> {
	const { object, label } = wanted;
	const field = (wanted.field || wordsOf(label)).toLowerCase();
	const is = (result: FieldSetup['result'], message: string): FieldSetup => ({ object, field, result, message });
	const flaw = flawOf(wanted);
	if (flaw !== undefined) return is('refused', flaw);
	schema.forget?.(object);
	const known = (await schema.describe(object)).fields.find(({ name }) => name === field);
	if (known) return foundField(wanted, known, 'HubSpot');
	const groupName = await groupFor(definitions, object);
	if (groupName === undefined) return is('by-hand', byHand(wanted, field));
	const values = wanted.kind === 'boolean' ? YES_NO : isList(wanted) ? wanted.values : undefined;
	const property: NewProperty = {
		name: field,
		label,
		...TYPES[wanted.kind],
		groupName,
		description: 'Made by n8n-nodes-pact on request.',
		...(values ? { options: values.map((option, displayOrder) => ({ ...option, displayOrder, hidden: false })) } : {}),
	};
	const made = await attempt(client.createProperty(object, property), ['not-allowed', 'invalid', 'duplicate']);
	if (!made.ok) return is('refused', `${made.refusal.message} ${byHand(wanted, field)}`);
	schema.forget?.(object);
	return is('created', `The property ${field} ("${label}") of HubSpot ${object} was made. Open the mapper again to map it.`);
}

const byHand = ({ object, label, kind }: NewField, field: string): string =>
	`The credential needs the scope to write the schema of ${object} (crm.schemas.${object}.write; crm.schemas.custom.write for custom objects). Or make it by hand: HubSpot → Settings → Properties → ${object}: a property "${label}" (${kind}) with the internal name ${field}.`;
