import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The bootstrap runs without a compiler and so without jest: each of these is a program of its own. */
const run = (code: string, env: Record<string, string> = {}) => {
	const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { cwd: __dirname, env: { ...process.env, ...env }, encoding: 'utf8' });
	return { stdout, stderr, status };
};
const AS_TERMINAL = 'process.stdout.isTTY = true; process.stdout.columns = 200;';

describe('the progress of what takes long', () => {
	const story = "import { bar, cells, step } from './progress.mjs'; const b = bar(); b.set('Reading', 0.5); b.note('first'); b.set('Reading', 0.75); b.end('over');";

	it('is a bar on a terminal', () => {
		const { stdout } = run(`${AS_TERMINAL}${story}`, { CI: '' });
		expect(stdout).toContain('██████████████░░░░░░░░░░░░░░ 50 %  Reading');
		expect(stdout).toContain('75 %');
		expect(stdout.endsWith('over\n')).toBe(true);
	});

	it.each([['in a log', '', ''], ['in CI', AS_TERMINAL, '1']])('is plain lines %s', (_where, terminal, CI) => {
		const { stdout } = run(`${terminal}${story}`, { CI });
		expect(stdout).toBe('  … Reading (50 %)\nfirst\nover\n');
	});

	it('of a step has its title, and says when it failed', () => {
		const { stdout, stderr, status } = run("import { SetupError, main, step } from './progress.mjs'; await main(() => step({ title: 'A', why: 'b', about: '1 s' }, async () => { throw new SetupError('do this') }));");
		expect(stdout).toMatch(/^▸ A \(b\), about 1 s\n {2}✗ failed after 0 s\n$/);
		expect([stderr.trim(), status]).toEqual(['do this', 1]);
	});
});

describe('the share of packages that npm has unpacked', () => {
	it('counts those that must be there', () => {
		const folder = mkdtempSync(join(tmpdir(), 'pact-lock-'));
		try {
			const packages = { '': {}, 'node_modules/a': {}, 'node_modules/b': {}, 'node_modules/other-platform': { optional: true } };
			writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages }));
			mkdirSync(join(folder, 'node_modules', 'a'), { recursive: true });
			writeFileSync(join(folder, 'node_modules', 'a', 'package.json'), '{}');
			expect(run(`import { installedShare } from './run.mjs'; process.stdout.write(String(installedShare(${JSON.stringify(folder)})));`).stdout).toBe('0.5');
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});

describe('npm start', () => {
	const start = (...args: string[]) => run(`process.argv = [process.argv[0], 'x', ...${JSON.stringify(args)}]; await import('../start.mjs');`);

	it('tells its options', () => {
		const { stdout, status } = start('--help');
		expect(status).toBe(0);
		for (const option of ['--fresh', '--records', '--port']) expect(stdout).toContain(option);
	});

	it.each([[['--frehs'], '--frehs'], [['--records', 'some'], '--records takes small or full'], [['--port', '99999'], '--port takes a number']])('says what is wrong with %p', (args, words) => {
		const { stderr, status } = start(...args);
		expect(status).toBe(1);
		expect(stderr).toContain(words);
		expect(stderr).toContain('npm start -- --fresh');
		expect(stderr).not.toContain('    at ');
	});
});
