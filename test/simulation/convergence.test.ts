import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../store';
import { Scenario, type ScenarioOptions } from '../support/convergence-scenario';

jest.setTimeout(3_600_000);

/** One store for all worlds: their connections and pairs have names of their own. */
async function play(seeds: Iterable<number>, budgetMs: number, options: ScenarioOptions): Promise<{ played: number; failures: string[] }> {
	const folder = await mkdtemp(join(tmpdir(), 'convergence-'));
	const failures: string[] = [];
	let played = 0;
	try {
		const end = Date.now() + budgetMs;
		for (const seed of seeds) {
			if (Date.now() > end || failures.length >= Number(process.env.MOST ?? 3)) break;
			const clock = { now: () => new Date() };
			const store = await openStore({ file: join(folder, `${seed}.db`), now: () => clock.now() });
			try {
				const scenario = new Scenario(seed, store, options, (now) => (clock.now = now));
				const problems = await scenario.play();
				played += 1;
				if (problems.length > 0) failures.push([`SEED=${seed} (${options.systems} systems)`, ...problems.slice(0, 8), ...scenario.trace].join('\n  '));
			} finally {
				await store.close();
			}
		}
	} finally {
		await rm(folder, { recursive: true });
	}
	return { played, failures };
}

const only = process.env.SEED;
const BUDGET_MS = Number(process.env.BUDGET_MS ?? 20_000);

function* seeds(): Generator<number> {
	if (only !== undefined) {
		yield Number(only);
		return;
	}
	for (let seed = Number(process.env.FROM ?? 1); ; seed += 1) yield seed;
}

describe('after the last edit, all systems agree as the rules say, nothing is lost without a word, and nothing is written any more', () => {
	it.each([
		['two systems', { systems: 2 }],
		['three systems in a triangle', { systems: 3 }],
	] as const)('%s', async (_name, options) => {
		const { played, failures } = await play(seeds(), BUDGET_MS, options);
		// eslint-disable-next-line no-console -- how much was tried, for whoever reads the test's output
		console.info(`${options.systems} systems: ${played} seeds.`);
		expect(failures).toEqual([]);
	});
});
