import { bool, datetime, field, picklist, READ_ONLY, reference } from './fields';
import type { FieldSchema, FieldType, ObjectSchema } from './types';

/*
 * Field history: help article "Field History Tracking", Object Reference "StandardObjectNameHistory". Kept for fields that an admin chose, at
 * most twenty of an object; its times are whole seconds.
 */

/** Fields of one object whose history is kept. */
export const MAX_TRACKED = 20;
/** The relationship by which a record's history is read in a query. */
export const HISTORIES = 'Histories';

/** First characters of the ids of all of them. */
const PREFIX = '017';
const STANDARD: Readonly<Record<string, string>> = { Account: 'AccountHistory', Contact: 'ContactHistory', Lead: 'LeadHistory', Opportunity: 'OpportunityFieldHistory' };

/** Where an object's field history is kept, and the field there that names the record; undefined where there is none. */
export function historyPlace(object: string): { name: string; parent: string } | undefined {
	const standard = STANDARD[object];
	if (standard !== undefined) return { name: standard, parent: `${object}Id` };
	return object.endsWith('__c') ? { name: object.replace(/__c$/, '__History'), parent: 'ParentId' } : undefined;
}

/** The object that holds the history of another one's fields. Nobody writes it. */
export function historyObject({ name: of, label }: ObjectSchema): ObjectSchema | undefined {
	const place = historyPlace(of);
	if (place === undefined) return undefined;
	const filled = { ...READ_ONLY, nillable: false, defaultedOnCreate: true };
	const value = (name: string, words: string) => field(name, words, 'string', { ...READ_ONLY, length: 255, filterable: false });
	return {
		name: place.name,
		label: `${label} History`,
		labelPlural: `${label} History`,
		keyPrefix: PREFIX,
		writable: false,
		mergeable: false,
		fields: [
			field('Id', `${label} History ID`, 'id', { ...filled, length: 18 }),
			bool('IsDeleted', 'Deleted', READ_ONLY),
			reference(place.parent, `${label} ID`, [of], { ...filled, relationshipName: place.parent.replace(/Id$/, '') }),
			reference('CreatedById', 'Created By ID', ['User'], filled),
			datetime('CreatedDate', 'Created Date', filled),
			picklist('Field', 'Changed Field', [], filled),
			picklist('DataType', 'Datatype', ['Text', 'Boolean', 'Number', 'Currency', 'Percent', 'Date', 'DateTime', 'EntityId', 'DynamicEnum', 'MultiEnum'], READ_ONLY),
			value('OldValue', 'Old Value'),
			value('NewValue', 'New Value'),
		],
	};
}

const DATA_TYPES: Partial<Record<FieldType, string>> = {
	boolean: 'Boolean', int: 'Number', double: 'Number', currency: 'Currency', percent: 'Percent', date: 'Date', datetime: 'DateTime', picklist: 'DynamicEnum', multipicklist: 'MultiEnum',
};
export const dataTypeOf = ({ type }: FieldSchema): string => DATA_TYPES[type] ?? 'Text';

/** What the history calls a field: a standard reference by its relationship (`Owner`), everything else by its name. */
export const historyName = ({ type, name, custom }: FieldSchema): string => (type === 'reference' && !custom ? name.replace(/Id$/, '') : name);

/** Of long texts and lists of choices only that they were changed is kept. */
export const keepsValues = ({ type, length }: FieldSchema): boolean => type !== 'multipicklist' && !(type === 'textarea' && length > 255);
