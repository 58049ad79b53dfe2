import type { SyncTemplate } from '../sync';

const newest = { rule: 'newestWins' } as const;

/** A custom object that both CRMs have, with its account and contact: a pattern to change, one mapper for each object. */
export const CUSTOM_OBJECTS: Pick<SyncTemplate, 'pairs'> & { name: string; says: { what: string; toDo: string; triggers: string; mappers: string } } = {
	name: 'Custom objects: Salesforce ⇄ HubSpot',
	pairs: [
		{
			name: 'Projects', left: 'Project__c', right: 'p_projects',
			rows: [
				{ left: 'Name', right: 'name', ...newest }, { left: 'Status__c', right: 'status', type: 'picklist', ...newest },
				{ left: 'Account__c', right: 'assoc.companies.id', type: 'reference', ...newest }, { left: 'Contact__c', right: 'assoc.contacts.id', type: 'reference', ...newest },
			],
		},
	],
	says: {
		what: 'Keeps a custom object of Salesforce and one of HubSpot in step, in both directions, with the account and the contact that it belongs to. The example is *Project*.',
		toDo: '**Beside it** runs *Salesforce ⇄ HubSpot*: its mappers say which company and contact is which. **Your objects.** In both triggers choose your object in place of *Project*, and in the mapper both objects and their fields. **Kept ids.** Run *Set Up Match Field* in both upsert nodes for your objects (as an expression: `{{ ["Project__c"] }}`, `{{ ["p_projects"] }}`): a custom object has no e-mail address to be found by.',
		triggers: `
- *Object Names or IDs*: HubSpot's custom objects begin with *p_*, Salesforce's end in *__c*.`,
		mappers: `
- **Links**: a lookup of Salesforce belongs to *assoc.…id* in HubSpot: all associations of the object, or those with one label. For lists of links there is *assoc.…ids*.
- Another custom object: copy the mapper, and add the object to both triggers. The order does not matter; a record that points at one which is not there yet is completed when it comes.`,
	},
};
