import { SandboxClock } from '../common/clock';
import { Faults } from '../common/faults';
import { latestRoute } from '../common/latest';
import { startSandboxServer, type RunningSandbox } from '../common/server';
import { ConnectedApp, DEMO_REFRESH_TOKEN, type AppOptions } from './auth/app';
import { DEFAULT_SCOPE } from './auth/grants';
import { Sessions } from './auth/sessions';
import { UnseenFields } from './access';
import { Cdc } from './cdc/cdc';
import { cdcControl } from './cdc/control';
import { cometdRoutes, groupWrites, selectionRoutes } from './cdc/routes';
import { BulkJobs } from './bulk/jobs';
import { bulkRoutes } from './bulk/routes';
import { DirectAccess } from './direct';
import { notFound } from './errors';
import { ApiLimit } from './limits';
import { QueryLocators } from './locators';
import type { Org } from './org';
import { answerError } from './routes/answerError';
import { collectionRoutes } from './routes/collections';
import { compositeRoutes } from './routes/composite';
import { controlRoutes } from './routes/control';
import { describeRoutes, metadataRoutes } from './routes/metadata';
import { oauthRoutes } from './routes/oauth';
import { pageRoutes } from './routes/pages';
import { queryRoutes } from './routes/query';
import { recordRoutes } from './routes/records';
import { replicationRoutes } from './routes/replication';
import { toolingRoutes } from './routes/tooling';
import { guardDataCalls } from './routes/request';
import { DEFAULT_SIZE, seedStore, type SeedSize } from './seed';
import { INTEGRATION_USERNAME } from './seed/setup';
import { Store } from './store/store';

export { DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DEMO_REFRESH_TOKEN } from './auth/app';
export { SaveRefused } from './direct';
export { INTEGRATION_USERNAME };

/** How to start the Salesforce sandbox; everything has a default. */
export interface SalesforceSandboxOptions extends AppOptions {
	/** 0 (default): any free port. */
	port?: number;
	/** Seed of the demo data, default 42. */
	seed?: number;
	/** Numbers of seeded records; absent ones keep their defaults (500, 2,000, 300, 400). */
	size?: Partial<SeedSize>;
	clock?: SandboxClock;
	/** API calls a day. */
	dailyApi?: number;
	/** An access token that is valid from the start, for two hours of the clock. */
	accessToken?: string;
	/** A refresh token that is valid from the start, besides `DEMO_REFRESH_TOKEN`. */
	refreshToken?: string;
}

type DirectMethods = Pick<
	DirectAccess,
	| 'records'
	| 'create'
	| 'edit'
	| 'delete'
	| 'undelete'
	| 'merge'
	| 'convertLead'
	| 'makeLate'
	| 'bulkTouch'
	| 'trackHistory'
	| 'generate'
	| 'expireSessions'
>;

/** A running Salesforce sandbox. */
export interface SalesforceSandbox extends RunningSandbox, DirectMethods {
	orgId: string;
	/** The integration user: of the demo tokens, of client_credentials, and `sub` of JWT assertions. */
	userId: string;
	username: string;
	app: ConnectedApp;
	/** A new access token of the integration user. */
	openSession(): string;
}

