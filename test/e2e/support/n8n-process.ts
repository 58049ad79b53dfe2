import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installPackage, type PackageSource } from './install-package';
import { locate } from './locate';
import { ManagedProcess } from './managed-process';
import { freePorts } from './ports';

/** What n8n prints when it is ready: its workflows are active and its editor is served; a worker takes jobs; a webhook process takes calls. */
const READY = { start: 'Editor is now accessible via', worker: 'n8n worker is now ready', webhook: 'Webhook listener waiting for requests' } as const;
/** A first start migrates an empty database: 20 to 60 s on two busy cores. */
const START_TIMEOUT_MS = 240_000;
/** n8n itself gives running executions 30 s (N8N_GRACEFUL_SHUTDOWN_TIMEOUT). */
const STOP_GRACE_MS = 35_000;
const HEALTH_POLL_MS = 100;

export interface N8nProcessOptions {
	/** A packed tarball; the one of the last `npm run pack:check` by default. */
	tarball?: string;
	/** A folder with a built package, instead of a tarball. */
	packageDir?: string;
	/** Holds `.n8n/` with database, encryption key and the package. Kept between starts. */
	userFolder: string;
	/** Added to, and stronger than, the host's own settings. `undefined` removes one. */
	env?: Record<string, string | undefined>;
	/** HTTP port; a free one by default. */
	port?: number;
	/** Of queue mode: `worker` runs what the main process puts in the queue, `webhook` answers production webhooks. */
	command?: keyof typeof READY;
}

export interface MemoryUse {
	/** Resident memory now, bytes. */
	rss: number;
	/** Highest resident memory since the process started, bytes. */
	peak: number;
}

/** One process of a real n8n, with the package in it. */
export class N8nProcess {
	private process: ManagedProcess | undefined;

	private constructor(
		readonly userFolder: string,
		readonly port: number,
		private readonly brokerPort: number,
		private readonly env: Record<string, string | undefined>,
		private readonly command: keyof typeof READY,
	) {}

	/** Installs the package (the packed tarball unless told otherwise), starts n8n and waits until its workflows are active. */
	static async start(options: N8nProcessOptions): Promise<N8nProcess> {
		const { userFolder, env = {}, command = 'start' } = options;
		mkdirSync(userFolder, { recursive: true });
		installPackage(userFolder, packageSource(options));
		const [brokerPort, anyPort] = await freePorts(2);
		const host = new N8nProcess(userFolder, options.port ?? anyPort!, brokerPort!, env, command);
		await host.launch();
		return host;
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	get logFile(): string {
		return join(this.userFolder, 'n8n.log');
	}

	/** Everything n8n has logged, over all starts. */
	log(): string {
		return existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8') : '';
	}

	get running(): boolean {
		return this.process?.running ?? false;
	}

	/** Starts n8n again on the same data and port, after `stop` or `kill`. */
	async launch(): Promise<void> {
		if (this.running) throw new Error('n8n is running already');
		const child = new ManagedProcess({
			label: 'n8n',
			args: [join(locate().hostFolder, 'node_modules', 'n8n', 'bin', 'n8n'), this.command],
			// n8n reads a .env file from the folder it is started in.
			cwd: this.userFolder,
			env: hostEnvironment(this),
			logFile: this.logFile,
		});
		this.process = child;
		try {
			await child.waitForOutput((output) => output.includes(READY[this.command]), START_TIMEOUT_MS);
			if (this.command === 'start') await this.waitForHealth();
		} catch (error) {
			await child.kill();
			throw error;
		}
	}

	/** Ends n8n as an administrator does: running executions are finished or handed back. */
	async stop(): Promise<void> {
		await this.process?.stop(STOP_GRACE_MS);
	}

	/** Ends n8n as a power cut does. */
	async kill(): Promise<void> {
		await this.process?.kill();
	}

	async restart(): Promise<void> {
		await this.stop();
		await this.launch();
	}

	/** Memory of the main n8n process (task runners not counted). Linux only. */
	memory(): MemoryUse {
		if (this.process === undefined) throw new Error('n8n is not running');
		const status = readFileSync(`/proc/${this.process.pid}/status`, 'utf8');
		return { rss: kilobytes(status, 'VmRSS'), peak: kilobytes(status, 'VmHWM') };
	}

	/** @internal */
	settings(): Record<string, string | undefined> {
		return {
			N8N_USER_FOLDER: this.userFolder,
			N8N_PORT: String(this.port),
			N8N_RUNNERS_BROKER_PORT: String(this.brokerPort),
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_HOST: '127.0.0.1',
			// A plain http address is only trusted with this off; browsers would drop the login cookie.
			N8N_SECURE_COOKIE: 'false',
			N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true',
			// Nothing leaves this machine.
			N8N_DIAGNOSTICS_ENABLED: 'false',
			N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
			N8N_TEMPLATES_ENABLED: 'false',
			N8N_VERIFIED_PACKAGES_ENABLED: 'false',
			N8N_PERSONALIZATION_ENABLED: 'false',
			N8N_DYNAMIC_BANNERS_ENABLED: 'false',
			N8N_DISABLED_MODULES: 'mcp-registry',
			// Off in a later n8n unless asked for; what is tested here is an unverified package.
			N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
			// A sync is many executions: keep a day's worth, so that a demo left running does not fill the disk.
			EXECUTIONS_DATA_PRUNE: 'true',
			EXECUTIONS_DATA_MAX_AGE: '24',
			EXECUTIONS_DATA_PRUNE_MAX_COUNT: '2000',
			N8N_LOG_LEVEL: 'info',
			N8N_LOG_OUTPUT: 'console',
			...this.env,
		};
	}

	private async waitForHealth(): Promise<void> {
		const deadline = Date.now() + START_TIMEOUT_MS;
		for (;;) {
			const healthy = await fetch(`${this.url}/healthz/readiness`).then(
				({ ok }) => ok,
				() => false,
			);
			if (healthy) return;
			if (Date.now() > deadline || !this.running) throw new Error(`n8n does not answer on ${this.url}; its log is ${this.logFile}`);
			await sleep(HEALTH_POLL_MS);
		}
	}
}

function packageSource({ tarball, packageDir }: N8nProcessOptions): PackageSource {
	if (packageDir !== undefined) return { packageDir };
	return { tarball: tarball ?? locate().tarball };
}

/**
 * The environment of this process without what would change n8n: its own settings, the test runner's (in NODE_ENV=test n8n does not load
 * nodes the way it does for users) and npm's.
 */
function hostEnvironment(host: N8nProcess): NodeJS.ProcessEnv {
	const inherited = Object.entries(process.env).filter(
		([name]) => !/^(N8N_|EXECUTIONS_|DB_|QUEUE_|JEST_|npm_)/.test(name) && name !== 'NODE_ENV' && name !== 'NODE_OPTIONS',
	);
	return { ...Object.fromEntries(inherited), ...host.settings() };
}

function kilobytes(status: string, field: string): number {
	const match = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status);
	if (!match) throw new Error(`/proc has no ${field}`);
	return Number(match[1]) * 1024;
}
