import type { FieldSchema, FieldType, ObjectSchema, PicklistValue } from './types';

type Extra = Partial<FieldSchema>;

/** A field with the defaults of an ordinary, writable, optional one. */
export function field(name: string, label: string, type: FieldType, extra: Extra = {}): FieldSchema {
	return {
		name,
		label,
		type,
		length: 0,
		precision: 0,
		scale: 0,
		nillable: true,
		createable: true,
		updateable: true,
		defaultedOnCreate: false,
		defaultValue: null,
		picklist: [],
		restricted: false,
		referenceTo: [],
		relationshipName: null,
		externalId: false,
		unique: false,
		custom: name.endsWith('__c'),
		calculated: false,
		filterable: true,
		sortable: true,
		nameField: false,
		...extra,
	};
}

/** Extra of a field the caller must give on insert. */
export const REQUIRED: Extra = { nillable: false };

/** Extra of a field that only the service writes. */
export const READ_ONLY: Extra = { createable: false, updateable: false };

export const text = (name: string, label: string, length = 255, extra: Extra = {}) =>
	field(name, label, 'string', { length, ...extra });

export const url = (name: string, label: string) => field(name, label, 'url', { length: 255 });

/** E-mail fields hold 80 characters: Salesforce Field Types, "Email". */
export const email = (name: string, label: string, extra: Extra = {}) =>
	field(name, label, 'email', { length: 80, ...extra });

/** Phone fields hold 40 characters: Salesforce Field Types, "Phone". */
export const phone = (name: string, label: string) => field(name, label, 'phone', { length: 40 });

/** Long text cannot be filtered, sorted or grouped by: SOQL and SOSL Reference, "textarea". */
export const longText = (name: string, label: string, length = 32_000) =>
	field(name, label, 'textarea', { length, filterable: false, sortable: false });

export const bool = (name: string, label: string, extra: Extra = {}) =>
	field(name, label, 'boolean', { nillable: false, defaultedOnCreate: true, defaultValue: false, ...extra });

export const currency = (name: string, label: string) => field(name, label, 'currency', { precision: 18, scale: 2 });

export const double = (name: string, label: string, precision = 16, scale = 2) =>
	field(name, label, 'double', { precision, scale });

export const percent = (name: string, label: string, precision = 5, scale = 2) =>
	field(name, label, 'percent', { precision, scale });

export const int = (name: string, label: string) => field(name, label, 'int', { precision: 8 });

export const date = (name: string, label: string, extra: Extra = {}) => field(name, label, 'date', extra);

export const datetime = (name: string, label: string, extra: Extra = {}) => field(name, label, 'datetime', extra);

/** Picklist entries from their values; value and label are the same, as in a fresh org. */
export function picklistValues(values: readonly string[], defaultValue?: string): PicklistValue[] {
	return values.map((value) => ({ value, label: value, active: true, defaultValue: value === defaultValue }));
}

export const picklist = (name: string, label: string, values: readonly string[], extra: Extra = {}) =>
	field(name, label, 'picklist', {
		length: name.endsWith('__c') ? 255 : 40,
		picklist: picklistValues(values),
		...extra,
	});

export const multiPicklist = (name: string, label: string, values: readonly string[]) =>
	field(name, label, 'multipicklist', { length: 4_099, picklist: picklistValues(values), sortable: false });

export const reference = (name: string, label: string, referenceTo: string[], extra: Extra = {}) =>
	field(name, label, 'reference', { length: 18, referenceTo, relationshipName: name.replace(/Id$/, '').replace(/__c$/, '__r'), ...extra });

/** The admin-made field that carries Pact's id: 36 characters hold a UUID. */
export const pactId = () => text('Pact_Id__c', 'Pact Id', 36, { externalId: true, unique: true });

export const owner = () => reference('OwnerId', 'Owner ID', ['User'], { nillable: false, defaultedOnCreate: true });

/** Only objects that can be merged have it. */
export const masterRecord = (object: string) =>
	reference('MasterRecordId', 'Master Record ID', [object], { ...READ_ONLY, relationshipName: 'MasterRecord' });

const FILLED: Extra = { ...READ_ONLY, nillable: false, defaultedOnCreate: true };

/** The fields that every object of the API has. */
function auditFields(): FieldSchema[] {
	return [
		datetime('CreatedDate', 'Created Date', FILLED),
		reference('CreatedById', 'Created By ID', ['User'], FILLED),
		datetime('LastModifiedDate', 'Last Modified Date', FILLED),
		reference('LastModifiedById', 'Last Modified By ID', ['User'], FILLED),
		datetime('SystemModstamp', 'System Modstamp', FILLED),
	];
}

type ObjectInput = Pick<ObjectSchema, 'name' | 'label' | 'labelPlural' | 'keyPrefix' | 'fields'> &
	Partial<ObjectSchema>;

const idField = (label: string) => field('Id', `${label} ID`, 'id', { ...FILLED, length: 18 });

/** An object of records, with its id and system fields added. */
export function object(schema: ObjectInput): ObjectSchema {
	const deleted = bool('IsDeleted', 'Deleted', READ_ONLY);
	const fields = [idField(schema.label), ...schema.fields, deleted, ...auditFields()];
	return { writable: true, mergeable: false, ...schema, fields };
}

/** An object of Setup: its rows are read here and written in Setup only, and have no recycle bin. */
export function setupObject(schema: ObjectInput): ObjectSchema {
	const own = schema.fields.map((each) => ({ ...each, ...READ_ONLY }));
	return { writable: false, mergeable: false, ...schema, fields: [idField(schema.label), ...own, ...auditFields()] };
}
