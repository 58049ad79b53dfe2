import type { FieldSchema, ObjectSchema, PicklistOption } from '../../model';
import { compileMapping, type CompiledMapping } from './compile-mapping';
import { field, options, readOnly, salesforce, pact } from './compile.fixture';
import type { MappingDefinition } from './definition';

export const hubspot = (name: string, fields: FieldSchema[]): ObjectSchema => ({ system: 'hubspot', connection: '77', name, label: name, fields });
/** `internal name: label`, as HubSpot has its enumerations. */
export const labelled = (values: Record<string, string>): PicklistOption[] =>
	Object.entries(values).map(([value, label]) => ({ value, label, active: true }));
const list = (values: Record<string, string>) => ({ options: labelled(values), restricted: true });
const stage = (value: string, label: string, pipeline: string): PicklistOption => ({ value, label, active: true, pipeline });

/** HubSpot's two pipelines, with stages of one label and ids of their own. */
export const STAGES = [
	stage('qualifiedtobuy', 'Qualified To Buy', 'default'),
	stage('contractsent', 'Contract Sent', 'default'),
	stage('closedwon', 'Closed Won', 'default'),
	stage('98001', 'Renewal due', '7301'),
	stage('98002', 'Contract Sent', '7301'),
	stage('98003', 'Closed Won', '7301'),
];
const OWNERS = { 'amara@acme.example': 'Amara Okafor', 'ida@acme.example': 'Ida Integration' };

export const hubspotContacts = hubspot('contacts', [
	field('firstname'), field('lastname'), field('email'), field('phone', 'phone'), field('mobilephone', 'phone'), field('jobtitle'),
	field('address'), field('city'), field('state'), field('zip'), field('country'), field('company'), field('website', 'url'),
	field('hs_lead_status', 'picklist', list({ NEW: 'New', OPEN_DEAL: 'Open Deal' })),
	field('hs_email_optout', 'boolean', readOnly), field('email.optout', 'boolean'),
	field('owner.email', 'picklist', list(OWNERS)),
	field('company.id', 'reference', { referenceTo: ['companies'] }),
	field('salesforce_id', 'text', { custom: true, externalId: true }), field('pact_id', 'text', { custom: true, externalId: true }),
]);
export const hubspotCompanies = hubspot('companies', [
	field('name'), field('domain'), field('website', 'url'), field('phone', 'phone'), field('city'), field('country'), field('description', 'longText'),
	field('industry', 'picklist', list({ COMPUTER_SOFTWARE: 'Computer Software', BANKING: 'Banking' })),
	field('numberofemployees', 'number'), field('annualrevenue', 'number'), field('owner.email', 'picklist', list(OWNERS)),
]);
export const hubspotDeals = hubspot('deals', [
	field('dealname', 'text', { requiredOnCreate: true }), field('amount', 'number'),
	field('deal_currency_code', 'picklist', list({ USD: 'US Dollar', EUR: 'Euro' })),
	field('closedate', 'datetime'),
	field('pipeline', 'picklist', list({ default: 'Sales Pipeline', 7301: 'Renewals' })),
	field('dealstage', 'picklist', { options: STAGES, restricted: true, requiredOnCreate: true }),
	field('owner.email', 'picklist', list(OWNERS)),
	field('company.id', 'reference', { referenceTo: ['companies'] }),
]);

export const opportunity = salesforce('Opportunity', [
	field('Name', 'text', { requiredOnCreate: true }), field('Amount', 'money'), field('CloseDate', 'date', { requiredOnCreate: true }),
	field('StageName', 'picklist', { options: options('Qualified To Buy', 'Contract Sent', 'Closed Won'), requiredOnCreate: true }),
	field('OwnerId', 'reference', { referenceTo: ['User'] }), field('AccountId', 'reference', { referenceTo: ['Account'] }),
]);
export const opportunities = pact('opportunities', [
	field('name', 'text', { requiredOnCreate: true }), field('value', 'money'), field('currency', 'text', { maxLength: 3 }), field('close_date', 'date'),
	field('pipeline', 'picklist', { options: options('New business', 'Renewals'), restricted: true, requiredOnCreate: true }),
	field('stage', 'picklist', {
		options: [
			stage('Qualified', 'Qualified', 'New business'), stage('Contract sent', 'Contract sent', 'New business'), stage('Closed won', 'Closed won', 'New business'),
			stage('Contract sent', 'Contract sent', 'Renewals'), stage('Closed won', 'Closed won', 'Renewals'),
		],
		restricted: true, requiredOnCreate: true,
	}),
	field('owner', 'picklist', { options: options('amara@acme.example', 'other@acme.example'), restricted: true }),
	field('company_id', 'reference', { referenceTo: ['companies'] }),
]);
export const pactCompanies = pact('companies', [
	field('name', 'text', { requiredOnCreate: true }), field('domain'), field('website', 'url'), field('industry'), field('employees_total', 'number'),
	field('revenue_usd', 'money'), field('crm_owner'), field('phone', 'phone'), field('city'), field('country'), field('description', 'longText'),
]);

export function compileSides(left: ObjectSchema, right: ObjectSchema, more: Partial<MappingDefinition> = {}): CompiledMapping {
	const side = ({ system, name }: ObjectSchema) => ({ system, object: name });
	return compileMapping({ left: side(left), right: side(right), create: { left: true, right: true }, ...more }, left, right);
}
