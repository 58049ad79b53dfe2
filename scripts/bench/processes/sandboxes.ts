/** The sandboxes in a process of their own, so that their CPU and memory are not the engine's. Started by `BenchSandboxes`. */
import type { SystemName } from '../../../engine/model';
import { DEMO_TOKENS, startHubSpotSandbox, type HubSpotSandbox } from '../../../sandbox/hubspot';
import { DEMO_KEYS, startPactSandbox, type PactSandbox } from '../../../sandbox/pact';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../../sandbox/salesforce';
import { Digester, fieldsOf } from './people';
import type { Addresses, Digest, Limits, SandboxCalls } from './protocol';
import { answerCalls } from './rpc';

const NOBODY = { accounts: 0, contacts: 0, leads: 0, opportunities: 0 };
const UNLIMITED_CALLS = 1_000_000_000;

let salesforce: SalesforceSandbox;
let hubspot: HubSpotSandbox;
let pact: PactSandbox;
/** Ids of the contacts that were made here, by their numbers. */
const made: Record<SystemName, string[]> = { salesforce: [], hubspot: [], pact: [] };

async function start(limits: Limits): Promise<Addresses> {
	const off = limits === 'off';
	salesforce = await startSalesforceSandbox({ size: NOBODY, ...(off ? { dailyApi: UNLIMITED_CALLS } : {}) });
	hubspot = await startHubSpotSandbox({ plan: off ? 'unlimited' : 'enterprise' });
	pact = await startPactSandbox({ plan: off ? 'unlimited' : 'enterprise' });
	return {
		salesforce: { url: salesforce.url, token: salesforce.openSession(), connection: salesforce.orgId },
		hubspot: { url: hubspot.url, token: DEMO_TOKENS.full, connection: String(hubspot.portalId) },
		pact: { url: pact.url, token: DEMO_KEYS.full, connection: 'pact-bench' },
	};
}

const CREATE: Readonly<Record<SystemName, (number: number) => string>> = {
	salesforce: (number) => salesforce.create('Contact', fieldsOf('salesforce', number)),
	hubspot: (number) => hubspot.create('contacts', fieldsOf('hubspot', number) as Record<string, string>),
	pact: (number) => pact.create('contacts', fieldsOf('pact', number)).public_id,
};

const EDIT: Readonly<Record<SystemName, (id: string, title: string) => void>> = {
	salesforce: (id, title) => salesforce.edit('Contact', id, { Title: title }),
	hubspot: (id, title) => hubspot.edit('contacts', id, { jobtitle: title }),
	pact: (id, title) => void pact.edit('contacts', id, { title }),
};

const RECORDS: Readonly<Record<SystemName, () => Array<Readonly<Record<string, unknown>>>>> = {
	salesforce: () => salesforce.records('Contact').filter(({ IsDeleted }) => IsDeleted !== true),
	hubspot: () => hubspot.records('contacts').flatMap(({ archivedAt, properties }) => (archivedAt === undefined ? [properties] : [])),
	pact: () => pact.records('contacts'),
};

function digest(system: SystemName): Digest {
	const digester = new Digester();
	for (const record of RECORDS[system]()) digester.add(system, record);
	return digester.result();
}

const rss = (): number => process.memoryUsage().rss;

const calls: { [Name in keyof SandboxCalls]: (...given: Parameters<SandboxCalls[Name]>) => ReturnType<SandboxCalls[Name]> | Promise<ReturnType<SandboxCalls[Name]>> } = {
	start,
	people: (system, first, count) => {
		const began = performance.now();
		for (let number = first; number < first + count; number += 1) made[system][number] = CREATE[system](number);
		return { ms: performance.now() - began, rss: rss() };
	},
	edit: (system, first, count, title) => {
		for (let number = first; number < first + count; number += 1) EDIT[system](made[system][number] ?? '', title);
	},
	digest,
	stats: () => ({ salesforce: salesforce.stats.snapshot(), hubspot: hubspot.stats.snapshot(), pact: pact.stats.snapshot(), rss: rss() }),
	resetStats: () => [salesforce, hubspot, pact].forEach(({ stats }) => stats.reset()),
};

answerCalls(calls);
