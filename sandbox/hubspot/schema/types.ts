/** HubSpot's property types. */
export type PropertyType = 'string' | 'number' | 'date' | 'datetime' | 'enumeration' | 'bool' | 'phone_number' | 'json';

/** How a property is edited on the screen. `calculation_equation` and the like are read-only. */
export type FieldType =
	| 'text'
	| 'textarea'
	| 'html'
	| 'number'
	| 'date'
	| 'select'
	| 'radio'
	| 'checkbox'
	| 'booleancheckbox'
	| 'phonenumber'
	| 'file'
	| 'calculation_equation';

/** An allowed value of an enumeration. */
export interface PropertyOption {
	readonly label: string;
	/** What records hold. */
	readonly value: string;
	readonly displayOrder: number;
	readonly hidden: boolean;
	readonly description?: string;
}

/** A property definition, with the keys of the properties API. */
export interface Property {
	readonly name: string;
	readonly label: string;
	readonly type: PropertyType;
	readonly fieldType: FieldType;
	readonly groupName: string;
	readonly description: string;
	readonly options: readonly PropertyOption[];
	/** `OWNER` for `hubspot_owner_id`. */
	readonly referencedObjectType?: string;
	/** True: the allowed values live elsewhere (owners, pipelines), and `options` is empty. */
	readonly externalOptions: boolean;
	readonly hasUniqueValue: boolean;
	readonly hidden: boolean;
	readonly calculated: boolean;
	readonly hubspotDefined: boolean;
	readonly formField: boolean;
	readonly displayOrder: number;
	readonly archived: boolean;
	readonly createdAt?: string;
	readonly updatedAt?: string;
	readonly modificationMetadata: {
		readonly archivable: boolean;
		readonly readOnlyDefinition: boolean;
		readonly readOnlyOptions?: boolean;
		/** True: the API refuses to write values. */
		readonly readOnlyValue: boolean;
	};
}

/** An object type, standard or custom. */
export interface ObjectType {
	/** `0-1`, `2-3001` … */
	readonly id: string;
	/** Last part of API paths: `contacts`, or the name of a custom object. */
	readonly name: string;
	/** `contact`; also accepted in paths. For custom objects the same as `name`. */
	readonly singular: string;
	/** `p1234_pets`: a custom object's own key in association types. */
	readonly fullyQualifiedName: string;
	readonly labels: { readonly singular: string; readonly plural: string };
	readonly primaryDisplayProperty: string;
	readonly requiredProperties: readonly string[];
	readonly searchableProperties: readonly string[];
	/** Answered when a call names no properties. */
	readonly defaultProperties: readonly string[];
	/** `createdate`, or `hs_createdate` for engagements and custom objects. */
	readonly createdProperty: string;
	/** `lastmodifieddate` for contacts, `hs_lastmodifieddate` for all others. */
	readonly modifiedProperty: string;
	readonly custom: boolean;
	/** Scopes of which a call needs one. */
	readonly scopes: {
		readonly read: string;
		readonly write: string;
		readonly schemaRead: string;
		readonly schemaWrite: string;
	};
	readonly createdAt: string;
}

/** A stage of a pipeline. Records hold its id. */
export interface Stage {
	readonly id: string;
	readonly label: string;
	readonly displayOrder: number;
	/** Deals: `probability` ('0.0' to '1.0') and `isClosed` ('true'/'false'). */
	readonly metadata: Readonly<Record<string, string>>;
	readonly createdAt: string;
	readonly updatedAt: string;
	readonly archived: boolean;
}

export interface Pipeline {
	readonly id: string;
	readonly label: string;
	readonly displayOrder: number;
	readonly stages: readonly Stage[];
	readonly createdAt: string;
	readonly updatedAt: string;
	readonly archived: boolean;
}

/** A user who can own records; records hold `id` in `hubspot_owner_id`. */
export interface Owner {
	readonly id: string;
	readonly email: string;
	readonly firstName: string;
	readonly lastName: string;
	/** Null for archived owners, whose user is gone. */
	readonly userId: number | null;
	readonly type: 'PERSON' | 'QUEUE';
	readonly createdAt: string;
	readonly updatedAt: string;
	readonly archived: boolean;
}
