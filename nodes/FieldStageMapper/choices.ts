import type { INodePropertyOptions } from 'n8n-workflow';
import type { MappingDefinition } from '../../engine/mapping';
import type { MATCH_KINDS } from '../../engine/model';

type Row = NonNullable<MappingDefinition['rows']>[number];

/** Rules in plain words. The names of the two systems stand in the fields beside them. */
export const RULE_CHOICES: Array<INodePropertyOptions & { value: NonNullable<Row['rule']> }> = [
	{ name: 'Always Left', value: 'alwaysLeft', description: 'Left to right only; a change on the right is put back' },
	{ name: 'Always Right', value: 'alwaysRight', description: 'Right to left only; a change on the left is put back' },
	{ name: 'Ask a Person', value: 'askPerson', description: 'Changes travel both ways. When both sides changed, the field waits in the review list.' },
	{ name: 'Create Only', value: 'createOnly', description: 'Set when a record is created and never touched again' },
	{ name: 'Default', value: 'default', description: 'The mapper’s default rule; for consent, the most restrictive' },
	{ name: 'Do Not Sync', value: 'doNotSync', description: 'Keep this field out, also if auto-map would take it in' },
	{ name: 'Most Restrictive (Consent)', value: 'mostRestrictive', description: 'An opt-out travels both ways; nobody is ever opted in' },
	{ name: 'Newest Wins', value: 'newestWins', description: 'Changes travel both ways; when both sides changed, the later one stays' },
	{ name: 'Prefer Left Unless Blank', value: 'preferLeftUnlessBlank', description: 'Left to right; the right side fills the left only while that is blank' },
	{ name: 'Prefer Right Unless Blank', value: 'preferRightUnlessBlank', description: 'Right to left; the left side fills the right only while that is blank' },
];

/** What kind of value a row carries; `auto` takes it from the two fields' types. */
export const TYPE_CHOICES: Array<INodePropertyOptions & { value: NonNullable<Row['lens']> }> = [
	{ name: 'Automatic', value: 'auto', description: 'From the types of the two fields' },
	{ name: 'Consent', value: 'consent', description: 'An opt-out box against a consent status' },
	{ name: 'Date', value: 'date' },
	{ name: 'Date and Time', value: 'datetime' },
	{ name: 'Email', value: 'email' },
	{ name: 'Fixed Value', value: 'constant', description: 'Always write the same value' },
	{ name: 'List of Values or Stages', value: 'picklist', description: 'One of a list; the pairs stand under Values & Stages' },
	{ name: 'Money With Currency', value: 'money', description: 'Amount and currency travel together and are never converted; the options say where each side holds its currency' },
	{ name: 'Multiple Values', value: 'multiselect', description: 'Several of a list' },
	{ name: 'Number', value: 'number' },
	{ name: 'Person Name', value: 'name', description: 'A full name against a first and a last name; the options say which field holds the last name' },
	{ name: 'Phone', value: 'phone' },
	{ name: 'Record Link', value: 'reference', description: 'Points to a record that another mapper links, like a contact’s account' },
	{ name: 'Record Links', value: 'references', description: 'A list of such links, like the contacts of a deal' },
	{ name: 'Tags or Memberships', value: 'tags', description: 'Lists and campaigns against tags, each name for itself; what travels is chosen under Values & Stages' },
	{ name: 'Text', value: 'text' },
	{ name: 'Text From Several Fields', value: 'template', description: 'Like {FirstName} {LastName} ({Title}): one way, never written back' },
	{ name: 'Web Address', value: 'url' },
	{ name: 'Website Domain', value: 'domain' },
	{ name: 'Yes or No', value: 'boolean' },
];

/** How two fields are compared when a record looks for its partner. */
export const MATCH_CHOICES: Array<INodePropertyOptions & { value: (typeof MATCH_KINDS)[number] }> = [
	{ name: 'Email', value: 'email', description: 'Upper and lower case do not matter' },
	{ name: 'Same Text', value: 'text', description: 'Spaces at the ends and case do not matter' },
	{ name: 'Website Domain', value: 'domain', description: 'Addresses such as www.acme.com and https://acme.com/about are the same' },
];
