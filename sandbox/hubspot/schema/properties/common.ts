import { datetime, number, property, text } from '../property';
import type { Property } from '../types';

/** Properties that every object has, with its own names for the dates. */
export function commonProperties(createdProperty: string, modifiedProperty: string): Property[] {
	return [
		number('hs_object_id', 'Record ID', { readOnly: true }),
		datetime(createdProperty, 'Create Date', { readOnly: true }),
		datetime(modifiedProperty, 'Last Modified Date', { readOnly: true }),
		property('hubspot_owner_id', 'Owner', 'enumeration', 'select', {
			externalOptions: true,
			referencedObjectType: 'OWNER',
		}),
		datetime('hubspot_owner_assigneddate', 'Owner Assigned Date', { readOnly: true }),
		property('hs_merged_object_ids', 'Merged record IDs', 'enumeration', 'checkbox', {
			readOnly: true,
			externalOptions: true,
		}),
		text('hs_object_source_label', 'Record source', { readOnly: true }),
	];
}

/** Where the administrator of the demo portal keeps the ids of the other systems. */
export function externalIdProperties(): Property[] {
	return [
		text('pact_id', 'Pact ID', { custom: true, unique: true }),
		text('salesforce_id', 'Salesforce ID', { custom: true, unique: true }),
	];
}
