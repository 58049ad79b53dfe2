export type { Forgettable, Forgotten, KnownSync } from '../engine/run/forget-port';
export { StoreError, type StoreErrorCode } from './errors';
export { openStore, type Store, type StoreOptions } from './open-store';
export type { PostgresOptions } from './engines/postgres';
