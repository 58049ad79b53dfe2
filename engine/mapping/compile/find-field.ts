import type { FieldSchema, ObjectSchema } from '../../model';
import { RELATIONSHIP_TYPES } from './known-fields';

/** `Owner.Email` hangs on `OwnerId`, `Region__r.Name` on `Region__c`. */
function holderOf(relationship: string): string {
	return relationship.endsWith('__r') ? relationship.replace(/__r$/, '__c') : `${relationship}Id`;
}

/**
 * A field by its name. Fields of parent records, which Salesforce's describe does not list, exist (read-only) when the
 * record has the reference that they hang on.
 */
export function findField(schema: ObjectSchema, name: string): FieldSchema | undefined {
	const listed = schema.fields.find((field) => field.name === name);
	const [relationship = '', rest] = name.split('.');
	if (listed || schema.system !== 'salesforce' || !rest) return listed;
	if (!schema.fields.some((field) => field.name === holderOf(relationship))) return undefined;
	const { label, type } = RELATIONSHIP_TYPES[name] ?? { label: name, type: 'text' as const };
	return { name, label, type, custom: false, requiredOnCreate: false, createable: false, updateable: false };
}
