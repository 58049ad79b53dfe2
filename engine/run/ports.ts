export * from './clock-port';
export * from './console-port';
export * from './http-port';
export * from './rehearsal-port';
export * from './store-port';
export * from './system-port';
export * from './usage-port';
