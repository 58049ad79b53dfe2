import { z } from 'zod';

/** Licences that ask for no more than their notice, which dist/THIRD_PARTY_NOTICES.txt gives. SPDX identifiers. */
const PERMISSIVE: ReadonlySet<string> = new Set(['MIT', 'MIT-0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Apache-2.0', 'Unlicense', 'CC0-1.0', 'BlueOak-1.0.0', 'Zlib']);

interface Library {
	name: string;
	version: string;
	/** As its package.json says it. */
	licence: string;
}

const licenceSchema = z.union([z.string(), z.object({ type: z.string() }).transform(({ type }) => type)]).optional();
const manifestSchema = z.object({ name: z.string(), version: z.string(), license: licenceSchema });

/** A package.json, read. What says nothing of its licence is `UNKNOWN`. */
export function libraryOf(manifest: unknown): Library {
	const { name, version, license } = manifestSchema.parse(manifest);
	return { name, version, licence: license?.trim() || 'UNKNOWN' };
}

/** Whether the library may be part of what we publish: of alternatives one is enough, of several at once all must do. */
export function mayBeBundled(licence: string): boolean {
	const plain = licence.trim().replace(/^\((.*)\)$/, '$1');
	if (/[()]/.test(plain)) return false;
	return plain.split(/\s+OR\s+/).some((choice) => choice.split(/\s+AND\s+/).every((one) => PERMISSIVE.has(one.trim())));
}

const lockSchema = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional(), license: licenceSchema, link: z.boolean().optional() })) });

/** Everything that package-lock.json installs, by name and version. */
export function lockedLibraries(lock: unknown): Library[] {
	const installed = Object.entries(lockSchema.parse(lock).packages).flatMap(([path, { version, license, link }]) => {
		const name = path.split('node_modules/').at(-1) ?? '';
		return path === '' || version === undefined || link ? [] : [{ name, version, licence: license?.trim() || 'UNKNOWN' }];
	});
	const once = new Map(installed.map((library) => [`${library.name}@${library.version}`, library]));
	return [...once.values()].sort((one, other) => one.name.localeCompare(other.name));
}

/** How many libraries there are of each licence, the most first. */
export function byLicence(libraries: readonly Library[]): Array<[licence: string, count: number]> {
	const counts = new Map<string, number>();
	for (const { licence } of libraries) counts.set(licence, (counts.get(licence) ?? 0) + 1);
	return [...counts].sort(([one, most], [other, more]) => more - most || one.localeCompare(other));
}