function buildOrg(options: SalesforceSandboxOptions, clock: SandboxClock): Omit<Org, 'faults'> {
	const store = new Store(clock);
	const seed = options.seed ?? 42;
	const { orgId, integrationUserId } = seedStore(store, seed, { ...DEFAULT_SIZE, ...options.size });
	const sessions = new Sessions(clock, orgId);
	sessions.grantRefresh(integrationUserId, DEFAULT_SCOPE, DEMO_REFRESH_TOKEN);
	if (options.refreshToken !== undefined) sessions.grantRefresh(integrationUserId, DEFAULT_SCOPE, options.refreshToken);
	if (options.accessToken !== undefined) sessions.open(integrationUserId, DEFAULT_SCOPE, options.accessToken);
	const limit = options.dailyApi === undefined ? new ApiLimit(clock) : new ApiLimit(clock, options.dailyApi);
	const locators = new QueryLocators(clock);
	const bulk = new BulkJobs(clock);
	const rights = { customizeApplication: true, managePermissions: true };
	const cdc = new Cdc({ clock, catalog: store.catalog, table: (object) => store.table(object), integrationUserId });
	store.onWrite = (written) => cdc.note(written);
	const setup = { cdc, rights, unseen: new UnseenFields(), madeFields: 0 };
	return { store, app: new ConnectedApp(options), sessions, limit, locators, bulk, seed, orgId, integrationUserId, ...setup };
}

/**
 * Starts a stand-in for the Salesforce REST API on 127.0.0.1, with demo data, as strict as the real service. Needs no
 * network and touches no file. Rejects when the port is taken.
 */
export async function startSalesforceSandbox(options: SalesforceSandboxOptions = {}): Promise<SalesforceSandbox> {
	const clock = options.clock ?? new SandboxClock();
	const faults = new Faults();
	const org: Org = { ...buildOrg(options, clock), faults };
	const direct = new DirectAccess(org);
	const running = await startSandboxServer({
		clock,
		faults,
		kept: [{ of: org.store, prepare: () => org.store.catalog.objects().forEach(({ name }) => org.store.table(name)) }, { of: org.unseen }, { of: org, only: ['rights', 'madeFields'] }, { of: org.cdc, only: ['behaviour'] }],
		...(options.port === undefined ? {} : { port: options.port }),
		routeLabel: (pattern) => pattern.replace('/data/:version', '/data/vXX'),
		ignoreTrailingSlash: true,
		onError: (error, _request, reply) => answerError(error, reply),
		onNotFound: (_request, reply) => answerError(notFound(), reply),
		routes: (app) => {
			guardDataCalls(app, org);
			groupWrites(app, org);
			cometdRoutes(app, org);
			selectionRoutes(app, org);
			cdcControl(app, org);
			oauthRoutes(app, org);
			metadataRoutes(app, org);
			describeRoutes(app, org);
			queryRoutes(app, org);
			replicationRoutes(app, org);
			recordRoutes(app, org);
			toolingRoutes(app, org);
			bulkRoutes(app, org);
			collectionRoutes(app, org);
			compositeRoutes(app, org);
			controlRoutes(app, org, direct);
			latestRoute(app, (object) =>
				direct.records(object).flatMap((row) => (row.IsDeleted === true ? [] : [{ id: row.Id, changedAt: new Date(String(row.SystemModstamp)).toISOString(), values: row }])),
			);
			pageRoutes(app, org, direct);
		},
	});
	return {
		...running,
		close: async () => {
			await org.cdc.close();
			await running.close();
		},
		records: (object) => direct.records(object),
		create: (object, fields, how) => direct.create(object, fields, how),
		edit: (object, id, fields, how) => direct.edit(object, id, fields, how),
		delete: (object, id, how) => direct.delete(object, id, how),
		undelete: (object, id) => direct.undelete(object, id),
		merge: (object, winner, losers) => direct.merge(object, winner, losers),
		convertLead: (id, how) => direct.convertLead(id, how),
		makeLate: (object, id, fields, lateMs) => direct.makeLate(object, id, fields, lateMs),
		bulkTouch: (object, ids, fields, how) => direct.bulkTouch(object, ids, fields, how),
		trackHistory: (object, fields) => direct.trackHistory(object, fields),
		generate: (object, count) => direct.generate(object, count),
		expireSessions: () => direct.expireSessions(),
		orgId: org.orgId,
		userId: org.integrationUserId,
		username: INTEGRATION_USERNAME,
		app: org.app,
		openSession: () => org.sessions.open(org.integrationUserId, DEFAULT_SCOPE),
	};
}
