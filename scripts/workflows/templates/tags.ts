import type { TemplatePair, TemplateRow } from '../sync';

/** A sync of its own beside the one that keeps the records in step: it touches nothing but tags, and makes no records. */
const parameters = { autoMap: false, createLeft: false, createRight: false, syncName: 'tags' } as const;

const pair = (name: string, left: string, email: string, memberships: string, prefix: string): TemplatePair => {
	const rows: TemplateRow[] = [
		{ left: email, right: 'email', type: 'email', rule: 'createOnly' },
		{ left: memberships, right: 'tags', type: 'tags', rule: 'newestWins', options: { tagPrefix: prefix } },
	];
	return { name, left, right: 'contacts', rows, parameters };
};

const TO_DO = '**People first.** This canvas finds people by their e-mail address and makes nobody: publish the workflow that keeps people in step before. If you have one mapper for it all, add its row for tags there instead, and leave this canvas.';

const mappers = (left: string, field: string): string => `
- **Which names travel:** all ${field}, as tags that begin with the prefix of the row (*Tag Prefix*). To choose some, add them under *Values & Stages*: then only these travel, as the tags that you name.
- **Back:** *Newest Wins* adds and removes on both sides, name by name. For tags that only follow ${left}, take *Always Left*.
- Tags that begin otherwise are left alone.`;

const watched = { left: { options: { memberships: true } } };

export const HUBSPOT_TAGS = {
	left: 'hubspot',
	right: 'pact',
	direction: 'both',
	name: 'HubSpot lists ⇄ Pact tags',
	pairs: [pair('Tags', 'contacts', 'email', 'lists.names', 'HubSpot: ')],
	triggers: watched,
	says: {
		what: 'Gives people in Pact a tag for every HubSpot list that they are in, and puts people into static lists by their tags.',
		toDo: TO_DO,
		triggers: `
- *Read Lists* (advanced options of *HubSpot changes*) must be on: who joins or leaves a list is no change of the person in HubSpot.`,
		mappers: `${mappers('HubSpot', 'lists')}
- A list that follows filters decides by itself who is in it: it goes to Pact only.`,
	},
} as const;

export const SALESFORCE_TAGS = {
	left: 'salesforce',
	right: 'pact',
	direction: 'both',
	name: 'Salesforce campaigns ⇄ Pact tags',
	pairs: [pair('Tags of contacts', 'Contact', 'Email', 'Campaigns.Names', 'Salesforce: ')],
	triggers: watched,
	says: {
		what: 'Gives people in Pact a tag for every Salesforce campaign that they are a member of, and makes people members by their tags.',
		toDo: TO_DO,
		triggers: `
- *Read Campaigns* (advanced options of *Salesforce changes*) must be on: who becomes a member is no change of the contact in Salesforce.
- *Leads*: add them to the objects, with a second mapper like this one.`,
		mappers: `${mappers('Salesforce', 'campaigns')}
- A new member gets the campaign's default status.`,
	},
} as const;
