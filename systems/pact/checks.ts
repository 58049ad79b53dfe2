import { z } from 'zod';
import type { Clock } from '../../engine/run/clock-port';
import { SystemError } from '../common/engine';
import { plainText } from '../common/flatten';
import { isAppendOnly } from './activities';
import type { PactClient } from './client';
import {
	CREATED_FIELD,
	customFieldSchema,
	CUSTOM_PREFIX,
	eventTypeSchema,
	MAX_PAGE,
	OBJECT_NAMES,
	type PactList,
	type PactObject,
	type PactRecord,
	PATHS,
	pipelineSchema,
	subscriptionSchema,
	UPDATED_FIELD,
	userSchema,
} from './contract';
import { knowsNewestFirst } from './newest-first';
import { domainsIn } from './subscriptions';

/** What a workspace answers to one of the statements of contract.ts. `unknown`: it holds nothing that could show it. */
export interface AssumptionCheck {
	id: string;
	statement: string;
	basis: 'documented' | 'assumption';
	result: 'holds' | 'differs' | 'unknown';
	/** Plain words, without values. */
	finding: string;
}

type Finding = Pick<AssumptionCheck, 'result' | 'finding'>;
const holds = (finding: string): Finding => ({ result: 'holds', finding });
const differs = (finding: string): Finding => ({ result: 'differs', finding });
const unknown = (finding: string): Finding => ({ result: 'unknown', finding });

/**
 * Goes through the statements that can be checked by reading alone; nothing is written. A refused call becomes a finding. Throws
 * `SystemError` only when the credential is refused or the calls are used up, because then nothing can be said.
 */
export async function checkAssumptions(client: PactClient, clock: Clock): Promise<AssumptionCheck[]> {
	const checks: AssumptionCheck[] = [];
	const check = async (
		basis: AssumptionCheck['basis'],
		id: string,
		statement: string,
		look: () => Promise<Finding>,
	) => {
		checks.push({ id, statement, basis, ...(await findingOf(look)) });
	};
	for (const object of OBJECT_NAMES) await checkObject(client, clock, object, check);
	await check('assumption', 'custom-fields', `GET ${PATHS.customFields} lists the custom fields`, () =>
		listed(client, PATHS.customFields, customFieldSchema, 'Custom fields are read from what records hold.'),
	);
	await check('assumption', 'pipelines', `GET ${PATHS.pipelines} lists pipelines with their stages`, () =>
		listed(client, PATHS.pipelines, pipelineSchema, 'Stages are read from what deals hold.'),
	);
	await check('assumption', 'users', `GET ${PATHS.users} lists the users`, () =>
		listed(client, PATHS.users, userSchema, 'Owners cannot be checked before they are written.'),
	);
	await check('documented', 'webhooks.types', `GET ${PATHS.eventTypes} lists the event types, with those of all objects`, () =>
		eventTypes(client),
	);
	await check('assumption', 'webhooks.list', `GET ${PATHS.subscriptions} lists the webhook subscriptions`, () =>
		listed(client, PATHS.subscriptions, subscriptionSchema, 'Subscriptions that are left over must be removed by hand in Pact.'),
	);
	return checks;
}

type Check = (
	basis: AssumptionCheck['basis'],
	id: string,
	statement: string,
	look: () => Promise<Finding>,
) => Promise<void>;

async function checkObject(client: PactClient, clock: Clock, object: PactObject, check: Check): Promise<void> {
	let page: PactList | undefined;
	await check(
		'documented',
		`${object}.list`,
		`GET ${PATHS.records(object)} answers items, total, limit and offset`,
		async () => {
			page = await client.list(object, { limit: MAX_PAGE, offset: 0 });
			return page.limit === undefined || page.offset === undefined
				? differs('limit and offset are not echoed. Pages are counted without them.')
				: holds('It does.');
		},
	);
	const seen = page;
	const [record] = seen?.items ?? [];
	if (!seen || !record) {
		await check('assumption', `${object}.records`, `Records of ${object} look as expected`, () =>
			Promise.resolve(unknown('There are none that could be looked at.')),
		);
		return;
	}
	await check('assumption', `${object}.page-size`, `A list gives up to ${MAX_PAGE} records`, () =>
		Promise.resolve(
			seen.total <= seen.items.length
				? unknown('There are too few records to tell.')
				: seen.items.length === MAX_PAGE
					? holds('It does.')
					: differs(`It gives ${seen.items.length}.`),
		),
	);
	await check('assumption', `${object}.order`, 'Lists are in order of creation', () =>
		Promise.resolve(orderOf(seen.items)),
	);
	await check('assumption', `${object}.times`, `${CREATED_FIELD} and ${UPDATED_FIELD} are there in ISO 8601`, () =>
		Promise.resolve(timesOf(seen.items)),
	);
	await check('assumption', `${object}.get`, `GET ${PATHS.records(object)}/{public_id} answers the record`, async () =>
		(await client.get(object, record.public_id)) ? holds('It does.') : differs('It answers 404.'),
	);
	if (isAppendOnly(object)) return await checkFeed(client, record, check);
	await check('assumption', `${object}.sort`, 'Lists can be had newest change first', async () =>
		seen.items.length < 2
			? unknown('There are too few records to tell.')
			: (await knowsNewestFirst(client, clock, object))
				? holds('They can.')
				: differs('They cannot (or all records were changed at one moment). Changes are found by webhooks, and by reading whole lists.'),
	);
	await check('assumption', `${object}.custom`, `Custom values stand under ${CUSTOM_PREFIX}`, () =>
		Promise.resolve(CUSTOM_PREFIX in record ? holds('They do.') : unknown('The first record shows none.')),
	);
	const searched = object === 'contacts' ? 'email' : 'name';
	await check('assumption', `${object}.search`, `search finds a record by its ${searched}`, () =>
		searchFinds(client, object, seen.items, searched),
	);
	if (object === 'contacts')
		await check('assumption', 'contacts.company', 'A contact names its company in company_id', () =>
			Promise.resolve(companyOf(seen.items)),
		);
}

