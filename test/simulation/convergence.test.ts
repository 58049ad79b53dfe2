import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../store';
import { Scenario, type ScenarioOptions } from '../support/convergence-scenario';

/**
 * `SEED=251 npx jest --selectProjects simulation -t "two systems"` plays one world again (`TRACE=1`: with everything that was saved);
 * `FROM=1000 BUDGET_MS=600000` plays other ones, for longer.
 */
const { SEED, FROM, BUDGET_MS } = process.env;
/** For each kind of world; all of them take about a minute. */
const budgetMs = Number(BUDGET_MS ?? 18_000);
const ENOUGH_FAILURES = 3;
/** In memory where there is such a folder: power cuts are not the subject here, and each commit would wait for the disk. */
const MEMORY = '/dev/shm';

jest.setTimeout(budgetMs + 60_000);

/** Plays one seed after the other until the time is up. */
async function play(options: ScenarioOptions): Promise<{ played: number; fights: number; failures: string[] }> {
	const folder = await mkdtemp(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'convergence-'));
	const result = { played: 0, fights: 0, failures: [] as string[] };
	const first = Number(SEED ?? FROM ?? 1);
	const end = Date.now() + budgetMs;
	try {
		for (let seed = first; Date.now() < end && result.failures.length < ENOUGH_FAILURES && (SEED === undefined || seed === first); seed += 1) {
			const clock = { now: () => new Date() };
			const file = join(folder, `${seed}.db`);
			const store = await openStore({ file, now: () => clock.now() });
			try {
				const scenario = new Scenario(seed, store, options, (now) => (clock.now = now));
				const problems = await scenario.play();
				result.played += 1;
				result.fights += scenario.fights;
				if (problems.length > 0) result.failures.push([`SEED=${seed}`, ...problems, ...scenario.trace].join('\n  '));
			} finally {
				await store.close();
			}
			await rm(file);
		}
	} finally {
		await rm(folder, { recursive: true });
	}
	return result;
}

describe('after the last edit, all systems agree as the rules say, nothing is lost without a word, and nothing is written any more', () => {
	it.each([
		['two systems', { systems: 2 }],
		['three systems in a triangle', { systems: 3 }],
		['two systems, several records of one person, hints beside polls', { systems: 2, several: true, hints: true }],
		['three systems, leads and contacts of one person, hints beside polls', { systems: 3, several: true, hints: true }],
		['three systems that contradict each other come to rest all the same', { systems: 3, contradictory: true }],
	] as const)('%s', async (name, options) => {
		const { played, fights, failures } = await play(options);
		process.stdout.write(`${name}: seeds ${SEED ?? FROM ?? 1} and on, ${played} played, ${fights} fields frozen.\n`);
		expect(failures).toEqual([]);
		expect(played).toBeGreaterThan(0);
	});
});
