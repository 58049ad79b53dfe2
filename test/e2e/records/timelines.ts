import { z } from 'zod';
import type { SystemName } from '../../../engine/model';
import { DEMO_TOKENS } from '../../../sandbox/hubspot/auth/guard';
import type { Sandboxes } from '../support/sandboxes';

/** Whom and what an activity is about: record ids, null where it says nothing. */
export interface About {
	contact: string | null;
	company: string | null;
	deal: string | null;
}

/** A call, an e-mail, a meeting … as it stands on a timeline. */
export interface Entry extends About {
	id: string;
	/** The object in Salesforce and HubSpot, the type in Pact. */
	kind: string;
	/** What a person reads first. */
	words: string;
	fields: Readonly<Record<string, unknown>>;
}

const TITLES = { calls: 'hs_call_title', emails: 'hs_email_subject', meetings: 'hs_meeting_title', notes: 'hs_note_body', tasks: 'hs_task_subject' } as const;
type HubSpotActivity = keyof typeof TITLES;
export const HUBSPOT_ACTIVITIES = Object.keys(TITLES) as HubSpotActivity[];

/** Association types from an activity to contact, company and deal (associations v4 guide, "Association type IDs"). */
const ASSOCIATIONS: Readonly<Record<HubSpotActivity, readonly [contact: number, company: number, deal: number]>> = {
	calls: [194, 182, 206], emails: [198, 186, 210], meetings: [200, 188, 212], notes: [202, 190, 214], tasks: [204, 192, 216],
};
/** Entries of Pact's feed that only say what was done to a record. */
const RECORD_KEEPING = /^(contact|company|deal|consent|tag)\./;
const MAX_PAGE = 100;

const text = z.string().nullish().transform((value) => value || null);
const ends = z.object({ results: z.array(z.object({ id: z.string() })) }).optional();
const schemas = {
	salesforce: z.array(z.looseObject({ Id: z.string(), Subject: text, Description: text, WhoId: text, WhatId: text, AccountId: text, IsDeleted: z.boolean().optional() })),
	hubspot: z.object({
		results: z.array(
			z.object({
				id: z.string(),
				properties: z.record(z.string(), z.string().nullable()),
				associations: z.object({ contacts: ends, companies: ends, deals: ends }).optional(),
			}),
		),
		paging: z.unknown().optional(),
	}),
	pact: z.array(
		z.looseObject({ public_id: z.string(), type: z.string(), contact_id: text, company_id: text, opportunity_id: text, payload: z.record(z.string(), z.unknown()) }),
	),
};

/** A note of HubSpot has no subject; where it became a task, that is called so. */
const wordsOf = (subject: unknown, body: unknown): string => String((subject === 'Note' ? body : (subject ?? body)) ?? '');

/** The three systems' timelines, as people see them. */
export class Timelines {
	constructor(private readonly sandboxes: Sandboxes) {}

	/** How many there are with these words, however often somebody asks: HubSpot's limits count calls of its API. */
	async count(system: SystemName, words: string): Promise<number> {
		const rows = system === 'hubspot' ? (await Promise.all(HUBSPOT_ACTIVITIES.map(async (object) => await this.titles(object)))).flat() : (await this.all(system)).map((entry) => entry.words);
		return rows.filter((title) => title.includes(words)).length;
	}

	private async titles(object: HubSpotActivity): Promise<string[]> {
		const rows = z.array(z.looseObject({ properties: z.record(z.string(), z.string().nullable()) })).parse(await this.sandboxes.hubspot.call('GET', `records?object=${object}`));
		return rows.map(({ properties }) => properties[TITLES[object]] ?? '');
	}

	async all(system: SystemName): Promise<Entry[]> {
		if (system === 'pact') return await this.pact();
		if (system === 'salesforce') return (await Promise.all(['Task', 'Event'].map(async (object) => await this.salesforce(object)))).flat();
		return (await Promise.all(HUBSPOT_ACTIVITIES.map(async (object) => await this.hubspot(object)))).flat();
	}

	/** Somebody logs an activity in HubSpot: it is on its timelines from the beginning. */
	async log(object: HubSpotActivity, words: string, about: Partial<About>): Promise<void> {
		const targets = [about.contact, about.company, about.deal];
		const associations = targets.flatMap((id, index) =>
			id ? [{ to: { id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: ASSOCIATIONS[object][index] }] }] : [],
		);
		await this.hubSpotApi('POST', object, { properties: { hs_timestamp: new Date().toISOString(), [TITLES[object]]: words }, associations });
	}

	private async salesforce(kind: string): Promise<Entry[]> {
		const rows = schemas.salesforce.parse(await this.sandboxes.salesforce.call('GET', `records?object=${kind}`));
		return rows
			.filter(({ IsDeleted }) => IsDeleted !== true)
			.map((row) => ({
				id: row.Id, kind, words: wordsOf(row.Subject, row.Description), contact: row.WhoId, company: row.AccountId, deal: row.WhatId?.startsWith('006') ? row.WhatId : null, fields: row,
			}));
	}

	private async hubspot(kind: HubSpotActivity): Promise<Entry[]> {
		const query = new URLSearchParams({ limit: String(MAX_PAGE), properties: [TITLES[kind], 'hs_email_direction', 'hs_task_status'].join(), associations: 'contacts,companies,deals' });
		const { results, paging } = schemas.hubspot.parse(await this.hubSpotApi('GET', `${kind}?${query}`));
		if (paging) throw new Error(`There are more than ${MAX_PAGE} ${kind} in HubSpot.`);
		return results.map(({ id, properties, associations }) => {
			const end = (name: 'contacts' | 'companies' | 'deals') => associations?.[name]?.results[0]?.id ?? null;
			return { id, kind, words: properties[TITLES[kind]] ?? '', contact: end('contacts'), company: end('companies'), deal: end('deals'), fields: properties };
		});
	}

	private async pact(): Promise<Entry[]> {
		const rows = schemas.pact.parse(await this.sandboxes.pact.call('GET', 'activities')).filter(({ type }) => !RECORD_KEEPING.test(type));
		return rows.map((row) => ({
			id: row.public_id, kind: row.type, words: wordsOf(row.payload.subject, row.payload.body), contact: row.contact_id, company: row.company_id, deal: row.opportunity_id, fields: row,
		}));
	}

	private async hubSpotApi(method: string, path: string, body?: object): Promise<unknown> {
		const answer = await fetch(`${this.sandboxes.hubspot.url}/crm/v3/objects/${path}`, {
			method,
			headers: { authorization: `Bearer ${DEMO_TOKENS.full}`, 'content-type': 'application/json' },
			...(body ? { body: JSON.stringify(body) } : {}),
		});
		if (!answer.ok) throw new Error(`HubSpot answered ${answer.status} to ${method} ${path}: ${await answer.text()}`);
		return await answer.json();
	}
}
