import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { N8nApi } from '../../../test/e2e/support/n8n-api';
import { N8nHost } from '../../../test/e2e/support/n8n-host';
import type { Template } from '../../../test/e2e/support/n8n-schemas';
import { saveSandboxCredentials } from '../../../test/e2e/support/sandbox-credentials';
import { inStoreOf, nodeOf, readTemplate } from '../../../test/e2e/sync/world';
import { PERSON_FIELDS } from '../../../test/support/pairs/words';
import type { Addresses, SandboxCalls } from '../processes/protocol';
import { Helper } from '../processes/rpc';
import { megabytes, number, times, type Line, type Section } from '../table';
import { play, type Seen, type Stage } from './scenario';
import { HUBSPOT_HEADER, handmadeWorkflows, SALESFORCE_HEADER } from './workflows';

const POLL_SECONDS = 5;
const MOST_LINES = 100_000;

/** The same job in a real n8n, one way after the other: workflows of n8n's own nodes, and the template "Salesforce ⇄ HubSpot" with its people only. */
export async function handmadeSection(): Promise<Section> {
	const handmade = await byHand();
	console.log(`Hand-made: ${JSON.stringify(handmade)}`);
	const ours = await byPackage();
	console.log(`Ours: ${JSON.stringify(ours)}`);
	return {
		title: 'Salesforce ⇄ HubSpot by hand (HTTP Request, Code, IF, Schedule Trigger) and with this package',
		lines: linesOf(handmade, ours),
		note: 'One real n8n each, the same sandboxes in a process of their own. Both poll every 5 s; n8n’s Salesforce and HubSpot nodes write one record a call, so that by hand HTTP Request with batches is taken.',
	};
}

/** With n8n's own nodes. */
const byHand = async (): Promise<Seen> =>
	await staged(async (api, addresses) => {
		for (const [name, token] of [[SALESFORCE_HEADER, addresses.salesforce.token], [HUBSPOT_HEADER, addresses.hubspot.token]] as const)
			await api.createCredential({ name, type: 'httpHeaderAuth', data: { name: 'Authorization', value: `Bearer ${token}` } });
		return handmadeWorkflows({ salesforce: addresses.salesforce.url, hubspot: addresses.hubspot.url });
	}, async () => await Promise.resolve(new Set()));

/** With this package: the template as it is imported, for people. */
const byPackage = async (): Promise<Seen> =>
	await staged(
		async (api, addresses) => {
			await saveSandboxCredentials(api, addresses);
			return [peopleOnly(readTemplate('salesforce-hubspot'))];
		},
		async (host) => await inStoreOf(host, async (store) => new Set((await store.log({ limit: MOST_LINES })).flatMap(({ movements }) => movements.flatMap(({ lost }) => (lost === undefined ? [] : [String(lost.value)]))))),
	);

