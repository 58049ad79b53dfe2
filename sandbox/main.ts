import { parseArgs } from 'node:util';

import { z } from 'zod';

import type { RunningSandbox } from './common/server';
import { DEMO_KEYS, startPactSandbox } from './pact';
import { startSalesforceSandbox } from './salesforce';

/** Ports used unless others are asked for; 0 takes any free one. */
const DEFAULT_PORTS = { salesforce: 4810, pact: 4820 } as const;

/** With the limits of a smaller plan, a first sync of the Salesforce sandbox's records would take a quarter of an hour. */
const TRIAL_PLAN = 'enterprise';

type SandboxName = keyof typeof DEFAULT_PORTS;

const START: Readonly<Record<SandboxName, (port: number) => Promise<RunningSandbox>>> = {
	salesforce: (port) => startSalesforceSandbox({ port }),
	pact: (port) => startPactSandbox({ port, plan: TRIAL_PLAN }),
};

const NAMES = Object.keys(START) as SandboxName[];
const HIGHEST_PORT = 65_535;
const portSchema = z.coerce.number().int().min(0).max(HIGHEST_PORT);

const USAGE = `Starts local stand-ins for the Salesforce and Pact APIs.

  npm run sandbox -- [--port-salesforce N] [--port-pact N] [--json]

  --port-NAME N   port on 127.0.0.1; 0 takes any free one (${NAMES.map((name) => `${name}: ${DEFAULT_PORTS[name]}`).join(', ')})
  --json          prints one line of JSON: {"salesforce":{"url":"…"},"pact":{"url":"…"}}
`;

interface Arguments {
	readonly ports: Readonly<Record<SandboxName, number>>;
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
	return { ports: { salesforce: port('salesforce'), pact: port('pact') }, json: values.json, help: values.help };
}

function parsedOptions(args: readonly string[]) {
	try {
		return parseArgs({
			args: [...args],
			options: {
				'port-salesforce': { type: 'string' },
				'port-pact': { type: 'string' },
				json: { type: 'boolean', default: false },
				help: { type: 'boolean', short: 'h', default: false },
			},
		}).values;
	} catch (error) {
		throw new UsageError(error instanceof Error ? error.message : String(error));
	}
}

/** Starts all sandboxes, or none: when one fails, those already up are stopped again. */
async function startAll(ports: Arguments['ports']): Promise<Record<SandboxName, RunningSandbox>> {
	const started: Partial<Record<SandboxName, RunningSandbox>> = {};
	try {
		for (const name of NAMES) started[name] = await startOne(name, ports[name]);
	} catch (error) {
		await Promise.all(Object.values(started).map((sandbox) => sandbox.close()));
		throw error;
	}
	return started as Record<SandboxName, RunningSandbox>;
}

async function startOne(name: SandboxName, port: number): Promise<RunningSandbox> {
	try {
		return await START[name](port);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
		throw new Error(`Port ${port} is in use. Choose another with --port-${name}, or 0 for any.`, { cause: error });
	}
}

function describe(sandboxes: Readonly<Record<SandboxName, RunningSandbox>>): string {
	return `Salesforce sandbox  ${sandboxes.salesforce.url}
Pact sandbox        ${sandboxes.pact.url}   API key ${DEMO_KEYS.full}
Open an address in a browser to look at the records and edit them. Ctrl+C stops.`;
}

async function main(): Promise<void> {
	const { ports, json, help } = readArguments(process.argv.slice(2));
	if (help) {
		process.stdout.write(USAGE);
		return;
	}
	const sandboxes = await startAll(ports);
	const stop = async (): Promise<void> => {
		await Promise.all(Object.values(sandboxes).map((sandbox) => sandbox.close()));
	};
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
	const addresses = Object.fromEntries(NAMES.map((name) => [name, { url: sandboxes[name].url }]));
	process.stdout.write(`${json ? JSON.stringify(addresses) : describe(sandboxes)}\n`);
}

main().catch((error: unknown) => {
	const message = error instanceof Error ? error.message : String(error);
	process.stderr.write(error instanceof UsageError ? `${message}\n\n${USAGE}` : `${message}\n`);
	process.exitCode = 1;
});
