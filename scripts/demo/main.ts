/** The part of `npm start` that needs TypeScript: landing page, sandboxes, n8n, credentials, templates. Started by scripts/start.mjs. */
import { setTimeout as sleep } from 'node:timers/promises';
// The progress story is shared with the bootstrap, which must run without a compiler.
import { SetupError, bar, main as runMain, say } from '../bootstrap/progress.mjs';
import { Demo } from './demo';
import { landingText } from './landing';
import { readOptions } from './options.mjs';
import { freePorts } from './ports';
import type { ImportedTemplate } from './templates';
import { PORTS, forgetEverything, forgetSync, isRunning, loadState, saveState, type DemoState } from './state';

/** Exit code of a program that Ctrl-C ended (128 + SIGINT). */
const STOPPED_BY_USER = 130;
/** A signal can come twice at once: from the terminal, and from the program that started this one. */
const SAME_SIGNAL_MS = 1_000;
const LOOK_MS = 1_000;

async function main(): Promise<void> {
	const startedAt = Number(process.env.N8N_PACT_STARTED_AT ?? Date.now());
	const { fresh, records, port } = readOptions(process.argv.slice(2));
	const before = loadState();
	if (before && (await isRunning(before))) {
		throw new SetupError(`The demo runs already, at http://127.0.0.1:${before.ports.landing} (process ${before.pid}). Stop it there with Ctrl-C first.`);
	}
	if (fresh) forgetEverything();
	const last = fresh ? undefined : before;
	const ports = await freePorts({ ...PORTS, ...last?.ports, ...(port === undefined ? {} : { landing: port }) }, say);
	const state: DemoState = { pid: process.pid, ports, records: last?.records ?? records, done: last?.done ?? [] };
	saveState(state);
	const movedSystems = last !== undefined && (['salesforce', 'hubspot', 'pact'] as const).some((system) => state.ports[system] !== last.ports[system]);
	// Pact is known by its address. And whoever was ended by force may have saved its records some seconds before the sync noted the last of them.
	const forgets = last !== undefined && (last.pid !== undefined || state.ports.pact !== last.ports.pact || last.records === undefined);
	if (forgets) {
		say('The last start did not end by Ctrl-C, or Pact has another address now: which records belong together is found out anew. All records stay.');
		forgetSync();
	}
	const demo = new Demo({ state, moved: movedSystems, isFresh: last === undefined, startedAt });
	const stopped = untilStopped();
	const landing = await demo.openLanding();
	say(`\n  Open this     ${landing}   (it shows how the rest starts)\n`);
	let templates: ImportedTemplate[] | undefined;
	try {
		templates = await Promise.race([demo.start(), stopped]);
		if (templates !== undefined) {
			const url = (one: keyof typeof PORTS) => `http://127.0.0.1:${state.ports[one]}`;
			say(landingText({ landing, n8n: url('n8n'), salesforce: url('salesforce'), hubspot: url('hubspot'), pact: url('pact'), templates }));
			await Promise.race([tellFirstSync(demo), stopped]);
			await stopped;
		}
		say('\nStopping n8n and the sandboxes …');
	} finally {
		await demo.stop();
	}
	say('Everything has stopped. npm start goes on with it.');
	// Of a start that was stopped on its way, something may still be waited for.
	process.exit(templates === undefined ? STOPPED_BY_USER : 0);
}

/** The first sync as bars, until everything has been read. */
async function tellFirstSync(demo: Demo): Promise<undefined> {
	const shown = bar();
	let told = false;
	for (;;) {
		const { bars, over, seconds } = await demo.firstSync();
		if (seconds !== undefined && !told) {
			told = true;
			shown.note(`  The first record was in Pact ${seconds} s after the start.`);
		}
		if (over) break;
		if (bars.length > 0) shown.set(`First sync, ${bars.map(({ label, done, total }) => `${label} ${done} of ${total}`).join(', ')}`, sum(bars, 'done') / Math.max(1, sum(bars, 'total')));
		await sleep(LOOK_MS);
	}
	shown.end('  First sync: everything has been read.');
	return undefined;
}

const sum = (bars: ReadonlyArray<{ done: number; total: number }>, what: 'done' | 'total'): number => bars.reduce((all, one) => all + one[what], 0);

/** Resolves on Ctrl-C or when asked to end; a second Ctrl-C does not wait for anything. */
async function untilStopped(): Promise<undefined> {
	await new Promise<void>((resolve) => {
		let askedAt: number | undefined;
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
			process.on(signal, () => {
				if (askedAt !== undefined && Date.now() - askedAt > SAME_SIGNAL_MS) process.exit(STOPPED_BY_USER);
				askedAt ??= Date.now();
				resolve();
			});
		}
	});
	return undefined;
}

void runMain(main);
