import { HISTORIES, historyPlace } from './history';
import type { FieldSchema, FieldType, ObjectSchema } from './types';

const SOAP_TYPES: Partial<Record<FieldType, string>> = {
	id: 'tns:ID',
	reference: 'tns:ID',
	boolean: 'xsd:boolean',
	currency: 'xsd:double',
	double: 'xsd:double',
	percent: 'xsd:double',
	int: 'xsd:int',
	date: 'xsd:date',
	datetime: 'xsd:dateTime',
};

/** A field as `describe` answers it. */
function describeField(field: FieldSchema): Record<string, unknown> {
	return {
		aggregatable: field.filterable && field.type !== 'boolean',
		aiPredictionField: false,
		autoNumber: false,
		byteLength: field.length * 3,
		calculated: field.calculated,
		calculatedFormula: null,
		cascadeDelete: false,
		caseSensitive: false,
		compoundFieldName: null,
		controllerName: null,
		createable: field.createable,
		custom: field.custom,
		defaultValue: field.defaultValue,
		defaultValueFormula: null,
		defaultedOnCreate: field.defaultedOnCreate,
		dependentPicklist: false,
		deprecatedAndHidden: false,
		digits: field.type === 'int' ? field.precision : 0,
		displayLocationInDecimal: false,
		encrypted: false,
		externalId: field.externalId,
		extraTypeInfo: null,
		filterable: field.filterable,
		filteredLookupInfo: null,
		formulaTreatNullNumberAsZero: false,
		groupable: field.filterable && !['datetime', 'multipicklist', 'double', 'currency', 'percent'].includes(field.type),
		highScaleNumber: false,
		htmlFormatted: false,
		idLookup: field.type === 'id' || field.externalId || (field.type === 'email' && !field.custom),
		inlineHelpText: null,
		label: field.label,
		length: field.length,
		mask: null,
		maskType: null,
		name: field.name,
		nameField: field.nameField,
		namePointing: field.referenceTo.length > 1,
		nillable: field.nillable,
		permissionable: field.nillable && field.type !== 'id',
		picklistValues: field.picklist.map((entry) => ({ ...entry, validFor: null })),
		polymorphicForeignKey: field.referenceTo.length > 1,
		precision: field.type === 'int' ? 0 : field.precision,
		queryByDistance: false,
		referenceTargetField: null,
		referenceTo: field.referenceTo,
		relationshipName: field.relationshipName,
		relationshipOrder: null,
		restrictedDelete: false,
		restrictedPicklist: field.restricted,
		scale: field.scale,
		searchPrefilterable: false,
		soapType: SOAP_TYPES[field.type] ?? 'xsd:string',
		sortable: field.sortable,
		type: field.type,
		unique: field.unique,
		updateable: field.updateable,
		writeRequiresMasterRead: false,
	};
}

/** An object's entry in the global describe. */
export function describeGlobalEntry(object: ObjectSchema, version: string): Record<string, unknown> {
	const base = `/services/data/${version}/sobjects/${object.name}`;
	const hasRecordTypes = object.fields.some((field) => field.name === 'RecordTypeId');
	return {
		activateable: false,
		associateEntityType: null,
		associateParentEntity: null,
		createable: object.writable,
		custom: object.name.endsWith('__c'),
		customSetting: false,
		deepCloneable: false,
		deletable: object.writable,
		deprecatedAndHidden: false,
		feedEnabled: object.writable,
		hasSubtypes: false,
		isInterface: false,
		isSubtype: false,
		keyPrefix: object.keyPrefix,
		label: object.label,
		labelPlural: object.labelPlural,
		layoutable: object.writable,
		mergeable: object.mergeable,
		mruEnabled: object.writable,
		name: object.name,
		queryable: true,
		replicateable: true,
		retrieveable: true,
		searchable: object.writable,
		triggerable: object.writable,
		undeletable: object.writable,
		updateable: object.writable,
		urls: {
			sobject: base,
			describe: `${base}/describe`,
			rowTemplate: `${base}/{ID}`,
			...(hasRecordTypes ? { layouts: `${base}/describe/layouts` } : {}),
		},
	};
}

/** An object as `describe` answers it. `recordTypes` are the object's own. */
export function describeObject(
	object: ObjectSchema,
	version: string,
	recordTypes: Array<{ id: string; name: string; developerName: string; isDefault: boolean }>,
): Record<string, unknown> {
	const place = historyPlace(object.name);
	return {
		actionOverrides: [],
		childRelationships: place === undefined ? [] : [{ cascadeDelete: true, childSObject: place.name, deprecatedAndHidden: false, field: place.parent, junctionIdListNames: [], junctionReferenceTo: [], relationshipName: HISTORIES, restrictedDelete: false }],
		compactLayoutable: object.writable,
		fields: object.fields.map(describeField),
		recordTypeInfos: recordTypes.map((type) => ({
			active: true,
			available: true,
			defaultRecordTypeMapping: type.isDefault,
			developerName: type.developerName,
			master: false,
			name: type.name,
			recordTypeId: type.id,
			urls: {},
		})),
		supportedScopes: [{ label: `All ${object.labelPlural.toLowerCase()}`, name: 'everything' }],
		...describeGlobalEntry(object, version),
	};
}