function linesOf(handmade: Seen, ours: Seen): Line[] {
	const after = (what: string, of: (seen: Seen) => { missing: number; ms: number }): Line => {
		const text = (seen: Seen): string => (of(seen).missing > 0 ? 'never' : `${number(of(seen).ms / 1_000)} s`);
		return { what, result: text(ours), ratio: `by hand ${text(handmade)}` };
	};
	const line = (what: string, unit: string, of: (seen: Seen) => number): Line => {
		const [theirs, own] = [of(handmade), of(ours)];
		return { what, result: `${number(own)}${unit}`, ratio: `by hand ${number(theirs)}${unit}${theirs > 0 && own > 0 ? `; ${times(own / theirs, 'that')}` : ''}` };
	};
	const bad = (what: string, made: (seen: Seen) => number, of: (seen: Seen) => number): Line => ({ what, result: `${of(ours)} of ${made(ours)}`, ratio: `by hand ${of(handmade)} of ${made(handmade)}` });
	return [
		line('first sync of 210 people, until the last write', ' s', ({ firstSync }) => firstSync.ms / 1_000),
		line('its calls', '', ({ firstSync }) => firstSync.calls),
		line('calls of a quiet minute', '', ({ idleCalls }) => idleCalls),
		line('edits on both sides, until the last write', ' s', ({ edits }) => edits.ms / 1_000),
		line('their calls', '', ({ edits }) => edits.calls),
		bad('values that somebody entered and that vanished without a word', ({ edits }) => edits.entered, ({ edits }) => edits.vanished),
		bad('people on whom the two sides differ afterwards', () => 210, ({ edits }) => edits.apart),
		bad('edits of a long transaction that never arrived', ({ late }) => late.made, ({ late }) => late.missing),
		after('time until they have, once they can be seen', ({ late }) => late),
		bad('people missing after two lost answers', ({ broken }) => broken.made, ({ broken }) => broken.missing),
		after('time until nobody is missing', ({ broken }) => broken),
		bad('people doubled after two lost answers', ({ broken }) => broken.made, ({ broken }) => broken.doubled),
		bad('people without an e-mail address who never arrived', ({ withoutAddress }) => withoutAddress.made, ({ withoutAddress }) => withoutAddress.missing),
		bad('records of one person that an edit did not reach', ({ sameAddress }) => sameAddress.made, ({ sameAddress }) => sameAddress.missing),
		{ what: 'peak memory of n8n', result: megabytes(ours.peak), ratio: `by hand ${megabytes(handmade.peak)}; ${times(ours.peak / handmade.peak, 'that')}` },
	];
}

/** A new n8n, new sandboxes, the way's workflows in it; the whole story; and everything is gone again. */
async function staged(prepare: (api: N8nApi, addresses: Addresses) => Promise<Template[]>, told: (host: N8nHost) => ReturnType<Stage['told']>): Promise<Seen> {
	const folder = await mkdtemp(join(tmpdir(), 'sync-bench-'));
	const sandboxes = Helper.start<SandboxCalls>(join(__dirname, '..', 'processes', 'sandboxes.ts'));
	let host: N8nHost | undefined;
	try {
		const addresses = await sandboxes.ask('start', 'off');
		host = await N8nHost.start({ userFolder: join(folder, 'n8n') });
		const running = host;
		const api = await N8nApi.signIn(host.url);
		const workflows = [];
		for (const template of await prepare(api, addresses)) workflows.push(await api.createWorkflow(template));
		return await play({ host, api, workflows, addresses, told: async () => await told(running) });
	} finally {
		await host?.stop();
		await sandboxes.kill();
		await rm(folder, { recursive: true, force: true });
	}
}

/** The template for contacts alone, every field by the rule that two-way sync by hand has, too: the newest value counts. */
function peopleOnly(template: Template): Template {
	const [salesforce, hubspot] = [nodeOf(template, 'Salesforce changes'), nodeOf(template, 'HubSpot changes')];
	Object.assign(salesforce.parameters, { objects: ['Contact'], pollSeconds: POLL_SECONDS });
	Object.assign(hubspot.parameters, { objects: ['contacts'], pollSeconds: POLL_SECONDS });
	const mapper = nodeOf(template, 'Contacts');
	Object.assign(mapper.parameters, {
		autoMap: false,
		rows: { row: Object.entries(PERSON_FIELDS).map(([field, names]) => ({ left: names.salesforce, right: names.hubspot, rule: 'newestWins', type: field === 'email' || field === 'phone' ? field : 'auto' })) },
	});
	// All people are edited within minutes, which is what this guard stops: see docs/guards.md.
	for (const node of template.nodes.filter(({ type }) => type.endsWith('Upsert'))) node.parameters.options = { ...(node.parameters.options as object | undefined), askAbove: 0 };
	const others = new Set(['Companies', 'Leads', 'Deals']);
	const toContacts = { main: [[{ node: 'Contacts', type: 'main', index: 0 }]] };
	const connections = Object.fromEntries(Object.entries(template.connections).filter(([name]) => !others.has(name)));
	return { ...template, nodes: template.nodes.filter(({ name }) => !others.has(name)), connections: { ...connections, 'Salesforce changes': toContacts, 'HubSpot changes': toContacts } };
}
