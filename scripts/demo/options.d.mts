export const USAGE: string;
export function readOptions(args: readonly string[]): { fresh: boolean; help: boolean; records: 'small' | 'full'; port: number | undefined };
