import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../../store';
import { Knowledge } from './knowledge';
import type { Size } from './shape';
import { simulate, type Report } from './simulation';

/** In memory where there is such a folder: power cuts are not the subject here, and each commit would wait for the disk. */
const MEMORY = '/dev/shm';
const FILE = 'sync.sqlite';
const KEY_BYTES = 32;
/** Nothing may differ between two runs of one seed: not even the key of the store's hashes. */
const KEY = Buffer.alloc(KEY_BYTES, 'simulation ');

/** Worlds one after the other, each with a store of its own: a copy of one that is empty, as making its tables takes longer than many a world. */
export class Playground {
	private constructor(
		private readonly folder: string,
		private readonly knowledge: Knowledge,
	) {}

	static async open(): Promise<Playground> {
		const folder = await mkdtemp(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'n8n-nodes-pact-simulation-'));
		const file = join(folder, FILE);
		await writeFile(`${file}.key`, KEY);
		await (await openStore({ file })).close();
		return new Playground(folder, await Knowledge.gather());
	}

	async play(seed: number, size?: Size): Promise<Report> {
		const folder = await mkdtemp(join(this.folder, 'world-'));
		try {
			const file = join(folder, FILE);
			for (const ending of ['', '.key']) await copyFile(`${join(this.folder, FILE)}${ending}`, `${file}${ending}`);
			return await simulate(seed, file, this.knowledge, size);
		} finally {
			await rm(folder, { recursive: true, force: true });
		}
	}

	async close(): Promise<void> {
		await rm(this.folder, { recursive: true, force: true });
	}
}
