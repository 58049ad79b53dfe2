import { StatementSync } from 'node:sqlite';

export interface StatementUse {
	count: number;
	ms: number;
}

/** What the process asks of SQLite, by the text of the statement, from the first call on. */
export function watchStatements(): { all(): Map<string, StatementUse>; reset(): void } {
	const used = new Map<string, StatementUse>();
	for (const name of ['run', 'all', 'get'] as const) {
		const original = StatementSync.prototype[name] as (...given: unknown[]) => unknown;
		const watched = function (this: StatementSync, ...given: unknown[]): unknown {
			const began = performance.now();
			try {
				return original.apply(this, given);
			} finally {
				const text = shape(this.sourceSQL);
				const use = used.get(text) ?? { count: 0, ms: 0 };
				used.set(text, { count: use.count + 1, ms: use.ms + performance.now() - began });
			}
		};
		Object.assign(StatementSync.prototype, { [name]: watched });
	}
	return { all: () => used, reset: () => used.clear() };
}

/** Lists of any length are one statement. */
const shape = (sql: string): string => sql.replace(/\(\s*\?(?:\s*,\s*\?)+\s*\)(?:\s*,\s*\(\s*\?(?:\s*,\s*\?)+\s*\))*/g, '(…)');
