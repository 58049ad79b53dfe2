import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder for each test of the file, removed after it. */
export function temporaryFolder(): () => string {
	let folder = '';
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'sync-store-'));
	});
	afterEach(() => rmSync(folder, { recursive: true }));
	return () => folder;
}
