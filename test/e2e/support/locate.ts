import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

export const PROJECT_ROOT = resolve(__dirname, '..', '..', '..');

const placesSchema = z.object({ hostFolder: z.string(), tarball: z.string() });

export type Places = z.output<typeof placesSchema>;

let places: Places | undefined;

/**
 * The installed host n8n and the packed tarball, as the bootstrap scripts name them.
 * Throws when one of them is missing, saying which command makes it.
 */
export function locate(): Places {
	places ??= placesSchema.parse(JSON.parse(execFileSync(process.execPath, [join(PROJECT_ROOT, 'scripts', 'bootstrap', 'locate.mjs')], { encoding: 'utf8' })));
	if (!existsSync(places.hostFolder)) throw new Error(`The host n8n is not installed in ${places.hostFolder}. Run: npm test -- --only host`);
	if (!existsSync(places.tarball)) throw new Error(`There is no ${places.tarball}. Run: npm run build && npm run pack:check`);
	return places;
}
