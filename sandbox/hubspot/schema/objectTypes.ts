import type { ObjectType } from './types';

/** Object type ids of HubSpot's own objects (CRM API guide, "Object type IDs"). */
export const CONTACTS = '0-1';
export const COMPANIES = '0-2';
export const DEALS = '0-3';

const ENGAGEMENTS = [
	['0-48', 'calls', 'call', 'hs_call_title'],
	['0-49', 'emails', 'email', 'hs_email_subject'],
	['0-47', 'meetings', 'meeting', 'hs_meeting_title'],
	['0-46', 'notes', 'note', 'hs_note_body'],
	['0-27', 'tasks', 'task', 'hs_task_subject'],
] as const;

const scopesOf = (object: string): ObjectType['scopes'] => ({
	read: `crm.objects.${object}.read`,
	write: `crm.objects.${object}.write`,
	schemaRead: `crm.schemas.${object}.read`,
	schemaWrite: `crm.schemas.${object}.write`,
});

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function standard(
	id: string,
	name: string,
	singular: string,
	createdAt: string,
	rest: Pick<ObjectType, 'primaryDisplayProperty' | 'requiredProperties' | 'searchableProperties'> & {
		readonly shown: readonly string[];
		readonly createdProperty?: string;
		readonly modifiedProperty?: string;
		readonly scope?: string;
	},
): ObjectType {
	const { shown, scope = name, createdProperty = 'createdate', modifiedProperty = 'hs_lastmodifieddate' } = rest;
	return {
		id,
		name,
		singular,
		fullyQualifiedName: singular.toUpperCase(),
		labels: { singular: capital(singular), plural: capital(name) },
		primaryDisplayProperty: rest.primaryDisplayProperty,
		requiredProperties: rest.requiredProperties,
		searchableProperties: rest.searchableProperties,
		defaultProperties: [...shown, createdProperty, modifiedProperty, 'hs_object_id'],
		createdProperty,
		modifiedProperty,
		custom: false,
		scopes: scopesOf(scope),
		createdAt,
	};
}

/** The standard objects of the sandbox. */
export function standardTypes(createdAt: string): ObjectType[] {
	return [
		standard(CONTACTS, 'contacts', 'contact', createdAt, {
			primaryDisplayProperty: 'email',
			requiredProperties: [],
			searchableProperties: ['firstname', 'lastname', 'email', 'phone', 'hs_additional_emails', 'company'],
			shown: ['email', 'firstname', 'lastname'],
			modifiedProperty: 'lastmodifieddate',
		}),
		standard(COMPANIES, 'companies', 'company', createdAt, {
			primaryDisplayProperty: 'name',
			requiredProperties: [],
			searchableProperties: ['website', 'phone', 'name', 'domain'],
			shown: ['name', 'domain'],
		}),
		standard(DEALS, 'deals', 'deal', createdAt, {
			primaryDisplayProperty: 'dealname',
			requiredProperties: ['dealname', 'dealstage'],
			searchableProperties: ['dealname', 'pipeline', 'dealstage', 'description', 'dealtype'],
			shown: ['amount', 'closedate', 'dealname', 'dealstage', 'pipeline'],
		}),
		// Engagements have no scopes of their own: those of contacts count (each engagement's API guide).
		...ENGAGEMENTS.map(([id, name, singular, title]) =>
			standard(id, name, singular, createdAt, {
				primaryDisplayProperty: title,
				requiredProperties: ['hs_timestamp'],
				searchableProperties: [title],
				shown: [],
				createdProperty: 'hs_createdate',
				scope: 'contacts',
			}),
		),
	];
}

/** What an administrator says about a new custom object. */
export interface NewObjectType {
	readonly name: string;
	readonly labels: ObjectType['labels'];
	readonly primaryDisplayProperty: string;
	readonly requiredProperties: readonly string[];
	readonly searchableProperties: readonly string[];
}

export function customType(id: string, portalId: number, input: NewObjectType, createdAt: string): ObjectType {
	return {
		...input,
		id,
		singular: input.name,
		fullyQualifiedName: `p${portalId}_${input.name}`,
		defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
		createdProperty: 'hs_createdate',
		modifiedProperty: 'hs_lastmodifieddate',
		custom: true,
		scopes: scopesOf('custom'),
		createdAt,
	};
}
