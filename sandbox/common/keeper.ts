import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotRestore, keep, restore } from './keep';
import type { RunningSandbox } from './server';

/** How much a power cut can take. Some thousand records are written within a tenth of a second. */
const EVERY_MS = 10_000;

/** Keeps a sandbox in a file of a folder: now and then while something changes, and when it is asked to. */
export class Keeper {
	private readonly file: string;
	private changesKept: number;
	private readonly timer: NodeJS.Timeout;

	/** Gives the sandbox back what was kept of it. A file of another version is put aside, and the sandbox begins with its sample data. */
	constructor(
		private readonly sandbox: Pick<RunningSandbox, 'kept' | 'changes'>,
		folder: string,
		name: string,
	) {
		mkdirSync(folder, { recursive: true });
		this.file = join(folder, `${name}.kept`);
		this.giveBack();
		this.changesKept = existsSync(this.file) ? sandbox.changes() : -1;
		this.timer = setInterval(() => this.save(), EVERY_MS);
		this.timer.unref();
	}

	/** Writes what there is, unless nothing has changed. A file is whole or not there. */
	save(): void {
		const changes = this.sandbox.changes();
		if (changes === this.changesKept) return;
		const draft = `${this.file}.draft`;
		writeFileSync(draft, keep(this.sandbox.kept));
		renameSync(draft, this.file);
		this.changesKept = changes;
	}

	/** Saves, and stops doing so. */
	close(): void {
		clearInterval(this.timer);
		this.save();
	}

	private giveBack(): void {
		if (!existsSync(this.file)) return;
		try {
			restore(this.sandbox.kept, readFileSync(this.file));
		} catch (error) {
			if (!(error instanceof CannotRestore)) throw error;
			process.stderr.write(`${this.file} cannot be read by this version (${error.message}); the sample data is taken instead.\n`);
			rmSync(this.file);
		}
	}
}
