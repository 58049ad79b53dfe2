import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { SystemName } from '../../engine/model';
import { seededRandom } from '../../sandbox/common/random';
import { DEMO_APP } from '../../sandbox/hubspot/auth/app';
import { DEMO_TOKENS } from '../../sandbox/hubspot/auth/guard';
import { fromNowOn, publishAndWatch } from '../../test/e2e/pairs/from-now-on';
import { PairWorld, triggersOf } from '../../test/e2e/pairs/pair-world';
import { HUBSPOT_CREDENTIAL } from '../../test/e2e/support/sandbox-credentials';
import { histogram, percentile } from './histogram';
import type { Line, Section } from './table';

interface Pair {
	template: string;
	systems: readonly [SystemName, SystemName];
}

const PAIRS: readonly Pair[] = [
	{ template: 'salesforce-pact', systems: ['salesforce', 'pact'] },
	{ template: 'hubspot-pact', systems: ['hubspot', 'pact'] },
	{ template: 'salesforce-hubspot', systems: ['salesforce', 'hubspot'] },
];
/** How each system names people, their addresses and their titles. */
const WORDS = {
	salesforce: { object: 'Contact', email: 'Email', title: 'Title', lastName: 'LastName' },
	hubspot: { object: 'contacts', email: 'email', title: 'jobtitle', lastName: 'lastname' },
	pact: { object: 'contacts', email: 'email', title: 'title', lastName: 'last_name' },
} as const;
const NAMES: Readonly<Record<SystemName, string>> = { salesforce: 'Salesforce', hubspot: 'HubSpot', pact: 'Pact' };

export const EDITS = 40;
const PEOPLE = 20;
/** n8n gives a node such an id when it is placed on the canvas; the webhook's address begins with it. */
const WEBHOOK_ID = '5f0d7a3c-8f0b-4a55-9a43-0f0f4b0f9a11';
/** As a person would have it: what arrives sooner was told by an event or a webhook. */
const POLL_SECONDS = 60;
/** HubSpot's search shows an edit so much later, as it really is. */
const INDEX_LAG_MS = 15_000;
/** People do not save at the beat of a clock. */
const PAUSE_MS = { least: 200, most: 2_000 } as const;
const LOOK_MS = 20;
const PATIENCE_MS = 120_000;
const STEP_SECONDS = 0.5;
/** A part of every figure that begins there, and none of n8n's. */
const SALESFORCE_LAG = 'Salesforce’s stand-in sends an event half a second after the commit.';

const latestSchema = z.object({ records: z.array(z.object({ id: z.string(), fields: z.record(z.string(), z.unknown()) })) });

/** From a save in one system to the value in the other: real n8n, the packed package, every pair, both ways, one edit after the other. */
export async function latencySection(edits = EDITS): Promise<Section> {
	const lines: Line[] = [];
	const charts: string[] = [];
	for (const pair of PAIRS) {
		const world = await start(pair);
		try {
			for (const [from, to] of [pair.systems, [...pair.systems].reverse() as [SystemName, SystemName]]) {
				const seconds = (await timed(world, { from, to, edits })).map((ms) => ms / 1_000);
				const what = `${NAMES[from]} → ${NAMES[to]}`;
				const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(seconds, share).toFixed(2));
				lines.push({ what, result: `p95 ${p95} s`, ratio: `p50 ${p50} s, p99 ${p99} s, longest ${Math.max(...seconds).toFixed(2)} s` });
				charts.push('', what, ...histogram(seconds, STEP_SECONDS, 's'));
				console.error(`${what}: p50 ${p50} s, p95 ${p95} s, p99 ${p99} s of ${seconds.length} edits`);
			}
		} finally {
			await world.stop();
		}
	}
	return {
		title: `From a save to the value in the other system, ${edits} edits each way`,
		lines,
		note: [`${SALESFORCE_LAG} All is polled every ${POLL_SECONDS} s: what took as long was told of too late, or not at all.`, ...charts].join('\n  '),
	};
}

