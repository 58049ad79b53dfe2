import type { FieldSchema, FieldType, ObjectSchema, SystemName } from '../../model';

const SYSTEM_WORDS: Readonly<Record<SystemName, string>> = {
	salesforce: 'Salesforce',
	hubspot: 'HubSpot',
	pact: 'Pact',
};

const TYPE_WORDS: Readonly<Record<FieldType, string>> = {
	text: 'text',
	longText: 'long text',
	number: 'number',
	money: 'amount of money',
	percent: 'percentage',
	boolean: 'yes/no',
	date: 'date',
	datetime: 'date and time',
	email: 'e-mail',
	phone: 'phone',
	url: 'web address',
	picklist: 'list, one value',
	multiselect: 'list, several values',
	reference: 'link to a record',
	references: 'links to records',
	memberships: 'memberships',
	id: 'record id',
	json: 'structured data',
};

/** "Salesforce". */
export const systemWord = (schema: Pick<ObjectSchema, 'system'>): string => SYSTEM_WORDS[schema.system];

/** "Salesforce Close Date (date)". */
export function fieldWords(schema: Pick<ObjectSchema, 'system'>, field: FieldSchema): string {
	return `${systemWord(schema)} ${field.label} (${TYPE_WORDS[field.type]})`;
}
