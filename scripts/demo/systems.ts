import { z } from 'zod';
import type { SystemName } from '../../engine/model';

/** What the three systems call the same things. Fields in the order in which the landing page shows them. */
export const KINDS = {
	people: {
		salesforce: { object: 'Contact', key: 'Email', fields: { first: 'FirstName', last: 'LastName', email: 'Email', title: 'Title', optedOut: 'HasOptedOutOfEmail' } },
		hubspot: { object: 'contacts', key: 'email', fields: { first: 'firstname', last: 'lastname', email: 'email', title: 'jobtitle', optedOut: 'hs_email_optout' } },
		pact: { object: 'contacts', key: 'email', fields: { first: 'first_name', last: 'last_name', email: 'email', title: 'title', optedOut: 'consent_status' } },
	},
	companies: {
		salesforce: { object: 'Account', key: 'Name', fields: { name: 'Name', web: 'Website', industry: 'Industry' } },
		hubspot: { object: 'companies', key: 'name', fields: { name: 'name', web: 'domain', industry: 'industry' } },
		pact: { object: 'companies', key: 'name', fields: { name: 'name', web: 'domain', industry: 'industry' } },
	},
	deals: {
		salesforce: { object: 'Opportunity', key: 'Name', fields: { name: 'Name', amount: 'Amount', stage: 'StageName' } },
		hubspot: { object: 'deals', key: 'dealname', fields: { name: 'dealname', amount: 'amount', stage: 'dealstage' } },
		pact: { object: 'opportunities', key: 'name', fields: { name: 'name', amount: 'value', stage: 'stage' } },
	},
} as const satisfies Record<string, Record<SystemName, { object: string; key: string; fields: Record<string, string> }>>;

export type Kind = keyof typeof KINDS;
export const KIND_NAMES = Object.keys(KINDS) as Kind[];
export const SYSTEM_NAMES = ['salesforce', 'hubspot', 'pact'] as const satisfies readonly SystemName[];
export const TITLES: Readonly<Record<SystemName, string>> = { salesforce: 'Salesforce', hubspot: 'HubSpot', pact: 'Pact' };

/** A record in words that are the same for all systems; what is blank is ''. */
export interface Shown {
	id: string;
	changedAt: string;
	/** Where a person may look at it and change it. */
	url: string;
	values: Record<string, string>;
}

const latestSchema = z.object({ total: z.number(), records: z.array(z.object({ id: z.string(), changedAt: z.string(), fields: z.record(z.string(), z.unknown()) })) });
export interface Latest {
	total: number;
	records: Shown[];
}

/** The three stand-ins as the landing page uses them: looks that count as no API call, and changes as by a person at the screen. */
export class Systems {
	constructor(readonly urls: Readonly<Record<SystemName, string>>) {}

	/** The records that changed last, newest first. */
	async latest(system: SystemName, kind: Kind, limit: number): Promise<Latest> {
		return await this.read(system, kind, { limit: String(limit) });
	}

	/** The record with this e-mail address, or name. */
	async find(system: SystemName, kind: Kind, value: string): Promise<Shown | undefined> {
		const { records } = await this.read(system, kind, { limit: '1', where: KINDS[kind][system].key, value });
		return records[0];
	}

	/** `values` in the words of `KINDS`. @returns the id @throws Error with what the system has against it */
	async create(system: SystemName, kind: Kind, values: Record<string, string>): Promise<string> {
		const { object } = KINDS[kind][system];
		const fields = own(system, kind, values);
		const answer = await (system === 'pact'
			? this.call(system, 'POST', `records?object=${object}`, fields)
			: this.call(system, 'POST', 'records', { object, [system === 'salesforce' ? 'fields' : 'properties']: fields }));
		return z.union([z.object({ public_id: z.string() }).transform((made) => made.public_id), z.object({ id: z.string() }).transform((made) => made.id)]).parse(answer);
	}

	/** @throws Error with what the system has against it */
	async edit(system: SystemName, kind: Kind, id: string, values: Record<string, unknown>): Promise<void> {
		const { object } = KINDS[kind][system];
		const fields = own(system, kind, values);
		if (system === 'pact') await this.call(system, 'PATCH', `records?object=${object}&id=${id}`, fields);
		else await this.call(system, 'PATCH', 'records', { object, id, [system === 'salesforce' ? 'fields' : 'properties']: fields });
	}

	/** HubSpot's opt-outs belong to an address: the person presses "Unsubscribe from all email" on the contact's page. */
	async unsubscribe(id: string): Promise<void> {
		const answer = await fetch(`${this.urls.hubspot}/records/contacts/${id}/opt-out`, { method: 'POST', body: new URLSearchParams(), redirect: 'manual' });
		if (answer.status !== 303) throw new Error(`HubSpot's page answered ${answer.status}.`);
	}

	private async read(system: SystemName, kind: Kind, query: Record<string, string>): Promise<Latest> {
		const { object, fields } = KINDS[kind][system];
		const asked = new URLSearchParams({ object, fields: Object.values(fields).join(','), ...query });
		const { total, records } = latestSchema.parse(await this.call(system, 'GET', `latest?${asked.toString()}`));
		const page = system === 'salesforce' ? `/ui/${object}` : `/records/${object}`;
		return {
			total,
			records: records.map((record) => ({
				id: record.id,
				changedAt: record.changedAt,
				url: `${this.urls[system]}${page}/${record.id}`,
				values: Object.fromEntries(Object.entries(fields).map(([word, name]) => [word, inWords(word, record.fields[name])])),
			})),
		};
	}

	private async call(system: SystemName, method: string, path: string, body?: unknown): Promise<unknown> {
		const answer = await fetch(`${this.urls[system]}/__sandbox/${path}`, {
			method,
			...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
		});
		const text = await answer.text();
		if (!answer.ok) throw new Error(`${TITLES[system]} refused it: ${messageOf(text)}`);
		return text === '' ? undefined : (JSON.parse(text) as unknown);
	}
}

/** Fields that no common word stands for keep their own name. */
const own = (system: SystemName, kind: Kind, values: Record<string, unknown>): Record<string, unknown> => {
	const fields: Readonly<Record<string, string>> = KINDS[kind][system].fields;
	return Object.fromEntries(Object.entries(values).map(([word, value]) => [fields[word] ?? word, value]));
};

const OPTED_OUT: ReadonlySet<unknown> = new Set([true, 'true', 'declined']);

function inWords(word: string, value: unknown): string {
	if (word === 'optedOut') return OPTED_OUT.has(value) ? 'opted out' : '';
	return value === null || value === undefined ? '' : String(value);
}

const errorSchema = z.looseObject({ error: z.union([z.string(), z.looseObject({ message: z.string() }).transform(({ message }) => message)]) });

function messageOf(text: string): string {
	try {
		const parsed = errorSchema.safeParse(JSON.parse(text));
		return parsed.success ? parsed.data.error : text;
	} catch {
		// Not JSON: the text is all there is.
		return text.slice(0, 200);
	}
}
