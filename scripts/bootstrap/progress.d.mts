export class SetupError extends Error {}
export function say(text?: string): void;
export function step<T>(story: { title: string; why?: string; about?: string }, work: () => Promise<T>): Promise<T>;
export function main(work: () => Promise<void>): Promise<void>;
