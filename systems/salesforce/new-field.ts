import { SystemError } from '../common/engine';
import { type FieldKind, type FieldSetup, flawOf, foundField, isList, type NewField, wordsOf } from '../common/new-field';
import { attempt } from '../common/refusal';
import type { FieldMetadata, SalesforceClient } from './client';
import type { Describer } from './describer';
import { fieldAccess } from './field-access';
import type { SchemaPort } from '../../engine/run/system-port';
import { soqlName } from './soql';

/** Metadata API Developer Guide, "CustomField": a name has up to 40 characters before `__c`. */
const MAX_NAME = 40;
/** The same, for labels. */
const MAX_LABEL = 40;

/** Metadata API Developer Guide, "CustomField", by "FieldType". The longest Text; half of the longest LongTextArea and of all digits are usual. */
const TYPES: Readonly<Record<FieldKind, FieldMetadata>> = {
	text: { type: 'Text', length: 255 },
	longText: { type: 'LongTextArea', length: 32_768, visibleLines: 5 },
	number: { type: 'Number', precision: 18, scale: 4 },
	money: { type: 'Currency', precision: 18, scale: 2 },
	percent: { type: 'Percent', precision: 18, scale: 2 },
	boolean: { type: 'Checkbox', defaultValue: false },
	date: { type: 'Date' },
	datetime: { type: 'DateTime' },
	email: { type: 'Email' },
	phone: { type: 'Phone' },
	url: { type: 'Url' },
	picklist: { type: 'Picklist' },
	multiselect: { type: 'MultiselectPicklist', visibleLines: 5 },
};

/** Tooling API: a field of this name is there. */
const TAKEN: ReadonlySet<string | undefined> = new Set(['DUPLICATE_DEVELOPER_NAME', 'DUPLICATE_VALUE']);

/** Custom fields of tasks and events are made once for both. */
export const ownerOfFields = (object: string): string => (object === 'Task' || object === 'Event' ? 'Activity' : object);

/**
 * Makes a field by the Tooling API and gives the connected user access to it. A missing right or a refused definition is no error but a
 * result, with what an admin is to do. Throws `SystemError` when the org cannot be asked.
 */
export async function createField(client: SalesforceClient, describer: Describer, schema: SchemaPort, wanted: NewField): Promise<FieldSetup> {
	const { object, label } = wanted;
	const field = fieldName(wanted);
	const is = (result: FieldSetup['result'], message: string): FieldSetup => ({ object, field, result, message });
	const flaw = flawOf(wanted);
	if (flaw !== undefined) return is('refused', flaw);
	describer.forget(object);
	const known = (await schema.describe(object)).fields.find(({ name }) => name.toLowerCase() === field.toLowerCase());
	if (known !== undefined) return foundField(wanted, known, 'Salesforce');
	const set = await attempt(makeAndShow(client, object, field, metadataOf(wanted)), ['not-allowed', 'invalid']);
	if (!set.ok) return is('refused', `${set.refusal.message} ${byHand(wanted, field)}`);
	describer.forget(object);
	const said = set.answer ? 'was made' : 'was there, unseen by the connected user';
	return is(set.answer ? 'created' : 'there', `The field ${field} ("${label}") of Salesforce ${object} ${said}; the connected user may read and write it now. Open the mapper again to map it.`);
}

/** True when the field was made; false when it was there, and only the access was missing. */
export async function makeAndShow(client: SalesforceClient, object: string, field: string, metadata: FieldMetadata | undefined): Promise<boolean> {
	const made = metadata !== undefined && (await makeField(client, `${soqlName(ownerOfFields(object))}.${soqlName(field)}`, metadata));
	await fieldAccess(client, object, field);
	return made;
}

/** False when it was there, unseen by the connected user. */
async function makeField(client: SalesforceClient, fullName: string, metadata: FieldMetadata): Promise<boolean> {
	try {
		await client.createField(fullName, metadata);
		return true;
	} catch (error) {
		if (error instanceof SystemError && TAKEN.has(error.details.code)) return false;
		throw error;
	}
}

function fieldName({ field, label }: NewField): string {
	const name = (field ?? '').trim().replace(/__c$/i, '') || wordsOf(label);
	return `${name.slice(0, MAX_NAME).replace(/_+$/, '')}__c`;
}

function metadataOf(wanted: NewField): FieldMetadata {
	const values = (wanted.values ?? []).map(({ value, label }) => ({ valueName: value, label, default: false }));
	return {
		...TYPES[wanted.kind],
		label: wanted.label.slice(0, MAX_LABEL),
		description: 'Made by n8n-nodes-pact on request.',
		...(isList(wanted) ? { valueSet: { restricted: true, valueSetDefinition: { sorted: false, value: values } } } : {}),
	};
}

const byHand = ({ object, label, kind }: NewField, field: string): string =>
	`The connected user needs the permissions "Customize Application", "Manage Profiles and Permission Sets" and "Assign Permission Sets"; or let an admin do it: Setup → Object Manager → ${ownerOfFields(object)} → Fields: a field "${label}" (${kind}) with the API name ${field}, visible and editable for the connected user.`;
