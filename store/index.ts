export { StoreError, type StoreErrorCode } from './errors';
export { openStore, type Store, type StoreOptions } from './open-store';
export type { PostgresOptions } from './engines/postgres';
