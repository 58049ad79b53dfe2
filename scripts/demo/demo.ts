import { join } from 'node:path';
import type { SystemName } from '../../engine/model';
import { N8nApi, OWNER } from '../../test/e2e/support/n8n-api';
import { N8nHost } from '../../test/e2e/support/n8n-host';
import { CONSOLE_SIGN_IN, saveSandboxCredentials } from '../../test/e2e/support/sandbox-credentials';
import { Sandboxes } from '../../test/e2e/support/sandboxes';
import { ConsolePages } from './console-pages';
import { FirstSyncWatch, type FirstSyncView } from './first-sync';
import { LandingServer } from './server';
import { DEMO_FOLDER, N8N_FOLDER, RECORDS_FOLDER, saveState, type DemoState } from './state';
import { Starting } from './starting';
import { KIND_NAMES, SYSTEM_NAMES, Systems, TITLES, type Kind, type Latest } from './systems';
import { importTemplates, readTemplates, type ImportedTemplate } from './templates';
import { Tour } from './tour';

/** Records of each system and kind on the landing page. */
const SHOWN_RECORDS = 8;
/** How often the systems are looked at for all who watch, and how often n8n is asked for the figures of the first sync. */
const LOOK_MS = 900;
const FIGURES_MS = 2_000;
/** What the templates watch: Change Data Capture is selected for it. */
const WATCHED_IN_SALESFORCE = ['Account', 'Contact', 'Lead', 'Opportunity'];
const TITLES_OF_STEPS = { systems: 'Starting the stand-ins for Salesforce, HubSpot and Pact', n8n: 'Starting n8n with the package', workflows: 'Setting up credentials and workflows' } as const;

interface DemoOptions {
	state: DemoState;
	/** Another address than that of the last start: credentials name it. */
	moved: boolean;
	/** Nothing is there of an earlier start. */
	isFresh: boolean;
	/** When the user pressed Enter, epoch ms. */
	startedAt: number;
}

/** Everything that runs in the demo, and what its landing page shows of it. */
export class Demo {
	private readonly starting = new Starting(Object.values(TITLES_OF_STEPS));
	private readonly started: Array<{ stop(): Promise<void> }> = [];
	private readonly systems: Systems;
	private readonly tour: Tour;
	private readonly watch: FirstSyncWatch;
	private landing: LandingServer | undefined;
	private api: N8nApi | undefined;
	private templates: ImportedTemplate[] = [];
	private shown: Record<SystemName, Record<Kind, Latest>> | undefined;
	private lookedAt = 0;
	private figuresAt = 0;

	constructor(private readonly options: DemoOptions) {
		const { ports, done } = options.state;
		const url = (port: number): string => `http://127.0.0.1:${port}`;
		this.systems = new Systems({ salesforce: url(ports.salesforce), hubspot: url(ports.hubspot), pact: url(ports.pact) });
		const console = new ConsolePages(`${url(ports.n8n)}/webhook/sync-console`, CONSOLE_SIGN_IN);
		const { systems } = this;
		this.tour = new Tour({ systems, console, done, onDone: (now) => this.save({ done: now }) });
		this.watch = new FirstSyncWatch({ systems, console, startedAt: options.startedAt });
	}

	/** The page first: it shows how the rest starts. */
	async openLanding(): Promise<string> {
		const { ports } = this.options.state;
		this.landing = await LandingServer.start(ports.landing, {
			state: async () => await this.state(),
			act: async (name, input) => await this.tour.start(name, input),
			loginCookie: () => this.api?.http.loginCookie(),
			editor: (path) => (this.api && path.startsWith('/') ? `${this.api.baseUrl}${path}` : undefined),
			console: (query) => this.api && `http://${CONSOLE_SIGN_IN.user}:${CONSOLE_SIGN_IN.password}@127.0.0.1:${ports.n8n}/webhook/sync-console${query}`,
		});
		this.started.push(this.landing);
		return this.landing.url;
	}

