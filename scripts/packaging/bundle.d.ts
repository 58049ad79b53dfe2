import type { Metafile } from 'esbuild';

/** What the bundler takes and gives, by its own account. `write: false` leaves dist/ as it is. */
export function build(options: { write: boolean }): Promise<Metafile>;
