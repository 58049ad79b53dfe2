import { once } from 'node:events';
import { SYSTEMS, type SystemName } from '../../../engine/model';
import type { Clock } from '../../../engine/run/clock-port';
import { SandboxClock } from '../../../sandbox/common/clock';
import { DEMO_TOKENS, startHubSpotSandbox, type HubSpotSandbox } from '../../../sandbox/hubspot';
import { DEMO_KEYS, startPactSandbox, type PactSandbox } from '../../../sandbox/pact';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../../sandbox/salesforce';
import type { Http } from '../../../engine/run/http-port';
import type { RunningSandbox, SandboxRequest } from '../../../sandbox/common/server';
import { fetchHttp } from '../../../systems/common/fetch-http';
import { createHubSpot } from '../../../systems/hubspot';
import { createPact } from '../../../systems/pact';
import { SWEEP_REACH_MS } from '../../../systems/pact/changes';
import { createSalesforce } from '../../../systems/salesforce';
import type { Connected } from './canvas';
import { Screen, type Control } from './rows';

export const START = new Date('2026-11-21T08:00:00.000Z');

/** Instead of sockets and one clock that stands still: a network and times that somebody else makes. */
interface Elsewhere {
	clockOf(system: SystemName): SandboxClock;
	/** Of whoever calls the services. */
	clock: Clock;
	/** The way to a service for calls with these headers. Services stand at `https://<system>.example`. */
	way(system: SystemName, sandbox: RunningSandbox, headers: Readonly<Record<string, string>>): Http;
	/** How far HubSpot's search is behind. */
	searchLagMs: number;
	/** Those that are there; the others are not started, and whoever asks for them fails. */
	systems: readonly SystemName[];
}

/** In the place of a sandbox that is not there. */
const absent = <T extends object>(system: SystemName): T =>
	new Proxy({} as T, {
		get: (_none, name) => {
			// Asked by `await`.
			if (name === 'then') return undefined;
			throw new Error(`${system} is not in this world.`);
		},
	});

/** Three services on one clock that stands still until somebody waits: hours pass in no time. */
export class ThreeSandboxes {
	private constructor(
		readonly time: SandboxClock,
		readonly salesforce: SalesforceSandbox,
		readonly hubspot: HubSpotSandbox,
		readonly pact: PactSandbox,
		private readonly elsewhere?: Elsewhere,
	) {}

	/** Empty ones: no record is there before a test makes it. */
	static async start(elsewhere?: Elsewhere): Promise<ThreeSandboxes> {
		const time = new SandboxClock({ startAt: START, frozen: true });
		const clock = (system: SystemName) => elsewhere?.clockOf(system) ?? time;
		const size = { accounts: 0, contacts: 0, leads: 0, opportunities: 0 };
		const { systems = SYSTEMS, searchLagMs } = elsewhere ?? {};
		const started = async <T extends object>(system: SystemName, start: () => Promise<T>) => (systems.includes(system) ? await start() : absent<T>(system));
		return new ThreeSandboxes(
			time,
			await started('salesforce', async () => await startSalesforceSandbox({ clock: clock('salesforce'), size })),
			await started('hubspot', async () => await startHubSpotSandbox({ clock: clock('hubspot'), ...(searchLagMs === undefined ? {} : { searchLagMs }) })),
			await started('pact', async () => await startPactSandbox({ clock: clock('pact'), plan: 'unlimited' })),
			elsewhere,
		);
	}

	/** Those that are there. */
	get systems(): readonly SystemName[] {
		return this.elsewhere?.systems ?? SYSTEMS;
	}

	async stop(): Promise<void> {
		await Promise.all(this.systems.map(async (system) => await this[system].close()));
	}

	/** Waiting moves the services' clock; what only wakes up now and then beside the work (renewing a lock) does not wake up at all. */
	get clock(): Clock {
		if (this.elsewhere) return this.elsewhere.clock;
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
		return createSalesforce({ http: this.http('salesforce', token), instanceUrl: this.urlOf('salesforce'), connection: this.salesforce.orgId, clock: this.clock });
	}

	/** With all that only HubSpot can do. */
	connectHubSpot(token: string = DEMO_TOKENS.full): ReturnType<typeof createHubSpot> {
		return createHubSpot({ http: this.http('hubspot', token), baseUrl: this.urlOf('hubspot'), connection: String(this.hubspot.portalId), clock: this.clock });
	}

	/** With all that only Pact can do. */
	connectPact(): ReturnType<typeof createPact> {
		const url = this.urlOf('pact');
		return createPact({ http: this.http('pact', DEMO_KEYS.full), baseUrl: url, connection: `pact-${url}`, clock: this.clock });
	}

	private urlOf(system: SystemName): string {
		return this.elsewhere ? `https://${system}.example` : this[system].url;
	}

	private http(system: SystemName, token: string): Http {
		const headers = { Authorization: `Bearer ${token}` };
		return this.elsewhere ? this.elsewhere.way(system, this[system], headers) : fetchHttp({ authorise: () => headers });
	}

	/** A person at the screen of one of them. */
	screen(system: SystemName): Screen {
		return this.elsewhere ? new Screen(system, this.control(system)) : ThreeSandboxes.screenOf(system, this[system].url);
	}

	/** What a screen is made of, without a socket. */
	control(system: SystemName): Control {
		return ThreeSandboxes.controlBy(system, async (request) => await this[system].ask(request));
	}

	static screenOf(system: SystemName, url: string): Screen {
		return new Screen(system, ThreeSandboxes.controlBy(system, async ({ path, ...request }) => {
			const response = await fetch(`${url}${path}`, request);
			return { status: response.status, body: await response.text() };
		}));
	}

	private static controlBy(system: SystemName, ask: (request: SandboxRequest) => Promise<{ status: number; body: string }>): Control {
		return {
			call: async (method, path, body) => {
				const { status, body: text } = await ask({
					method: method as SandboxRequest['method'],
					path: `/__sandbox/${path}`,
					...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
				});
				if (status >= 300) throw new Error(`${system}: ${method} ${path} answered ${status}: ${text.slice(0, 300)}`);
				return text === '' ? undefined : (JSON.parse(text) as unknown);
			},
		};
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
