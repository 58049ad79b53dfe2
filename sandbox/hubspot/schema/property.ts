import type { FieldType, Property, PropertyOption, PropertyType } from './types';

/** How a property differs from an ordinary, writable one. */
interface PropertyExtras {
	readonly options?: readonly PropertyOption[];
	readonly unique?: boolean;
	/** The API refuses values. */
	readonly readOnly?: boolean;
	/** Worked out by HubSpot; implies `readOnly`. */
	readonly calculated?: boolean;
	readonly hidden?: boolean;
	readonly externalOptions?: boolean;
	readonly referencedObjectType?: string;
	/** Made by the account's own administrator, not by HubSpot. */
	readonly custom?: boolean;
	readonly group?: string;
	readonly description?: string;
}

/** A property definition. */
export function property(
	name: string,
	label: string,
	type: PropertyType,
	fieldType: FieldType,
	extras: PropertyExtras = {},
): Property {
	const { calculated = false, custom = false } = extras;
	return {
		name,
		label,
		type,
		fieldType,
		groupName: extras.group ?? 'information',
		description: extras.description ?? '',
		options: extras.options ?? [],
		...(extras.referencedObjectType === undefined ? {} : { referencedObjectType: extras.referencedObjectType }),
		externalOptions: extras.externalOptions ?? false,
		hasUniqueValue: extras.unique ?? false,
		hidden: extras.hidden ?? false,
		calculated,
		hubspotDefined: !custom,
		formField: !calculated && extras.readOnly !== true,
		displayOrder: -1,
		archived: false,
		modificationMetadata: {
			archivable: custom,
			readOnlyDefinition: !custom,
			...(type === 'enumeration' ? { readOnlyOptions: !custom && extras.readOnly === true } : {}),
			readOnlyValue: calculated || extras.readOnly === true,
		},
	};
}

export const text = (name: string, label: string, extras: PropertyExtras = {}): Property =>
	property(name, label, 'string', 'text', extras);

export const number = (name: string, label: string, extras: PropertyExtras = {}): Property =>
	property(name, label, 'number', 'number', extras);

export const datetime = (name: string, label: string, extras: PropertyExtras = {}): Property =>
	property(name, label, 'datetime', 'date', extras);

export const date = (name: string, label: string, extras: PropertyExtras = {}): Property =>
	property(name, label, 'date', 'date', extras);

export const bool = (name: string, label: string, extras: PropertyExtras = {}): Property =>
	property(name, label, 'bool', 'booleancheckbox', {
		...extras,
		options: options({ true: 'Yes', false: 'No' }),
	});

/** One of several values, as internal value → label. */
export const select = (
	name: string,
	label: string,
	values: Readonly<Record<string, string>>,
	extras: PropertyExtras = {},
): Property => property(name, label, 'enumeration', 'select', { ...extras, options: options(values) });

/** Several values at once, joined by `;`. */
export const checkboxes = (
	name: string,
	label: string,
	values: Readonly<Record<string, string>>,
	extras: PropertyExtras = {},
): Property => property(name, label, 'enumeration', 'checkbox', { ...extras, options: options(values) });

export function options(values: Readonly<Record<string, string>>): PropertyOption[] {
	return Object.entries(values).map(([value, label], displayOrder) => ({ label, value, displayOrder, hidden: false }));
}
