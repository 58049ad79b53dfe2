export class SetupError extends Error {}
export function say(text?: string): void;
export function cells(share: number): string;
export function bar(): { set(text: string, share: number): void; note(line: string): void; end(line: string): void };
export function step<T>(story: { title: string; why?: string; about?: string; share?: () => number }, work: () => Promise<T>): Promise<T>;
export function main(work: () => Promise<void>): Promise<void>;
