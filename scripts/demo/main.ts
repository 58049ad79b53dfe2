/** The part of `npm start` that needs TypeScript: sandboxes, n8n, credentials, templates. Started by scripts/start.mjs. */
import { join } from 'node:path';
import { N8nApi } from '../../test/e2e/support/n8n-api';
import { N8nHost } from '../../test/e2e/support/n8n-host';
import { freePort } from '../../test/e2e/support/ports';
import { saveSandboxCredentials } from '../../test/e2e/support/sandbox-credentials';
import { Sandboxes } from '../../test/e2e/support/sandboxes';
// The progress story is shared with the bootstrap, which must run without a compiler.
import { SetupError, main as runMain, say, step } from '../bootstrap/progress.mjs';
import { landingText } from './landing';
import { DEMO_FOLDER, N8N_FOLDER, forgetEverything, forgetSync, isRunning, loadState, saveState, type DemoState } from './state';
import { importTemplates, readTemplates, type ImportedTemplate } from './templates';

/** Exit code of a program that Ctrl-C ended (128 + SIGINT). */
const STOPPED_BY_USER = 130;

interface Running {
	host: N8nHost;
	sandboxes: Sandboxes;
	templates: ImportedTemplate[];
}

/** First choices. */
const PORTS = { n8n: 5678, salesforce: 4810, hubspot: 4830, pact: 4820 };

async function main(): Promise<void> {
	const before = loadState();
	if (before && isRunning(before)) {
		throw new SetupError(`The demo runs already (process ${before.pid}), at http://127.0.0.1:${before.ports.n8n}. Stop it there with Ctrl-C first.`);
	}
	if (process.argv.includes('--fresh')) forgetEverything();
	const stopped = untilStopped();
	const running = await Promise.race([start(), stopped]);
	// What was started so far goes with this process.
	if (running === undefined) process.exit(STOPPED_BY_USER);
	const { host, sandboxes, templates } = running;
	const { salesforce, hubspot, pact } = sandboxes;
	say(landingText({ n8n: host.url, salesforce: salesforce.url, hubspot: hubspot.url, pact: pact.url, templates }));
	await stopped;
	say('\nStopping n8n and the sandboxes …');
	await host.stop();
	await sandboxes.stop();
	saveState({ ports: portsOf(running) });
}

/** Resolves on Ctrl-C or when asked to end; a second Ctrl-C does not wait for anything. */
async function untilStopped(): Promise<undefined> {
	await new Promise<void>((resolve) => {
		let asked = false;
		for (const signal of ['SIGINT', 'SIGTERM'] as const) {
			process.on(signal, () => {
				if (asked) process.exit(STOPPED_BY_USER);
				asked = true;
				resolve();
			});
		}
	});
	return undefined;
}

function portsOf({ host, sandboxes }: Running): DemoState['ports'] {
	const portOf = (url: string) => Number(new URL(url).port);
	const { salesforce, hubspot, pact } = sandboxes;
	return { n8n: host.port, salesforce: portOf(salesforce.url), hubspot: portOf(hubspot.url), pact: portOf(pact.url) };
}

async function start(): Promise<Running> {
	const state = await reserve(loadState());
	forgetSync();
	const { n8n, ...sandboxPorts } = state.ports;
	const sandboxes = await step({ title: 'Starting the stand-ins for Salesforce, HubSpot and Pact', about: '3 s' }, async () =>
		await Sandboxes.start({
			ports: sandboxPorts,
			logFile: join(DEMO_FOLDER, 'sandboxes.log'),
		}),
	);
	const host = await step({ title: 'Starting n8n with the package', why: 'the first start creates its database', about: '15–60 s' }, async () =>
		await N8nHost.start({ userFolder: N8N_FOLDER, port: n8n }),
	);
	const templates = await step({ title: 'Setting up credentials and workflows' }, async () => {
		const api = await N8nApi.signIn(host.url);
		await saveSandboxCredentials(api, sandboxes);
		return await importTemplates(api, readTemplates());
	});
	return { host, sandboxes, templates };
}

/** Notes that this process owns the folder, with ports that are free now. */
async function reserve(before: DemoState | undefined): Promise<DemoState> {
	// n8n may move; what must not is fixed below.
	const wanted = { ...(before?.ports ?? PORTS), n8n: PORTS.n8n };
	const ports = {
		n8n: await freePort(wanted.n8n),
		salesforce: await freePort(wanted.salesforce),
		hubspot: await freePort(wanted.hubspot),
		pact: await freePort(wanted.pact),
	};
	for (const system of ['salesforce', 'hubspot', 'pact'] as const) {
		// The credentials and links of the kept data name these addresses.
		if (before && ports[system] !== wanted[system]) {
			throw new SetupError(
				`Port ${wanted[system]} is in use by another program, and the demo's data expects its ${system} stand-in there. ` +
					'End that program, or start over on other ports with: npm start -- --fresh',
			);
		}
	}
	const state = { pid: process.pid, ports };
	saveState(state);
	return state;
}

void runMain(main);
