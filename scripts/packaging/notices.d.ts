import type { Metafile } from 'esbuild';

/** Package folders whose code is in the output (not merely looked at), sorted by name. */
export function bundledLibraries(metafile: Metafile): string[];
/** Writes dist/THIRD_PARTY_NOTICES.txt. */
export function notices(): Promise<void>;
