import type { FieldSchema, FieldType, MappingRow, ObjectSchema, PicklistOption } from '../../model';
import { compileMapping, type CompiledMapping } from './compile-mapping';
import type { MappingDefinition } from './definition';
import type { MappingProblem } from './report';

export function field(name: string, type: FieldType = 'text', more: Partial<FieldSchema> = {}): FieldSchema {
	return {
		name,
		label: name,
		type,
		custom: name.endsWith('__c') || name.startsWith('custom_fields.'),
		requiredOnCreate: false,
		createable: true,
		updateable: true,
		...more,
	};
}

export const options = (...values: string[]): PicklistOption[] =>
	values.map((value) => ({ value, label: value, active: true }));
export const readOnly = { createable: false, updateable: false };

export function salesforce(name: string, fields: FieldSchema[]): ObjectSchema {
	return { system: 'salesforce', connection: '00D', name, label: name, fields };
}
export function pact(name: string, fields: FieldSchema[]): ObjectSchema {
	return { system: 'pact', connection: 'w', name, label: name, fields };
}

export const contact = salesforce('Contact', [
	field('FirstName'),
	field('LastName', 'text', { requiredOnCreate: true, maxLength: 80 }),
	field('Email', 'email', { maxLength: 80 }),
	field('Phone', 'phone'),
	field('HasOptedOutOfEmail', 'boolean'),
	field('AccountId', 'reference', { referenceTo: ['Account'] }),
	field('OwnerId', 'reference', { referenceTo: ['User'] }),
	field('MailingCity'),
	field('Birthdate', 'date', { label: 'Birth Date' }),
	field('CreatedDate', 'datetime', readOnly),
	field('Pact_Id__c', 'text', { externalId: true }),
	field('Score__c', 'number', { label: 'Score' }),
	field('Region__c', 'picklist', {
		label: 'Sales Region',
		options: options('EMEA', 'North America'),
		restricted: true,
	}),
]);
export const contacts = pact('contacts', [
	field('first_name'),
	field('last_name', 'text', { maxLength: 40 }),
	field('email', 'email'),
	field('phone', 'phone'),
	field('title'),
	field('consent_status', 'picklist', { options: options('confirmed', 'pending', 'declined'), restricted: true }),
	field('company_id', 'reference', { referenceTo: ['companies'] }),
	field('owner'),
	field('city'),
	field('icp_score', 'number', readOnly),
	field('custom_fields.salesforce_id'),
	field('custom_fields.score', 'number'),
	field('custom_fields.sales_region', 'picklist', {
		label: 'Sales region',
		options: options('emea', 'north-america', 'APAC'),
		restricted: true,
	}),
	field('custom_fields.since', 'datetime'),
]);

export const definition = (more: Partial<MappingDefinition> = {}): MappingDefinition => ({
	left: { system: 'salesforce', object: 'Contact' },
	right: { system: 'pact', object: 'contacts' },
	autoMap: true,
	...more,
});
export const compile = (more: Partial<MappingDefinition> = {}, left = contact, right = contacts): CompiledMapping =>
	compileMapping(definition(more), left, right);
/** Only these rows; the report's other problems (required fields) do not matter. */
export const compileRow = (row: NonNullable<MappingDefinition['rows']>[number]): CompiledMapping =>
	compile({ autoMap: false, rows: [row] });
export const rowOf = ({ mapping }: CompiledMapping, id: string): MappingRow | undefined =>
	mapping.rows.find((row) => row.id === id);
export const problemsOf = ({ report }: CompiledMapping, row: string): MappingProblem[] =>
	report.problems.filter((problem) => problem.row === row);
export const errors = ({ report }: CompiledMapping): string[] =>
	report.problems.filter((problem) => problem.level === 'error').map((problem) => problem.message);
