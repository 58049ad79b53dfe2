import type { FieldSchema, FieldValues } from '../../engine/model';
import type { Clock } from '../../engine/run/clock-port';
import { chunksOf } from '../common/chunks';
import { plainText, valueAt } from '../common/flatten';
import type { Memberships } from '../common/memberships';
import { attempt } from '../common/refusal';
import { rememberer } from '../common/remembered';
import type { SalesforceClient } from './client';
import type { Describer } from './describer';
import { MAX_IDS_PER_QUERY } from './limits';
import { CAMPAIGN_NAMES, PERSON } from './membership-fields';
import { membershipNews, startNews } from './membership-news';
import { changeMembers } from './membership-writes';
import { soqlText } from './soql';

/** The names of the topics that a record was given; they are only read. */
const TOPIC_NAMES = 'Topics.Names';

/** The state of topics alone: these are not watched. */
const UNWATCHED = '';

/** A new campaign is offered after this at the latest; its name travels at once where all names do. */
const MAX_AGE_MS = 10 * 60_000;
/** Names that are offered to choose from, the latest ones; org-wide lists can be much longer. */
const MAX_OFFERED = 2_000;

interface Parts {
	client: SalesforceClient;
	describer: Describer;
	clock: Clock;
}

/** Where memberships are rows of their own, in Salesforce: `CampaignMember` joins a person and a campaign, `TopicAssignment` a record and a topic. */
export function createCampaignMemberships({ client, describer, clock }: Parts): Memberships {
	const remembered = rememberer(clock, `campaigns|salesforce|${client.connection}`, MAX_AGE_MS);

	/** May the user see that object? Campaigns are a feature that a user may be without (Help, "Marketing User"). */
	async function sees(object: string): Promise<boolean> {
		return await remembered(`sees ${object}`, async () => (await attempt(describer.describe(object), ['not-allowed'])).ok);
	}

	async function field(name: string, label: string, source: string, memberObject: string): Promise<FieldSchema[]> {
		if (!(await sees(memberObject))) return [];
		const names = await remembered(name, async () => {
			const asked = await attempt(client.query(`SELECT Name FROM ${source} ORDER BY LastModifiedDate DESC LIMIT ${MAX_OFFERED}`), ['not-allowed']);
			return asked.ok ? [...new Set(asked.answer.records.map(({ Name }) => plainText(Name)))].sort() : [];
		});
		const writable = name === CAMPAIGN_NAMES && (await describer.describe(memberObject, Infinity)).fields.some((one) => one.name === 'CampaignId' && one.createable);
		const options = names.map((value) => ({ value, label: value, active: true, ...(writable ? {} : { readOnly: true as const }) }));
		return [{ name, label, type: 'memberships', custom: false, requiredOnCreate: false, createable: writable, updateable: writable, options }];
	}

	async function campaigns(object: string, ids: readonly string[]): Promise<Map<string, string[]>> {
		const person = PERSON[object] as string;
		return await grouped(client, ids, person, (list) => `SELECT ${person}, Campaign.Name FROM CampaignMember WHERE ${person} IN (${list})`, 'Campaign.Name');
	}

	const topics = async (ids: readonly string[]): Promise<Map<string, string[]>> =>
		await grouped(client, ids, 'EntityId', (list) => `SELECT EntityId, Topic.Name FROM TopicAssignment WHERE EntityId IN (${list})`, 'Topic.Name');

	return {
		names: (object) => (PERSON[object] === undefined ? [] : [CAMPAIGN_NAMES, TOPIC_NAMES]),

		async fields(object) {
			if (PERSON[object] === undefined) return [];
			return [...(await field(CAMPAIGN_NAMES, 'Campaigns', 'Campaign', 'CampaignMember')), ...(await field(TOPIC_NAMES, 'Topics', 'Topic', 'TopicAssignment'))];
		},

		async read(object, ids, fields) {
			const values = new Map(ids.map((id): [string, FieldValues] => [id, {}]));
			for (const name of fields) {
				const told = name === CAMPAIGN_NAMES ? await campaigns(object, ids) : await topics(ids);
				for (const [id, held] of values) held[name] = told.get(id) ?? [];
			}
			return values;
		},

		async write(object, changes) {
			const person = PERSON[object] as 'ContactId' | 'LeadId';
			const wanted = new Map([...changes].flatMap(([id, fields]) => (fields[CAMPAIGN_NAMES] === undefined ? [] : [[id, fields[CAMPAIGN_NAMES]] as const])));
			return await changeMembers(client, person, wanted);
		},

		start: async (object, fields) => (fields.includes(CAMPAIGN_NAMES) ? await startNews(client, PERSON[object] as string) : UNWATCHED),
		async news(object, fields, state, limit) {
			if (!fields.includes(CAMPAIGN_NAMES)) return { ids: [], state: UNWATCHED, more: false };
			const person = PERSON[object] as string;
			return await membershipNews(client, person, state === UNWATCHED ? await startNews(client, person) : state, limit);
		},
	};
}

/** Names by the record that they belong to, sorted. */
async function grouped(client: SalesforceClient, ids: readonly string[], by: string, soqlFor: (list: string) => string, name: string): Promise<Map<string, string[]>> {
	const found = new Map<string, Set<string>>();
	for (const chunk of chunksOf([...new Set(ids)], MAX_IDS_PER_QUERY)) {
		for (const row of await client.rows(soqlFor(chunk.map(soqlText).join(',')))) {
			const [id, held] = [row[by], valueAt(row, name)];
			if (typeof id === 'string' && typeof held === 'string') found.set(id, (found.get(id) ?? new Set()).add(held));
		}
	}
	return new Map([...found].map(([id, names]) => [id, [...names].sort()]));
}