	/** The stand-ins and n8n at the same time, then what n8n needs of both. @returns what runs */
	async start(): Promise<ImportedTemplate[]> {
		const { state, moved } = this.options;
		const { n8n, salesforce, hubspot, pact } = state.ports;
		const sandboxes = await this.starting.step(TITLES_OF_STEPS.systems, '3 s', async () =>
			await Sandboxes.start({ ports: { salesforce, hubspot, pact }, records: state.records ?? 'small', keep: RECORDS_FOLDER, logFile: join(DEMO_FOLDER, 'sandboxes.log') }),
		);
		this.started.push(sandboxes);
		// As an admin does in Setup: without it Salesforce tells of no change, and the sync polls.
		await sandboxes.salesforce.call('PUT', 'cdc', { selected: WATCHED_IN_SALESFORCE });
		const host = await this.starting.step(TITLES_OF_STEPS.n8n, '10–60 s', async () => await N8nHost.start({ userFolder: N8N_FOLDER, port: n8n }));
		this.started.push(host);
		this.templates = await this.starting.step(TITLES_OF_STEPS.workflows, '5 s', async () => {
			const api = await N8nApi.signIn(host.url);
			await saveSandboxCredentials(api, sandboxes, moved ? { update: api } : {});
			const { published, others } = readTemplates();
			const running = await importTemplates(api, published);
			// The page is ready from now on; what does not run yet can follow.
			this.templates = running;
			this.api = api;
			return [...running, ...(await importTemplates(api, others))];
		});
		return this.templates;
	}

	/** Ends n8n, then the systems that it calls, then the page. */
	async stop(): Promise<void> {
		for (const part of this.started.toReversed().filter((one) => one !== this.landing)) await part.stop();
		await this.landing?.stop();
		const { pid: _ended, ...state } = this.options.state;
		this.options.state = state;
		saveState(state);
	}

	/** How far the first sync has come. */
	async firstSync(): Promise<FirstSyncView & { seconds: number | undefined }> {
		if (this.api && Date.now() - this.figuresAt > FIGURES_MS) {
			this.figuresAt = Date.now();
			await this.watch.look(this.options.isFresh);
		}
		return { ...this.watch.view, seconds: this.watch.firstRecordSeconds };
	}

	private save(change: Partial<DemoState>): void {
		Object.assign(this.options.state, change);
		saveState(this.options.state);
	}

	private async state(): Promise<unknown> {
		const ready = this.api !== undefined;
		if (ready && Date.now() - this.lookedAt > LOOK_MS) {
			this.lookedAt = Date.now();
			await Promise.all([this.lookAtSystems(), this.tour.underWay ? this.tour.look() : undefined]);
		}
		return {
			phase: ready ? 'ready' : 'starting',
			starting: this.starting.steps,
			editor: { user: OWNER.email, password: OWNER.password },
			console: CONSOLE_SIGN_IN,
			workflows: this.templates.map(({ id, name, state }) => ({ id, name, runs: state === 'running' })),
			firstSync: await this.firstSync(),
			steps: this.tour.view(),
			...(this.shown
				? { systems: Object.fromEntries(SYSTEM_NAMES.map((system) => [system, { title: TITLES[system], url: this.systems.urls[system], kinds: this.shown?.[system] }])) }
				: {}),
		};
	}

	/** What changed last; first of all whom the steps are about, also while a first sync brings many others. */
	private async latest(system: SystemName, kind: Kind): Promise<Latest> {
		const { total, records } = await this.systems.latest(system, kind, SHOWN_RECORDS);
		const about = this.tour.followed(kind);
		const followed = about === undefined ? undefined : await this.systems.find(system, kind, about);
		if (!followed) return { total, records };
		return { total, records: [followed, ...records.filter(({ id }) => id !== followed.id)].slice(0, SHOWN_RECORDS) };
	}

	private async lookAtSystems(): Promise<void> {
		const kindsOf = async (system: SystemName) => {
			const kinds = await Promise.all(KIND_NAMES.map(async (kind) => [kind, await this.latest(system, kind)] as const));
			return [system, Object.fromEntries(kinds)] as const;
		};
		this.shown = Object.fromEntries(await Promise.all(SYSTEM_NAMES.map(kindsOf))) as Record<SystemName, Record<Kind, Latest>>;
	}
}
