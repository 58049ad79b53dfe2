import { parseArgs } from 'node:util';

import { z } from 'zod';

import { Keeper } from './common/keeper';
import type { RunningSandbox } from './common/server';
import { DEMO_TOKENS, startHubSpotSandbox } from './hubspot';
import { DEMO_KEYS, startPactSandbox } from './pact';
import { startSalesforceSandbox } from './salesforce';
import { DEFAULT_SIZE } from './salesforce/seed';

/** Ports used unless others are asked for; 0 takes any free one. */
const DEFAULT_PORTS = { salesforce: 4810, hubspot: 4830, pact: 4820 } as const;

/** With the limits of a smaller Pact plan, a first sync of the Salesforce sandbox's records would take a quarter of an hour. */
const TRIAL_PLAN = 'enterprise';
/** An org of about a thousand users: an Enterprise Edition has 100,000 and 1,000 more for each (Salesforce Developer Limits Quick Reference). */
const TRIAL_DAILY_CALLS = 1_000_000;

type SandboxName = keyof typeof DEFAULT_PORTS;

/** How many sample records there are. Half of HubSpot's are Salesforce's, too. */
const SIZES = {
	full: { salesforce: DEFAULT_SIZE, hubspot: { companies: 500, contacts: 2_000, deals: 400 } },
	small: { salesforce: { accounts: 50, contacts: 200, leads: 30, opportunities: 40 }, hubspot: { companies: 50, contacts: 200, deals: 40 } },
} as const;
type Size = keyof typeof SIZES;
const SIZE_NAMES = Object.keys(SIZES) as Size[];

const START: Readonly<Record<SandboxName, (port: number, size: Size) => Promise<RunningSandbox>>> = {
	salesforce: (port, size) => startSalesforceSandbox({ port, size: SIZES[size].salesforce, dailyApi: TRIAL_DAILY_CALLS }),
	hubspot: (port, size) =>
		startHubSpotSandbox({ port, plan: TRIAL_PLAN, projects: size === 'full', seedRecords: SIZES[size].hubspot, salesforce: { size: SIZES[size].salesforce } }),
	pact: (port) => startPactSandbox({ port, plan: TRIAL_PLAN }),
};

const NAMES = Object.keys(START) as SandboxName[];
const HIGHEST_PORT = 65_535;
const portSchema = z.coerce.number().int().min(0).max(HIGHEST_PORT);

const USAGE = `Starts local stand-ins for the Salesforce, HubSpot and Pact APIs.

  npm run sandbox -- [--port-salesforce N] [--port-hubspot N] [--port-pact N] [--records full|small] [--keep FOLDER] [--json]

  --port-NAME N   port on 127.0.0.1; 0 takes any free one (${NAMES.map((name) => `${name}: ${DEFAULT_PORTS[name]}`).join(', ')})
  --records SIZE  how many sample records Salesforce and HubSpot hold: full (some 3,000 each) or small (a tenth)
  --keep FOLDER   keeps all records there, and goes on with them at the next start (not given: every start begins with the sample data)
  --json          prints one line of JSON: {"salesforce":{"url":"…"},"hubspot":{"url":"…"},"pact":{"url":"…"}}
`;

interface Arguments {
	readonly ports: Readonly<Record<SandboxName, number>>;
	readonly size: Size;
	readonly keep: string | undefined;
	readonly json: boolean;
	readonly help: boolean;
}

/** A wrong option. Its message is followed by how it is done. */
class UsageError extends Error {}

/** @throws UsageError */
function readArguments(args: readonly string[]): Arguments {
	const values = parsedOptions(args);
	const port = (name: SandboxName): number => {
		const parsed = portSchema.safeParse(values[`port-${name}`] ?? DEFAULT_PORTS[name]);
		if (!parsed.success) throw new UsageError(`--port-${name} takes a number from 0 to ${HIGHEST_PORT}.`);
		return parsed.data;
	};
	const ports = { salesforce: port('salesforce'), hubspot: port('hubspot'), pact: port('pact') };
	return { ports, size: readSize(values.records), keep: values.keep, json: values.json, help: values.help };
}

function readSize(name: string): Size {
	const size = SIZE_NAMES.find((known) => known === name);
	if (size === undefined) throw new UsageError(`--records takes ${SIZE_NAMES.join(' or ')}.`);
	return size;
}

function parsedOptions(args: readonly string[]) {
	try {
		return parseArgs({
			args: [...args],
			options: {
				'port-salesforce': { type: 'string' },
				'port-hubspot': { type: 'string' },
				'port-pact': { type: 'string' },
				records: { type: 'string', default: 'full' },
				keep: { type: 'string' },
				json: { type: 'boolean', default: false },
				help: { type: 'boolean', short: 'h', default: false },
			},
		}).values;
	} catch (error) {
		throw new UsageError(error instanceof Error ? error.message : String(error));
	}
}

/** Starts all sandboxes, or none: when one fails, those already up are stopped again. */
async function startAll({ ports, size }: Arguments): Promise<Record<SandboxName, RunningSandbox>> {
	const started: Partial<Record<SandboxName, RunningSandbox>> = {};
	try {
		for (const name of NAMES) started[name] = await startOne(name, ports[name], size);
	} catch (error) {
		await Promise.all(Object.values(started).map((sandbox) => sandbox.close()));
		throw error;
	}
	return started as Record<SandboxName, RunningSandbox>;
}

async function startOne(name: SandboxName, port: number, size: Size): Promise<RunningSandbox> {
	try {
		return await START[name](port, size);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
		throw new Error(`Port ${port} is in use. Choose another with --port-${name}, or 0 for any.`, { cause: error });
	}
}

function describe(sandboxes: Readonly<Record<SandboxName, RunningSandbox>>): string {
	return `Salesforce sandbox  ${sandboxes.salesforce.url}
HubSpot sandbox     ${sandboxes.hubspot.url}   service key ${DEMO_TOKENS.full}
Pact sandbox        ${sandboxes.pact.url}   API key ${DEMO_KEYS.full}
Open an address in a browser to look at the records and edit them. Ctrl+C stops.`;
}

async function main(): Promise<void> {
	const given = readArguments(process.argv.slice(2));
	if (given.help) {
		process.stdout.write(USAGE);
		return;
	}
	const sandboxes = await startAll(given);
	const { keep } = given;
	const keepers = keep === undefined ? [] : NAMES.map((name) => new Keeper(sandboxes[name], keep, name));
	const stop = async (): Promise<void> => {
		for (const keeper of keepers) keeper.close();
		await Promise.all(Object.values(sandboxes).map((sandbox) => sandbox.close()));
	};
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
	const addresses = Object.fromEntries(NAMES.map((name) => [name, { url: sandboxes[name].url }]));
	process.stdout.write(`${given.json ? JSON.stringify(addresses) : describe(sandboxes)}\n`);
}

main().catch((error: unknown) => {
	const message = error instanceof Error ? error.message : String(error);
	process.stderr.write(error instanceof UsageError ? `${message}\n\n${USAGE}` : `${message}\n`);
	process.exitCode = 1;
});
