import type { SystemName } from './ref';
import type { FieldValue } from './value';

/** Field types in words that all systems share. `json` is carried as text; `memberships` are names of lists or campaigns that a record is in. */
export const FIELD_TYPES = [
	'text', 'longText', 'number', 'money', 'percent', 'boolean', 'date', 'datetime', 'email', 'phone', 'url',
	'picklist', 'multiselect', 'reference', 'references', 'memberships', 'id', 'json',
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

export interface PicklistOption {
	value: string;
	label: string;
	active: boolean;
	/** Of memberships: the system decides by itself who is in it; it can only be read. */
	readOnly?: true;
	/** For stages: the pipeline (or record type) that the stage belongs to, and what it means. */
	pipeline?: string;
	stageType?: 'open' | 'won' | 'lost';
}

export interface FieldSchema {
	/** The name used in `FieldValues`; dotted for custom fields and relationships. */
	name: string;
	label: string;
	type: FieldType;
	custom: boolean;
	/** Must have a value when a record is created, and the system fills none by itself. */
	requiredOnCreate: boolean;
	createable: boolean;
	updateable: boolean;
	maxLength?: number;
	options?: PicklistOption[];
	/** The system refuses values that are not in `options`. */
	restricted?: boolean;
	/** For references: the objects that it may point to. */
	referenceTo?: string[];
	/** Unique and made for matching (Salesforce External Id, HubSpot unique property). */
	externalId?: boolean;
	defaultValue?: FieldValue;
}

/** One object of one connection, as its system describes it now. */
export interface ObjectSchema {
	system: SystemName;
	connection: string;
	name: string;
	label: string;
	fields: FieldSchema[];
}
