import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { join } from 'node:path';

/** Starting a process that compiles TypeScript takes a moment on a busy machine. */
const PATIENCE_MS = 30_000;

const run = (...args: string[]): ChildProcessWithoutNullStreams =>
	spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'main.ts'), ...args]);

/** The first line on standard output, or a failure that shows what the process said when it ended without one. */
function firstOf(process: ChildProcessWithoutNullStreams, lines: Interface): Promise<unknown[]> {
	let complaints = '';
	process.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
	const ended = once(process, 'close').then(() => Promise.reject(new Error(`It ended early: ${complaints}`)));
	return Promise.race([once(lines, 'line'), ended]);
}

describe('npm run sandbox', () => {
	it(
		'starts all sandboxes, says where in one line of JSON, and stops cleanly',
		async () => {
			const process = run('--json', '--port-salesforce', '0', '--port-hubspot', '0', '--port-pact', '0');
			const [line] = (await firstOf(process, createInterface(process.stdout))) as [string];
			const addresses = JSON.parse(line) as Record<string, { url: string }>;
			expect(Object.keys(addresses)).toEqual(['salesforce', 'hubspot', 'pact']);
			for (const { url } of Object.values(addresses)) expect((await fetch(`${url}/__sandbox/stats`)).status).toBe(200);
			process.kill('SIGTERM');
			expect(await once(process, 'exit')).toEqual([0, null]);
		},
		PATIENCE_MS,
	);

	it(
		'explains itself when it is called wrongly',
		async () => {
			const process = run('--port-pact', 'many');
			let text = '';
			process.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
			expect(await once(process, 'close')).toEqual([1, null]);
			expect(text).toContain('--port-pact takes a number');
		},
		PATIENCE_MS,
	);
});
