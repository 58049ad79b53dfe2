import { once } from 'node:events';
import type { SystemName } from '../../../engine/model';
import type { Clock } from '../../../engine/run/clock-port';
import { SandboxClock } from '../../../sandbox/common/clock';
import { DEMO_TOKENS, startHubSpotSandbox, type HubSpotSandbox } from '../../../sandbox/hubspot';
import { DEMO_KEYS, startPactSandbox, type PactSandbox } from '../../../sandbox/pact';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../../sandbox/salesforce';
import { fetchHttp } from '../../../systems/common/fetch-http';
import { createHubSpot } from '../../../systems/hubspot';
import { createPact } from '../../../systems/pact';
import { SWEEP_REACH_MS } from '../../../systems/pact/changes';
import { createSalesforce } from '../../../systems/salesforce';
import type { Connected } from './canvas';
import { Screen } from './rows';

export const START = new Date('2026-11-21T08:00:00.000Z');

/** Three services on one clock that stands still until somebody waits: hours pass in no time. */
export class ThreeSandboxes {
	private constructor(
		readonly time: SandboxClock,
		readonly salesforce: SalesforceSandbox,
		readonly hubspot: HubSpotSandbox,
		readonly pact: PactSandbox,
	) {}

	/** Empty ones: no record is there before a test makes it. */
	static async start(): Promise<ThreeSandboxes> {
		const time = new SandboxClock({ startAt: START, frozen: true });
		const size = { accounts: 0, contacts: 0, leads: 0, opportunities: 0 };
		return new ThreeSandboxes(
			time,
			await startSalesforceSandbox({ clock: time, size }),
			await startHubSpotSandbox({ clock: time }),
			await startPactSandbox({ clock: time, plan: 'unlimited' }),
		);
	}

	async stop(): Promise<void> {
		await Promise.all([this.salesforce.close(), this.hubspot.close(), this.pact.close()]);
	}

	/** Waiting moves the services' clock; what only wakes up now and then beside the work (renewing a lock) does not wake up at all. */
	get clock(): Clock {
		return {
			now: () => this.time.now(),
			random: () => 0.5,
			sleep: async (ms, signal) => {
				if (signal === undefined) this.time.advance(Math.max(1, Math.ceil(ms)));
				else if (!signal.aborted) await once(signal, 'abort');
			},
		};
	}

	connect(system: SystemName): Connected {
		switch (system) {
			case 'salesforce':
				return this.connectSalesforce();
			case 'pact':
				// Its lists cannot be asked for a time: every poll reads them whole.
				return { ...this.connectPact(), lookBackMs: SWEEP_REACH_MS };
			case 'hubspot':
				return this.connectHubSpot();
		}
	}

	/** With all that only Salesforce can do. */
	connectSalesforce(): ReturnType<typeof createSalesforce> {
		const token = this.salesforce.openSession();
		const http = fetchHttp({ authorise: () => ({ Authorization: `Bearer ${token}` }) });
		return createSalesforce({ http, instanceUrl: this.salesforce.url, connection: this.salesforce.orgId, clock: this.clock });
	}

	/** With all that only HubSpot can do. */
	connectHubSpot(token: string = DEMO_TOKENS.full): ReturnType<typeof createHubSpot> {
		const http = fetchHttp({ authorise: () => ({ Authorization: `Bearer ${token}` }) });
		return createHubSpot({ http, baseUrl: this.hubspot.url, connection: String(this.hubspot.portalId), clock: this.clock });
	}

	/** With all that only Pact can do. */
	connectPact(): ReturnType<typeof createPact> {
		const http = fetchHttp({ authorise: () => ({ Authorization: `Bearer ${DEMO_KEYS.full}` }) });
		return createPact({ http, baseUrl: this.pact.url, connection: `pact-${this.pact.url}`, clock: this.clock });
	}

	/** A person at the screen of one of them. */
	screen(system: SystemName): Screen {
		return ThreeSandboxes.screenOf(system, this[system].url);
	}

	static screenOf(system: SystemName, url: string): Screen {
		return new Screen(system, {
			call: async (method, path, body) => {
				const response = await fetch(`${url}/__sandbox/${path}`, {
					method,
					...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
				});
				const text = await response.text();
				if (!response.ok) throw new Error(`${system}: ${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`);
				return text === '' ? undefined : (JSON.parse(text) as unknown);
			},
		});
	}

	/** API calls so far. */
	calls(system: SystemName): number {
		return this[system].stats.snapshot().calls;
	}

	/** Writes so far: of data, by anybody's program. */
	writes(system: SystemName): number {
		return this[system].stats.snapshot().writes;
	}
}
