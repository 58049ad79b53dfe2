import type { SystemName } from '../../../engine/model';
import type { Canvas, CanvasPair } from './canvas';
import type { ThreeSandboxes } from './sandboxes';

/** The pairs that activities lean on: whose links say on which records they go. */
export const parents = (left: SystemName, right: SystemName): CanvasPair[] => {
	const names = {
		salesforce: ['Account', 'Contact', 'Lead', 'Opportunity'],
		hubspot: ['companies', 'contacts', 'contacts', 'deals'],
		pact: ['companies', 'contacts', 'contacts', 'opportunities'],
	};
	return names[left]
		.map((object, index) => ({ left: { system: left, object }, right: { system: right, object: names[right][index] as string }, definition: { ...stagesOf(left, right), create: { left: object !== 'Lead', right: true } } }))
		.filter((pair, index, all) => all.findIndex((other) => other.left.object === pair.left.object) === index);
};

const STAGE = { salesforce: ['StageName', 'Qualification'], hubspot: ['dealstage', 'qualifiedtobuy'], pact: ['stage', 'qualification'] } as const;
const PIPELINE = { salesforce: ['RecordType.Name', 'New Business'], hubspot: ['pipeline', 'default'], pact: ['pipeline', 'New Business'] } as const;
const stagesOf = (left: SystemName, right: SystemName) => ({
	values: [STAGE, PIPELINE].map((words) => ({ field: words[left][0], leftValue: words[left][1], rightValue: words[right][1] })),
});

export const pair = (left: [SystemName, string], right: [SystemName, string], definition: CanvasPair['definition'] = {}): CanvasPair => ({
	left: { system: left[0], object: left[1] },
	right: { system: right[0], object: right[1] },
	definition,
});

export const HUBSPOT_ACTIVITIES = ['calls', 'emails', 'meetings', 'notes', 'tasks'] as const;

/** One customer in one system: a company, a person there and a deal. Answers their ids. */
export async function customer(world: ThreeSandboxes, system: 'salesforce' | 'hubspot' | 'pact', name = 'Ada') {
	const screen = world.screen(system);
	const email = `${name.toLowerCase()}@${name.toLowerCase()}-activities.com`;
	if (system === 'salesforce') {
		const account = await screen.create('Account', { Name: `${name} Ltd`, Website: `${name.toLowerCase()}-activities.com` });
		const contact = await screen.create('Contact', { LastName: name, Email: email, AccountId: account });
		const deal = await screen.create('Opportunity', { Name: `${name} deal`, StageName: 'Qualification', CloseDate: '2027-03-01', AccountId: account });
		return { account, contact, deal };
	}
	const company = { name: `${name} Ltd`, domain: `${name.toLowerCase()}-activities.com` };
	if (system === 'pact') {
		const account = await screen.create('companies', company);
		const contact = await screen.create('contacts', { last_name: name, email, company_id: account });
		const deal = await screen.create('opportunities', { name: `${name} deal`, pipeline: 'New Business', stage: 'qualification', close_date: '2027-03-01', company_id: account, value: 10 });
		return { account, contact, deal };
	}
	const account = await screen.create('companies', company);
	const contact = await screen.create('contacts', { lastname: name, email });
	const deal = await screen.create('deals', { dealname: `${name} deal`, pipeline: 'default', dealstage: 'qualifiedtobuy' });
	return { account, contact, deal };
}

/** What a sandbox's screen has no button for. */
export async function call(world: ThreeSandboxes, system: SystemName, method: string, path: string, body: unknown): Promise<void> {
	const response = await fetch(`${world[system].url}/__sandbox/${path}`, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
	if (!response.ok) throw new Error(`${system}: ${path} answered ${response.status}: ${await response.text()}`);
}

/** What came out of a canvas, by record id of the source. */
export const ends = (canvas: Canvas): Map<string, string[]> => {
	const found = new Map<string, string[]>();
	for (const { source, outcome } of canvas.outcomes) found.set(source.id, [...(found.get(source.id) ?? []), outcome]);
	return found;
};

export async function idsOn(world: ThreeSandboxes, system: SystemName, objects: Readonly<Record<string, string>>, name = 'Ada'): Promise<Record<string, string>> {
	const found: Record<string, string> = {};
	for (const [kind, object] of Object.entries(objects)) {
		const row = (await world.screen(system).all(object)).find(({ fields }) => JSON.stringify(fields).includes(name));
		if (row) found[kind] = row.id;
	}
	return found;
}

export const PACT_OBJECTS = { account: 'companies', contact: 'contacts', deal: 'opportunities' };
export const SALESFORCE_OBJECTS = { account: 'Account', contact: 'Contact', deal: 'Opportunity' };
export const HUBSPOT_OBJECTS = { account: 'companies', contact: 'contacts', deal: 'deals' };

/** The feed without its notes of what was done to records. */
export const told = (world: ThreeSandboxes) => world.pact.activities().filter(({ type }) => !/^(contact|company|deal|consent)\./.test(type));

/** A sequence at work: what Pact tells of one e-mail to one person. */
export async function mailing(world: ThreeSandboxes, contact: string, type: string, payload: Record<string, unknown> = {}, more: Record<string, unknown> = {}): Promise<void> {
	await call(world, 'pact', 'POST', 'events', { type, contact_id: contact, payload: { email_id: 'mail-1', subject: 'Spring offer', ...payload }, ...more });
	world.time.advance(60_000);
}

export const MAILINGS = ['email.sent', 'email.opened', 'email.clicked', 'email.replied', 'email.bounced', 'sequence.completed'];
