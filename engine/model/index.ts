export * from './error';
export * from './item';
export * from './mapping';
export * from './outcome';
export * from './ref';
export * from './schema';
export * from './value';
