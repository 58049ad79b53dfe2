import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '../../store';

const REFS_PER_PAGE = 300;
const TIMEOUT_MS = 60_000;
let folder = '';
let writer = '';

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'sync-store-'));
	writer = join(folder, 'writer.cjs');
	const source = join(__dirname, 'store', 'writer.ts');
	execFileSync(process.execPath, [
		require.resolve('esbuild/bin/esbuild'),
		source,
		'--bundle',
		'--platform=node',
		'--external:pg-native',
		'--log-level=error',
		`--outfile=${writer}`,
	]);
});
afterAll(() => rmSync(folder, { recursive: true }));

function start(file: string, feed: string, pages: number) {
	const child = spawn(process.execPath, [writer, file, feed, String(pages)], { stdio: ['ignore', 'pipe', 'pipe'] });
	const state = { child, last: 0, problem: '', exit: once(child, 'exit') };
	child.stdout.on('data', (data: Buffer) => (state.last = Number(data.toString().trim().split('\n').at(-1))));
	child.stderr.on('data', (data: Buffer) => (state.problem += data.toString()));
	return state;
}

describe('the store on SQLite, with other processes', () => {
	it(
		'killed with SIGKILL in the middle of its writing has every committed page, and no half page',
		async () => {
			const file = join(folder, 'killed.db');
			for (const [round, wait] of [5, 17, 31, 43, 58, 71].entries()) {
				const feed = `feed-${round}`;
				const state = start(file, feed, 1_000_000);
				const said = new Promise<void>((resolve) => state.child.stdout.once('data', () => resolve()));
				await Promise.race([said, state.exit]);
				await sleep(wait);
				state.child.kill('SIGKILL');
				await state.exit;
				const store = await openStore({ file });
				const pages = Number(await store.cursor(feed, 'Contact'));
				expect(state.problem.replace(/.*(ExperimentalWarning|--trace-warnings).*\n/g, '')).toBe('');
				expect(pages).toBeGreaterThan(0);
				expect(await store.pendingCounts(feed)).toEqual({ emitted: pages * REFS_PER_PAGE });
				expect(await store.reclaim(feed)).toBe(pages * REFS_PER_PAGE);
				await store.close();
			}
		},
		TIMEOUT_MS,
	);

	it(
		'keeps every page that it had said was committed',
		async () => {
			const file = join(folder, 'said.db');
			const state = start(file, 'feed', 1_000_000);
			while (state.last < 5) await sleep(5);
			state.child.kill('SIGKILL');
			await state.exit;
			const store = await openStore({ file });
			expect(Number(await store.cursor('feed', 'Contact'))).toBeGreaterThanOrEqual(state.last);
			await store.close();
		},
		TIMEOUT_MS,
	);

	it(
		'takes what three processes write at once, and never gives a seq twice',
		async () => {
			const file = join(folder, 'shared.db');
			const writers = ['one', 'two', 'three'].map((feed) => start(file, feed, 15));
			for (const { exit } of writers) expect(await exit).toEqual([0, null]);
			const store = await openStore({ file });
			expect(await store.pendingCounts()).toEqual({ emitted: 3 * 15 * REFS_PER_PAGE });
			const seqs = new Set<number>();
			for (const feed of ['one', 'two', 'three']) {
				await store.reclaim(feed);
				for (const { seq } of await store.takeDue(feed, 100_000, 60_000)) seqs.add(seq);
			}
			expect(seqs.size).toBe(3 * 15 * REFS_PER_PAGE);
			await store.close();
		},
		TIMEOUT_MS,
	);
});
