import type { Canvas } from '../canvas';
import { arrow, syncNotes } from '../notes';
import { syncCanvas, type SyncTemplate } from '../sync';
import { ACTIVITY_TEMPLATES } from './activities';
import { alertsCanvas } from './alerts';
import { consoleCanvas } from './console';
import { CUSTOM_OBJECTS } from './custom-objects';
import { digestCanvas } from './daily-digest';
import { hubSpotPact, salesforceHubSpot, salesforcePact } from './pairs';
import { reconcileCanvas } from './reconcile';
import { reviewFormCanvas } from './review-by-form';
import { HUBSPOT_TAGS, SALESFORCE_TAGS } from './tags';

type Kind = Pick<SyncTemplate, 'left' | 'right' | 'direction'>;
type Rest = Pick<SyncTemplate, 'pairs' | 'triggers'> & { name?: string; says: Parameters<typeof syncNotes>[1] };

function sync(kind: Kind, { name = arrow(kind.left, kind.right, kind.direction), says, ...rest }: Rest): Canvas {
	return syncCanvas({ ...kind, ...rest, name, notes: syncNotes({ ...kind, name }, says) });
}

const tags = ({ left, right, direction, ...rest }: typeof HUBSPOT_TAGS | typeof SALESFORCE_TAGS): Canvas => sync({ left, right, direction }, rest);

const RECORD_TYPES = `
- *Opportunities*: the record type chooses Pact's pipeline. Without record types, add a row of the type *Fixed Value* that writes your pipeline's name to *pipeline*.`;
const CONDITIONS = `
- *Only Records That Match*: a SOQL condition for each object.`;

/** Objects of the mirror of lists. */
const LISTED = ['companies', 'contacts'];

/** File name → canvas: every template of the package. */
export const TEMPLATES: Readonly<Record<string, () => Canvas>> = {
	'salesforce-to-pact': () =>
		sync(
			{ left: 'salesforce', right: 'pact', direction: 'left to right' },
			{
				pairs: salesforcePact(false),
				says: { what: 'Keeps companies, contacts and opportunities in Pact in step with accounts, contacts, leads and opportunities of Salesforce.', triggers: CONDITIONS, mappers: RECORD_TYPES },
			},
		),
	'salesforce-pact': () =>
		sync(
			{ left: 'salesforce', right: 'pact', direction: 'both' },
			{
				pairs: salesforcePact(true),
				says: {
					what: 'Keeps accounts, contacts, leads and opportunities of Salesforce and companies, contacts and opportunities in Pact in step, in both directions.',
					triggers: CONDITIONS,
					mappers: `${RECORD_TYPES}
- *Leads*: a new person in Pact becomes a contact. To make leads instead, switch *Create Missing Records on the Left* on here and off in *Contacts*.`,
				},
			},
		),
	'hubspot-pact': () =>
		sync(
			{ left: 'hubspot', right: 'pact', direction: 'both' },
			{ pairs: hubSpotPact(true), says: { what: 'Keeps companies, contacts and deals of HubSpot and companies, contacts and opportunities in Pact in step, in both directions.' } },
		),
	'salesforce-hubspot': () =>
		sync(
			{ left: 'salesforce', right: 'hubspot', direction: 'both' },
			{
				pairs: salesforceHubSpot(),
				says: { what: 'Keeps accounts, contacts, leads and opportunities of Salesforce and companies, contacts and deals of HubSpot in step, in both directions. Pact is not needed.', triggers: CONDITIONS },
			},
		),
	'custom-objects-salesforce-hubspot': () => sync({ left: 'salesforce', right: 'hubspot', direction: 'both' }, CUSTOM_OBJECTS),
	'hubspot-list-to-pact': () =>
		sync(
			{ left: 'hubspot', right: 'pact', direction: 'left to right' },
			{
				name: 'HubSpot lists → Pact',
				pairs: hubSpotPact(false).filter(({ left }) => LISTED.includes(left)),
				triggers: { left: { filters: { list: LISTED.map((object) => ({ object, list: '' })) } } },
				says: {
					what: 'Mirrors the members of a HubSpot list of contacts, and of a list of their companies, into Pact. Nothing is written to HubSpot.',
					toDo: '**Lists.** Open *HubSpot changes*, and under *Only Records That Match* choose a list of companies and a list of contacts. n8n does not publish it before.',
					triggers: `
- **Only Records That Match → List**: the two lists. In HubSpot, a list of companies whose associated contacts are members of the first list keeps itself. To mirror contacts only, take *companies* out of *Object Names or IDs*.
- Who joins a list later travels then. Who leaves it stays in Pact as it is.
- *Deals*: add them to the objects, with a list or a pipeline of their own and a third mapper; the template *HubSpot ⇄ Pact* has one to copy.`,
				},
			},
		),
	'sync-console': consoleCanvas,
	alerts: alertsCanvas,
	'daily-digest': digestCanvas,
	'review-by-form': reviewFormCanvas,
	'nightly-reconcile': reconcileCanvas,
	'hubspot-lists-pact-tags': () => tags(HUBSPOT_TAGS),
	'salesforce-campaigns-pact-tags': () => tags(SALESFORCE_TAGS),
	...Object.fromEntries(
		Object.entries(ACTIVITY_TEMPLATES).map(([file, { name, left, right, direction, pairs, triggers, says }]) => [
			file,
			() => sync({ left, right, direction }, { name, pairs, says, ...(triggers ? { triggers } : {}) }),
		]),
	),
};
