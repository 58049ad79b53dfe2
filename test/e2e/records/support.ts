import { z } from 'zod';
import { SYSTEMS, type SystemName } from '../../../engine/model';
import type { Link } from '../../../engine/run/store-port';
import { DEMO_APP } from '../../../sandbox/hubspot/auth/app';
import { DEMO_TOKENS } from '../../../sandbox/hubspot/auth/guard';
import { DEFINITIONS } from '../../../sandbox/hubspot/preferences/definitions';
import type { Addresses } from '../../support/pairs/consents';
import { PairWorld, triggersOf } from '../pairs/pair-world';
import type { Credential, Template } from '../support/n8n-schemas';
import { HUBSPOT_CREDENTIAL, saveSandboxCredentials } from '../support/sandbox-credentials';
import { withCredentialIds } from '../support/template';
import { Wire } from './support-wire';

/** All three systems, each two of them kept in step by a template of their own. */
export const TEMPLATES = ['salesforce-pact', 'hubspot-pact', 'salesforce-hubspot'];
/** n8n gives a node such an id when it is placed on the canvas; the webhook's address begins with it. One HubSpot app has one address. */
const WEBHOOK_ID = '7c1d9a44-52a0-4b6e-8f35-3a0d1f9be0c2';
const TOLD_BY_WEBHOOK = 'hubspot-pact';

/** A `PairWorld` with all three templates, whose calls to the services can be looked at, and with HubSpot's and Pact's webhooks switched on. */
export class RecordsWorld {
	private constructor(
		readonly n8n: PairWorld,
		readonly wires: Readonly<Record<SystemName, Wire>>,
	) {}

	static async start(adjust: (template: Template) => void): Promise<RecordsWorld> {
		const n8n = await PairWorld.start({
			templates: TEMPLATES,
			adjust: (template, index) => {
				const isTold = TEMPLATES[index] === TOLD_BY_WEBHOOK;
				for (const node of triggersOf(template)) {
					if (!node.type.endsWith('.hubSpotSyncTrigger') || !isTold) continue;
					node.webhookId = WEBHOOK_ID;
					node.parameters.receiveWebhooks = true;
				}
				adjust(template);
			},
		});
		const [salesforce, hubspot, pact] = await Promise.all([Wire.to(n8n.sandboxes.salesforce.url), Wire.to(n8n.sandboxes.hubspot.url), Wire.to(n8n.sandboxes.pact.url)]);
		const world = new RecordsWorld(n8n, { salesforce, hubspot, pact });
		await world.listen();
		return world;
	}

	async stop(): Promise<void> {
		await this.n8n.stop();
		for (const system of SYSTEMS) await this.wires[system].stop();
	}

	/** The workflows get credentials that lead over the wires, HubSpot's with the secret of the app's webhooks. */
	private async listen(): Promise<void> {
		const { api, host, workflows } = this.n8n;
		const created: Credential[] = [];
		await saveSandboxCredentials(
			{
				credentials: async () => [],
				createCredential: async (input) => {
					const data = input.name === HUBSPOT_CREDENTIAL ? { ...input.data, webhookSecret: DEMO_APP.clientSecret } : input.data;
					const credential = await api.createCredential({ ...input, data });
					created.push(credential);
					return credential;
				},
			},
			this.wires,
		);
		for (const workflow of workflows) await api.updateWorkflow(workflow.id, { nodes: withCredentialIds(workflow, created).nodes });
		await this.control('hubspot', 'PUT', 'webhooks', {
			settings: { targetUrl: `${host.webhookUrl}/webhook/${WEBHOOK_ID}/hubspot` },
			subscriptions: {
				crmObjects: ['contact', 'company', 'deal'].flatMap((objectType) =>
					['creation', 'deletion', 'restore', 'merge'].map((event) => ({ subscriptionType: `object.${event}`, objectType })),
				),
			},
		});
	}

	async control(system: SystemName, method: string, path: string, body?: object): Promise<unknown> {
		return await this.n8n.sandboxes[system].call(method, path, body);
	}

