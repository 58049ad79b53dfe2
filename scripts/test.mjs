/**
 * `npm test`: everything, on a bare machine too. Node, dependencies, the n8n host and a browser are fetched when they are missing; then
 * lint, types, tests, build, tarball check, and the end-to-end tests in the real n8n. The last line is `N passed, N failed`.
 *
 *   npm test -- --only unit,e2e     some stages (--help lists them)
 */
import { fileURLToPath } from 'node:url';
import { ensureNode24 } from './bootstrap/node24.mjs';
import { elapsed, main, say } from './bootstrap/progress.mjs';
import { STAGES } from './testing/stages.mjs';

await main(async () => {
	const args = process.argv.slice(2);
	if (args.includes('--help')) return help();
	const chosen = chooseStages(args);
	if (!(await ensureNode24(fileURLToPath(import.meta.url), args))) return;
	await runStages(chosen);
});

function help() {
	say('npm test                      everything');
	say('npm test -- --only unit,e2e   some stages, and what they need:\n');
	for (const { name, what } of STAGES) say(`  ${name.padEnd(12)}${what}`);
}

function chooseStages(args) {
	const only = args.find((arg) => arg.startsWith('--only='))?.slice('--only='.length) ?? valueAfter(args, '--only');
	const unknownFlag = args.find((arg) => arg.startsWith('-') && !/^--only(=|$)/.test(arg));
	if (unknownFlag) throw new Error(`Unknown option ${unknownFlag}. Try: npm test -- --help`);
	if (only === undefined) return STAGES.filter(({ onRequest }) => !onRequest);
	const names = only.split(',').map((name) => name.trim());
	const unknown = names.filter((name) => !STAGES.some((stage) => stage.name === name));
	if (unknown.length > 0) throw new Error(`There is no stage ${unknown.join(', ')}. Try: npm test -- --help`);
	return STAGES.filter(({ name }) => names.includes(name));
}

function valueAfter(args, flag) {
	const at = args.indexOf(flag);
	return at === -1 ? undefined : (args[at + 1] ?? '');
}

/** Runs the stages in order. A failed stage does not keep the later ones from running, unless they need it. */
async function runStages(stages) {
	const since = Date.now();
	const prepared = new Map();
	const total = { passed: 0, failed: 0 };
	const lines = [];
	for (const stage of stages) {
		const stageSince = Date.now();
		const { passed, failed } = await runStage(stage, prepared);
		total.passed += passed;
		total.failed += failed;
		lines.push(`  ${failed > 0 ? '✗' : '✓'} ${stage.name.padEnd(12)}${passed} passed, ${failed} failed (${elapsed(stageSince)})`);
	}
	say(`\nSummary, ${elapsed(since)}\n${lines.join('\n')}`);
	if (total.failed > 0 || total.passed === 0) process.exitCode = 1;
	say(`${total.passed} passed, ${total.failed} failed`);
}

/** A preparation (dependencies, host, build …) is done once; a failed one fails each stage that needs it. */
async function runStage(stage, prepared) {
	say(`\n━━ ${stage.name}: ${stage.what}`);
	try {
		for (const prepare of stage.needs) {
			if (!prepared.has(prepare)) prepared.set(prepare, prepare());
			await prepared.get(prepare);
		}
		return await stage.run();
	} catch (error) {
		say(`✗ ${error?.message ?? error}`);
		return { passed: 0, failed: 1 };
	}
}
