import type { SandboxClock } from '../common/clock';
import type { QueryResult } from './soql/evaluate';

/** Query cursors live this long: REST API Developer Guide, "Query More Results". Virtual time. */
const LOCATOR_MS = 2 * 86_400_000;

/** Open cursors a user may have; the oldest is released for a new one: SOQL limits, "query cursors". */
const MAX_OPEN = 10;

interface OpenQuery {
	result: QueryResult;
	pageSize: number;
	expiresAt: number;
}

/** The results behind `nextRecordsUrl`: snapshots, as in the real service. */
export class QueryLocators {
	private readonly open = new Map<string, OpenQuery>();

	private count = 0;

	constructor(private readonly clock: SandboxClock) {}

	/** Keeps a result; answers its locator without the position. */
	keep(result: QueryResult, pageSize: number): string {
		const locator = `01gbn${String(++this.count).padStart(10, '0')}AAA`;
		this.open.set(locator, { result, pageSize, expiresAt: this.clock.now().getTime() + LOCATOR_MS });
		const [oldest] = this.open.keys();
		if (this.open.size > MAX_OPEN && oldest !== undefined) this.open.delete(oldest);
		return locator;
	}

	find(locator: string): OpenQuery | undefined {
		const query = this.open.get(locator);
		return query && query.expiresAt > this.clock.now().getTime() ? query : undefined;
	}
}