/** An n8n with one pair, published, and people who are in both systems. */
async function start({ template, systems }: Pair): Promise<PairWorld> {
	const world = await PairWorld.start({
		templates: [template],
		adjust: (one) => {
			fromNowOn(one);
			for (const node of triggersOf(one)) {
				node.parameters.pollSeconds = POLL_SECONDS;
				if (!node.type.endsWith('.hubSpotSyncTrigger')) continue;
				node.webhookId = WEBHOOK_ID;
				node.parameters.receiveWebhooks = true;
			}
		},
	});
	await world.sandboxes.salesforce.call('PUT', 'cdc', { selected: ['Account', 'Contact', 'Lead', 'Opportunity'] });
	await world.sandboxes.hubspot.call('PUT', 'search', { lagMs: INDEX_LAG_MS });
	if (systems.includes('hubspot')) await receiveWebhooks(world);
	await publishAndWatch(world);
	const [left, right] = systems;
	const words = WORDS[left];
	for (let person = 0; person < PEOPLE; person++) {
		await world.screen(left).create(words.object, { [words.lastName]: `Person ${person}`, [words.email]: addressOf(person), [words.title]: 'New' });
	}
	for (let person = 0; person < PEOPLE; person++) await until(async () => (await found(world, right, person)) !== undefined);
	return world;
}

async function receiveWebhooks(world: PairWorld): Promise<void> {
	const credential = (await world.api.credentials()).find(({ name }) => name === HUBSPOT_CREDENTIAL);
	if (credential === undefined) throw new Error('There is no HubSpot credential.');
	const data = { accessToken: DEMO_TOKENS.full, baseUrl: world.sandboxes.hubspot.url, webhookSecret: DEMO_APP.clientSecret };
	await world.api.updateCredential(credential.id, { name: credential.name, type: credential.type, data });
	await world.sandboxes.hubspot.call('PUT', 'webhooks', {
		settings: { targetUrl: `${world.host.url}/webhook/${WEBHOOK_ID}/hubspot` },
		subscriptions: {
			crmObjects: [
				{ subscriptionType: 'object.creation', objectType: 'contact' },
				{ subscriptionType: 'object.propertyChange', objectType: 'contact', propertyName: 'jobtitle' },
			],
		},
	});
}

const addressOf = (person: number): string => `person${person}@latency-of-the-sync.com`;

async function found(world: PairWorld, system: SystemName, person: number): Promise<{ id: string; title: unknown } | undefined> {
	const { object, email, title } = WORDS[system];
	const query = new URLSearchParams({ object, fields: title, where: email, value: addressOf(person) }).toString();
	const [record] = latestSchema.parse(await world.sandboxes[system].call('GET', `latest?${query}`)).records;
	return record && { id: record.id, title: record.fields[title] };
}

async function until(isSo: () => Promise<boolean>): Promise<number> {
	const deadline = Date.now() + PATIENCE_MS;
	while (!(await isSo())) {
		if (Date.now() > deadline) throw new Error(`A value has not arrived within ${PATIENCE_MS / 1_000} s.`);
		await sleep(LOOK_MS);
	}
	return performance.now();
}

/** How long each edit takes, ms. */
async function timed(world: PairWorld, { from, to, edits }: { from: SystemName; to: SystemName; edits: number }): Promise<number[]> {
	const random = seededRandom(edits);
	const { object, title } = WORDS[from];
	const times: number[] = [];
	for (let edit = 0; edit < edits; edit++) {
		const person = edit % PEOPLE;
		const record = await found(world, from, person);
		if (!record) throw new Error(`Person ${person} is not in ${NAMES[from]}.`);
		await sleep(random.int(PAUSE_MS.least, PAUSE_MS.most));
		const value = `${from} ${edit}`;
		const saved = performance.now();
		await world.screen(from).edit(object, record.id, { [title]: value });
		times.push((await until(async () => (await found(world, to, person))?.title === value)) - saved);
	}
	return times;
}
