import type { Clock } from '../../../engine/run/clock-port';
import { SandboxClock } from '../../../sandbox/common/clock';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../../sandbox/salesforce';
import { fetchHttp } from '../../../systems/common/fetch-http';
import { createSalesforce, salesforceConnection, type SalesforceOptions, type SalesforceSystem } from '../../../systems/salesforce';
import { sleepingClock } from './subject';

type Options = Pick<SalesforceOptions, 'bulk' | 'dailyShare'>;

export interface BulkOrg extends SalesforceSystem {
	sandbox: SalesforceSandbox;
	/** Moves the sandbox's time when somebody sleeps by it. */
	clock: Clock;
	/** What the log was told. */
	told: string[];
	/** The same org by another adapter: as after a restart, or with other options. */
	again(options?: Options): SalesforceSystem;
	/** Settings of the sandbox under /__sandbox. */
	control(path: string, settings: object): Promise<void>;
	calls(): Record<string, number>;
}

/** An org without records of its own, on a clock that moves when somebody sleeps. */
export async function bulkOrg(options: Options = {}): Promise<BulkOrg> {
	const sandbox = await startSalesforceSandbox({
		clock: new SandboxClock({ startAt: new Date('2026-11-21T08:00:00Z'), frozen: true }),
		size: { accounts: 0, contacts: 0, leads: 0, opportunities: 0 },
	});
	sandbox.clock.advance(10 * 60_000);
	let token = sandbox.openSession();
	const told: string[] = [];
	const clock = sleepingClock(sandbox);
	const where = {
		http: fetchHttp({ authorise: () => ({ Authorization: `Bearer ${token}` }), timeoutMs: 20_000 }),
		instanceUrl: sandbox.url,
		clock,
		log: (message: string) => void told.push(message),
	};
	const { connection } = await salesforceConnection(where);
	const again = (other: Options = options) => {
		token = sandbox.openSession();
		return createSalesforce({ ...where, connection, ...other });
	};
	const system = again();
	sandbox.stats.reset();
	return {
		...system,
		sandbox,
		clock,
		told,
		again,
		async control(path, settings) {
			const answer = await fetch(`${sandbox.url}/__sandbox/${path}`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(settings) });
			if (!answer.ok) throw new Error(`The sandbox refused ${path}: ${answer.status}`);
		},
		calls: () => sandbox.stats.snapshot().byRoute,
	};
}
