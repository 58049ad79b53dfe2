import type { Migration } from './migration';
import { links } from './0001-links';
import { ledger } from './0002-ledger';
import { people } from './0003-people';

/** In order; only ever appended to. */
export const MIGRATIONS: readonly Migration[] = [links, ledger, people];

export type { ColumnTypes, Migration } from './migration';
