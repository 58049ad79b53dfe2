import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 50;
/** How much of the log an error message repeats. */
const TAIL_CHARACTERS = 4_000;

interface ProcessOptions {
	/** What it is, for error messages. */
	label: string;
	/** Arguments for the Node that runs us. */
	args: string[];
	cwd: string;
	env: NodeJS.ProcessEnv;
	/** stdout and stderr are appended here. */
	logFile: string;
}

/** A Node program in a process group of its own, with its output in a file. It does not outlive this process. */
export class ManagedProcess {
	private readonly child: ChildProcess;

	private readonly logStart: number;

	private readonly dieWithParent = () => this.signalGroup('SIGKILL');

	constructor(private readonly options: ProcessOptions) {
		mkdirSync(dirname(options.logFile), { recursive: true });
		const log = openSync(options.logFile, 'a');
		this.logStart = statSync(options.logFile).size;
		this.child = spawn(process.execPath, options.args, {
			cwd: options.cwd,
			env: options.env,
			stdio: ['ignore', log, log],
			detached: process.platform !== 'win32',
		});
		closeSync(log);
		process.once('exit', this.dieWithParent);
		this.child.once('exit', () => process.removeListener('exit', this.dieWithParent));
	}

	get pid(): number {
		if (this.child.pid === undefined) throw new Error(`${this.options.label} could not be started`);
		return this.child.pid;
	}

	get running(): boolean {
		return this.child.exitCode === null && this.child.signalCode === null;
	}

	/** What it has written since it was started. */
	output(): string {
		return readFileSync(this.options.logFile).subarray(this.logStart).toString('utf8');
	}

	/** Waits until `ready` is true of the output; fails when the process ends first or time runs out. */
	async waitForOutput(ready: (output: string) => boolean, timeoutMs: number): Promise<string> {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const output = this.output();
			if (ready(output)) return output;
			if (!this.running) throw new Error(`${this.options.label} ended before it was ready.\n${output.slice(-TAIL_CHARACTERS)}`);
			if (Date.now() > deadline) throw new Error(`${this.options.label} was not ready after ${timeoutMs} ms.\n${output.slice(-TAIL_CHARACTERS)}`);
			await sleep(POLL_MS);
		}
	}

	/** Asks it to end, and ends it after `graceMs`. */
	async stop(graceMs: number): Promise<void> {
		if (!this.running) return;
		this.child.kill('SIGTERM');
		await Promise.race([this.exited(), sleep(graceMs, undefined, { ref: false })]);
		await this.kill();
	}

	/** SIGKILL to the whole group: what a power cut does. */
	async kill(): Promise<void> {
		const exited = this.exited();
		this.signalGroup('SIGKILL');
		await exited;
	}

	private async exited(): Promise<void> {
		if (!this.running) return;
		await new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
	}

	private signalGroup(signal: NodeJS.Signals): void {
		if (this.child.pid === undefined) return;
		if (process.platform === 'win32') {
			spawnSync('taskkill', ['/pid', String(this.child.pid), '/t', '/f']);
			return;
		}
		try {
			process.kill(-this.child.pid, signal);
		} catch (error) {
			// ESRCH: the whole group is gone already.
			if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
		}
	}
}
