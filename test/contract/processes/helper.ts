import { execFileSync, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PATIENCE_MS = 30_000;

/** A program of this folder, bundled once, to be run as further processes on a store: it is told lines, and says lines. */
export class HelperProgram {
	private constructor(
		private readonly folder: string,
		private readonly file: string,
	) {}

	static async build(name: string): Promise<HelperProgram> {
		const folder = await mkdtemp(join(tmpdir(), 'sync-helper-'));
		const file = join(folder, `${name}.cjs`);
		const bundle = ['--bundle', '--platform=node', '--external:pg-native', '--log-level=error', `--outfile=${file}`];
		execFileSync(process.execPath, [require.resolve('esbuild/bin/esbuild'), join(__dirname, `${name}.ts`), ...bundle]);
		return new HelperProgram(folder, file);
	}

	/** `input`: its first argument, as JSON. */
	start(input: unknown, environment: Record<string, string> = {}): Helper {
		return new Helper(spawn(process.execPath, [this.file, JSON.stringify(input)], { env: { ...process.env, ...environment } }));
	}

	async remove(): Promise<void> {
		await rm(this.folder, { recursive: true });
	}
}

/** A running helper. It ends with this process: its stdin does. */
export class Helper {
	readonly lines: string[] = [];
	private problem = '';
	private rest = '';
	private readonly exited: Promise<unknown>;

	constructor(private readonly child: ChildProcessWithoutNullStreams) {
		this.exited = once(child, 'exit');
		child.stdout.on('data', (data: Buffer) => {
			const parts = (this.rest + data.toString()).split('\n');
			this.rest = parts.pop() ?? '';
			this.lines.push(...parts);
			child.emit('said');
		});
		child.stderr.on('data', (data: Buffer) => (this.problem += data.toString()));
	}

	get running(): boolean {
		return this.child.exitCode === null && this.child.signalCode === null;
	}

	tell(line: string): void {
		this.child.stdin.write(`${line}\n`);
	}

	/** Waits for a line, also one that was said before. */
	async said(line: string): Promise<void> {
		const patience = AbortSignal.timeout(PATIENCE_MS);
		while (!this.lines.includes(line)) {
			if (this.child.exitCode !== null) throw new Error(`The helper ended (${this.child.exitCode}).\n${this.problem}`);
			await Promise.race([once(this.child, 'said', { signal: patience }), this.exited]);
		}
	}

	/** What a machine does that is stopped for a while, and goes on. */
	signal(name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void {
		this.child.kill(name);
	}

	async stop(): Promise<void> {
		this.child.stdin.end();
		await this.exited;
	}
}
