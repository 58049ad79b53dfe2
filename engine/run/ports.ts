export * from './clock-port';
export * from './console-port';
export * from './http-port';
export * from './store-port';
export * from './system-port';
