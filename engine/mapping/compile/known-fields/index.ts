import type { FieldSchema, SystemName } from '../../../model';
import { ACTIVITIES } from './activities';
import { HUBSPOT_PACT } from './hubspot-pact';
import { SALESFORCE_HUBSPOT } from './salesforce-hubspot';
import { SALESFORCE_PACT } from './salesforce-pact';
import type { KnownPair } from './types';

export type { KnownPair, KnownRow } from './types';

export const KNOWN_PAIRS: readonly KnownPair[] = [...SALESFORCE_PACT, ...HUBSPOT_PACT, ...SALESFORCE_HUBSPOT, ...ACTIVITIES];

/** The first three characters of a Salesforce id tell the object (help article "Standard Field Record ID Prefix Decoder"). */
export const ID_PREFIXES: Readonly<Record<string, string>> = { Contact: '003', Lead: '00Q', Account: '001', Opportunity: '006' };

/** The field of `holder` that keeps a record id of `other`, as the setup guide tells admins to name it. */
export const EXTERNAL_ID_FIELDS: Readonly<Record<SystemName, Partial<Record<SystemName, string>>>> = {
	salesforce: { pact: 'Pact_Id__c', hubspot: 'HubSpot_Id__c' },
	hubspot: { pact: 'pact_id', salesforce: 'salesforce_id' },
	pact: { salesforce: 'custom_fields.salesforce_id', hubspot: 'custom_fields.hubspot_id' },
};

/** Fields of parent records that Salesforce answers with a record and that its describe does not list. */
export const RELATIONSHIP_TYPES: Readonly<Record<string, Pick<FieldSchema, 'label' | 'type'>>> = {
	'Owner.Email': { label: 'Owner E-mail', type: 'email' },
	'RecordType.Name': { label: 'Record Type', type: 'picklist' },
};

/** Systems that hold a list of values as one string joined by semicolons. */
export const LISTS_AS_TEXT: Readonly<Record<SystemName, boolean>> = { salesforce: true, hubspot: true, pact: false };
/** Systems that hold every value as a string. */
export const ALL_AS_TEXT: Readonly<Record<SystemName, boolean>> = { salesforce: false, hubspot: true, pact: false };

/** The table's entry for two objects; names of Salesforce objects are compared without regard to case. */
export function knownPair(left: KnownPair['left'], right: KnownPair['right']): KnownPair | undefined {
	const same = (one: KnownPair['left'], other: KnownPair['left']): boolean =>
		one.system === other.system && one.object.toLowerCase() === other.object.toLowerCase();
	return KNOWN_PAIRS.find((pair) => same(pair.left, left) && same(pair.right, right));
}
