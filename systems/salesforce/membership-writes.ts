import type { SystemErrorDetails } from '../../engine/model';
import type { SetChange } from '../../engine/run/system-port';
import { chunksOf } from '../common/chunks';
import { SystemError } from '../common/engine';
import { plainText } from '../common/flatten';
import type { MembershipResult } from '../common/memberships';
import type { SalesforceClient } from './client';
import type { CollectionAnswer } from './contract';
import { errorOfRefusal } from './errors';
import { MAX_COLLECTION_RECORDS, MAX_IDS_PER_QUERY } from './limits';
import { CAMPAIGN_NAMES } from './membership-fields';
import { soqlText } from './soql';

/** Refusals that are about the campaign or the person, and not about the moment. */
const FOR_GOOD: ReadonlySet<SystemErrorDetails['class']> = new Set(['not-allowed', 'invalid', 'not-found', 'missing-required', 'duplicate']);

/** What of a person's change was not done. */
interface Outcome {
	add: string[];
	remove: string[];
	notes: Set<string>;
	error?: SystemErrorDetails;
}
type Wanted = ReadonlyMap<string, SetChange>;
type Ids = ReadonlyMap<string, readonly string[]>;

/** Makes people members of campaigns, and ends memberships; `person` is the field that names them. One result for each. */
export async function changeMembers(client: SalesforceClient, person: string, wanted: Wanted): Promise<Map<string, MembershipResult>> {
	const results = new Map([...wanted.keys()].map((id): [string, Outcome] => [id, { add: [], remove: [], notes: new Set() }]));
	try {
		const ids = await campaignIds(client, [...wanted.values()]);
		await join(client, person, wanted, ids, results);
		await leave(client, person, wanted, ids, results);
	} catch (error) {
		if (!(error instanceof SystemError)) throw error;
		for (const id of wanted.keys()) (results.get(id) as Outcome).error ??= error.details;
	}
	return new Map([...results].map(([id, outcome]) => [id, resultOf(outcome)]));
}

function resultOf({ error, notes, ...refused }: Outcome): MembershipResult {
	return error === undefined ? { ok: true, refused, notes: [...notes] } : { ok: false, error: { ...error, fields: [CAMPAIGN_NAMES] } };
}

/** Campaigns by their names in lower case: names are not unique. */
async function campaignIds(client: SalesforceClient, changes: readonly SetChange[]): Promise<Ids> {
	const names = [...new Set(changes.flatMap(({ add, remove }) => [...add, ...remove]))];
	const found = new Map<string, string[]>();
	for (const chunk of chunksOf(names, MAX_IDS_PER_QUERY)) {
		for (const { Id, Name } of await client.rows(`SELECT Id, Name FROM Campaign WHERE Name IN (${chunk.map(soqlText).join(',')})`)) {
			const key = plainText(Name).toLowerCase();
			found.set(key, [...(found.get(key) ?? []), plainText(Id)]);
		}
	}
	return found;
}

async function join(client: SalesforceClient, person: string, wanted: Wanted, ids: Ids, results: Map<string, Outcome>): Promise<void> {
	const joining: Array<{ id: string; name: string; campaign: string }> = [];
	for (const [id, { add }] of wanted) {
		for (const name of add) {
			const [campaign, ...others] = ids.get(name.toLowerCase()) ?? [];
			if (campaign === undefined) refuse(results, id, 'add', name, 'A campaign of that name is not in Salesforce (any more), so that the record was not added to it.');
			else if (others.length > 0) refuse(results, id, 'add', name, `Several campaigns have one name (${[campaign, ...others].join(', ')}), so that the record was added to none of them.`);
			else joining.push({ id, name, campaign });
		}
	}
	for (const chunk of chunksOf(joining, MAX_COLLECTION_RECORDS)) {
		const answers = await client.saveCollection('POST', chunk.map(({ id, campaign }) => ({ attributes: { type: 'CampaignMember' }, CampaignId: campaign, [person]: id })));
		chunk.forEach(({ id, name, campaign }, index) => settle(results, { id, name, way: 'add', campaign }, errorIn(answers[index], 'DUPLICATE_VALUE')));
	}
}

async function leave(client: SalesforceClient, person: string, wanted: Wanted, ids: Ids, results: Map<string, Outcome>): Promise<void> {
	const leaving = new Map([...wanted].flatMap(([id, { remove }]) => remove.flatMap((name) => (ids.get(name.toLowerCase()) ?? []).map((campaign) => [`${id}|${campaign}`, name] as const))));
	if (leaving.size === 0) return;
	const people = [...wanted].filter(([, { remove }]) => remove.length > 0).map(([id]) => id);
	const campaigns = [...new Set([...leaving.keys()].map((key) => key.split('|')[1] as string))];
	for (const chunk of chunksOf(people, MAX_IDS_PER_QUERY / 2)) {
		for (const some of chunksOf(campaigns, MAX_IDS_PER_QUERY / 2)) {
			const where = `${person} IN (${chunk.map(soqlText).join(',')}) AND CampaignId IN (${some.map(soqlText).join(',')})`;
			const rows = (await client.rows(`SELECT Id, CampaignId, ${person} FROM CampaignMember WHERE ${where}`)).filter((row) => leaving.has(`${plainText(row[person])}|${plainText(row.CampaignId)}`));
			for (const part of chunksOf(rows, MAX_COLLECTION_RECORDS)) {
				const answers = await client.deleteCollection(part.map(({ Id }) => plainText(Id)));
				part.forEach((row, index) => {
					const [id, campaign] = [plainText(row[person]), plainText(row.CampaignId)];
					settle(results, { id, name: leaving.get(`${id}|${campaign}`) as string, way: 'remove', campaign }, errorIn(answers[index], 'ENTITY_IS_DELETED', 'INVALID_CROSS_REFERENCE_KEY'));
				});
			}
		}
	}
}

/** Undefined when it is as wanted: done now, or by somebody else before. */
function errorIn(answer: CollectionAnswer[number] | undefined, ...fine: string[]): SystemErrorDetails | undefined {
	if (answer === undefined) return { class: 'temporary', message: 'Salesforce answered for fewer memberships than it was sent.' };
	const [refusal] = answer.errors;
	if (answer.success || (refusal !== undefined && fine.includes(refusal.statusCode ?? ''))) return undefined;
	return refusal ? errorOfRefusal(refusal) : { class: 'bad-answer', message: 'Salesforce refused a membership without a reason.' };
}

function settle(results: Map<string, Outcome>, { id, name, way, campaign }: { id: string; name: string; way: 'add' | 'remove'; campaign: string }, error: SystemErrorDetails | undefined): void {
	if (error === undefined) return;
	if (FOR_GOOD.has(error.class)) refuse(results, id, way, name, `Salesforce did not change the members of campaign ${campaign}: ${error.message}`);
	else (results.get(id) as Outcome).error ??= error;
}

function refuse(results: Map<string, Outcome>, id: string, way: 'add' | 'remove', name: string, note: string): void {
	const outcome = results.get(id) as Outcome;
	outcome[way].push(name);
	outcome.notes.add(note);
}