/** What rolling up opens relies on. */
async function checkFeed(client: PactClient, { type }: PactRecord, check: Check): Promise<void> {
	await check('assumption', 'activities.filter', 'Activities can be had by type', async () => {
		const { items } = await client.list('activities', { limit: MAX_PAGE, offset: 0, filter: { type: plainText(type) } });
		return items.every((entry) => entry.type === type) ? holds('They can.') : differs('They cannot. Opens cannot be rolled up.');
	});
}

async function listed<T>(client: PactClient, path: string, item: z.ZodType<T>, without: string): Promise<Finding> {
	const all = await client.definitions(path, item);
	return all ? holds(`It lists ${all.length}.`) : differs(`It answers 404. ${without}`);
}

async function eventTypes(client: PactClient): Promise<Finding> {
	const types = await client.definitions(PATHS.eventTypes, eventTypeSchema);
	if (!types) return differs('It answers 404. The documented event types are subscribed to.');
	const silent = OBJECT_NAMES.filter((object) => domainsIn(types, object).length === 0);
	return silent.length === 0 ? holds(`It lists ${types.length}.`) : differs(`It lists none for ${silent.join(' and ')}. They are only polled.`);
}

function orderOf(records: readonly PactRecord[]): Finding {
	const times = records
		.map((record) => Date.parse(plainText(record[CREATED_FIELD])))
		.filter((time) => !Number.isNaN(time));
	if (times.length < 2) return unknown('There are too few records to tell.');
	const ordered = times.every((time, index) => index === 0 || time >= (times[index - 1] ?? 0));
	return ordered ? holds('They are.') : differs('They are not. New records may appear on any page.');
}

function timesOf(records: readonly PactRecord[]): Finding {
	const shape = z.iso.datetime({ offset: true });
	const lacking = [CREATED_FIELD, UPDATED_FIELD].filter((field) =>
		records.some((record) => !shape.safeParse(record[field]).success),
	);
	return lacking.length === 0
		? holds('They are.')
		: differs(
				`Some records lack a readable ${lacking.join(' and ')}. Which side changed last cannot be told for them.`,
			);
}

async function searchFinds(
	client: PactClient,
	object: PactObject,
	records: readonly PactRecord[],
	field: string,
): Promise<Finding> {
	const record = records.find((candidate) => typeof candidate[field] === 'string' && candidate[field] !== '');
	if (!record) return unknown(`No record with ${field} to try it on.`);
	const { items } = await client.list(object, { limit: MAX_PAGE, offset: 0, search: plainText(record[field]) });
	return items.some((item) => item.public_id === record.public_id)
		? holds('It does.')
		: differs('It does not. Records are then found only by reading all of them.');
}

function companyOf(contacts: readonly PactRecord[]): Finding {
	if (contacts.some((contact) => typeof contact.company_id === 'string')) return holds('It does.');
	return contacts.some((contact) => 'company_id' in contact)
		? unknown('No contact that was looked at has a company.')
		: differs('There is no company_id. Contacts cannot be put to their companies.');
}

async function findingOf(look: () => Promise<Finding>): Promise<Finding> {
	try {
		return await look();
	} catch (error) {
		if (
			!(error instanceof SystemError) ||
			['credential-refused', 'rate-limited', 'quota-spent', 'temporary'].includes(error.details.class)
		)
			throw error;
		return differs(error.details.message);
	}
}
