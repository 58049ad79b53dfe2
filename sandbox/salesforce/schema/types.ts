/** A field's stored value, in the spelling of the REST API (dates and datetimes are strings). */
export type Value = string | number | boolean | null;

/** One version of a record. Versions are never changed in place, so that a reader may keep one. */
export type Row = Readonly<Record<string, Value>> & { readonly Id: string };

export type FieldType =
	| 'id'
	| 'string'
	| 'textarea'
	| 'picklist'
	| 'multipicklist'
	| 'reference'
	| 'boolean'
	| 'currency'
	| 'double'
	| 'percent'
	| 'int'
	| 'date'
	| 'datetime'
	| 'email'
	| 'phone'
	| 'url';

export interface PicklistValue {
	value: string;
	label: string;
	active: boolean;
	defaultValue: boolean;
}

/** One field, as much of it as describe shows and saving needs. */
export interface FieldSchema {
	name: string;
	label: string;
	type: FieldType;
	/** Characters; 0 for types that have none. */
	length: number;
	/** Total digits and decimals of numbers. */
	precision: number;
	scale: number;
	nillable: boolean;
	createable: boolean;
	updateable: boolean;
	/** True: Salesforce fills it on insert, so it is not required from the caller. */
	defaultedOnCreate: boolean;
	/** The value filled on insert, when it is the same for every record. */
	defaultValue: Value;
	picklist: PicklistValue[];
	restricted: boolean;
	referenceTo: string[];
	relationshipName: string | null;
	externalId: boolean;
	unique: boolean;
	custom: boolean;
	/** Derived by the service, such as a compound name. */
	calculated: boolean;
	filterable: boolean;
	sortable: boolean;
	nameField: boolean;
}

/** One object. */
export interface ObjectSchema {
	name: string;
	label: string;
	labelPlural: string;
	/** First three characters of its ids. */
	keyPrefix: string;
	/** False: no write through the API (the objects of Setup). */
	writable: boolean;
	/** False: `merge` does not exist for it. */
	mergeable: boolean;
	fields: FieldSchema[];
}