	/** Webhooks come twice, late and in the wrong order. */
	async disorder(): Promise<void> {
		const behaviour = { duplicateChance: 0.6, maxDelayMs: 1_500, reorder: true };
		await this.control('hubspot', 'PUT', 'webhook-behaviour', behaviour);
		await this.control('pact', 'PUT', 'webhook-behaviour', behaviour);
	}

	forgetCalls(): void {
		for (const system of SYSTEMS) this.wires[system].forget();
	}

	/** The name that a system's records have in the store; undefined before the first of them was synced. */
	private async connection(system: SystemName): Promise<string | undefined> {
		const refs = (await this.n8n.log()).flatMap(({ source, target }) => [source, ...(target === undefined ? [] : [target])]);
		return refs.find((ref) => ref.system === system)?.connection;
	}

	/** A record's links over which values flow. */
	async links(system: SystemName, object: string, id: string): Promise<Link[]> {
		const connection = await this.connection(system);
		if (connection === undefined) return [];
		return (await this.n8n.inStore(async (store) => await store.linksTo([{ system, connection, object, id }]))).filter(({ rests }) => rests !== true);
	}

	/** The ids of the records of another system that a record is kept in step with. */
	async partners(system: SystemName, object: string, id: string, other: SystemName): Promise<string[]> {
		const links = await this.links(system, object, id);
		return links.flatMap(({ left, right }) => (left.system === other ? [left.id] : right.system === other ? [right.id] : []));
	}

	/** Contacts that were erased in Pact, or in HubSpot: there must never be any. */
	async erased(): Promise<unknown[]> {
		const pact = z.object({ ids: z.array(z.unknown()) }).parse(await this.control('pact', 'GET', 'erasures'));
		const hubspot = z.looseObject({ erasures: z.array(z.unknown()) }).parse(await this.control('hubspot', 'GET', 'portal'));
		return [...pact.ids, ...hubspot.erasures];
	}
}

/** Each trigger watches these of its objects only. An object's output comes in their order, so that the wires move with it. */
export function watchOnly(template: Template, objects: readonly string[]): void {
	for (const { name, parameters } of triggersOf(template)) {
		const all = parameters.objects as string[];
		const { main } = z.object({ main: z.array(z.unknown()) }).parse(template.connections[name]);
		parameters.objects = all.filter((object) => objects.includes(object));
		template.connections[name] = { main: main.filter((_, output) => objects.includes(all[output] ?? '')) };
	}
}

/** A call of HubSpot's communication preferences. */
async function setStatus({ n8n }: Pick<RecordsWorld, 'n8n'>, path: string, body?: object): Promise<void> {
	const response = await fetch(`${n8n.sandboxes.hubspot.url}/communication-preferences/v4/statuses/${path}`, {
		method: 'POST',
		headers: { Authorization: `Bearer ${DEMO_TOKENS.full}`, 'content-type': 'application/json' },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	if (!response.ok) throw new Error(`HubSpot answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
}

/** Somebody leaves one kind of e-mail in HubSpot. */
export async function leaves(world: Pick<RecordsWorld, 'n8n'>, email: string, subscriptionId: string): Promise<void> {
	await setStatus(world, encodeURIComponent(email), { channel: 'EMAIL', statusState: 'UNSUBSCRIBED', subscriptionId });
}

/** HubSpot's communication preferences by its interface; its contacts show at once what is known of their address. */
export function addressesOf(world: Pick<RecordsWorld, 'n8n'>): Addresses {
	return {
		optOut: async (email) => await setStatus(world, `${encodeURIComponent(email)}/unsubscribe-all?channel=EMAIL`),
		agree: async (email) => {
			const basis = { legalBasis: 'CONSENT_WITH_NOTICE', legalBasisExplanation: 'a signed form' };
			for (const { id } of DEFINITIONS) await setStatus(world, encodeURIComponent(email), { channel: 'EMAIL', statusState: 'SUBSCRIBED', subscriptionId: id, ...basis });
		},
		hasOptedOut: ({ fields }) => fields.hs_email_optout === 'true',
	};
}
