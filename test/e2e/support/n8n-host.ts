import { join } from 'node:path';
import type { StoreOptions } from '../../../store';
import { N8nProcess, type MemoryUse, type N8nProcessOptions } from './n8n-process';
import { freePorts } from './ports';
import { QueueServices } from './queue-services';

type N8nHostOptions = Omit<N8nProcessOptions, 'command'>;

/** With E2E_MODE=queue every host is an n8n in queue mode: a main process, one for webhooks, and so many workers. */
const WORKERS = 3;
const isQueueMode = (): boolean => process.env.E2E_MODE === 'queue';

/** A real n8n with the package in it: one process, or all of those of queue mode, which start and end together. */
export class N8nHost {
	private said = '';
	private readonly heard = new Map<N8nProcess, number>();

	private constructor(
		private readonly main: N8nProcess,
		private readonly helpers: readonly N8nProcess[] = [],
		private readonly services?: QueueServices,
	) {}

	/** Installs the package (the packed tarball unless told otherwise), starts n8n and waits until its workflows are active. */
	static async start(options: N8nHostOptions): Promise<N8nHost> {
		if (!isQueueMode()) return new N8nHost(await N8nProcess.start(options));
		const services = await QueueServices.start(options.userFolder);
		const [webhookPort] = await freePorts(1);
		// Whoever is told an address for webhooks is told that of the process that is there for them.
		const env = { ...services.environment(), WEBHOOK_URL: `http://127.0.0.1:${webhookPort}`, ...options.env };
		const started: N8nProcess[] = [];
		try {
			// The main process first: it makes the tables.
			const main = await N8nProcess.start({ ...options, env });
			started.push(main);
			const { port: _, ...rest } = options;
			const helpers: Array<Pick<N8nProcessOptions, 'userFolder' | 'command' | 'port'>> = [
				{ userFolder: join(options.userFolder, 'webhooks'), command: 'webhook', port: webhookPort! },
				...Array.from({ length: WORKERS }, (_none, index) => ({ userFolder: join(options.userFolder, `worker-${index + 1}`), command: 'worker' as const })),
			];
			const ends = await Promise.allSettled(helpers.map(async (helper) => await N8nProcess.start({ ...rest, ...helper, env })));
			const running = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
			started.push(...running);
			const problem = ends.find((end) => end.status === 'rejected');
			if (problem !== undefined) throw problem.reason;
			return new N8nHost(main, running, services);
		} catch (error) {
			await Promise.all(started.map(async (process) => await process.kill()));
			await services.stop();
			throw error;
		}
	}

	get url(): string {
		return this.main.url;
	}

	/** Where webhooks are to be sent: of the process that is there for them, in queue mode. */
	get webhookUrl(): string {
		return this.helpers[0]?.url ?? this.url;
	}

	/** HTTP port of the editor. */
	get port(): number {
		return this.main.port;
	}

	get userFolder(): string {
		return this.main.userFolder;
	}

	/** The sync store of this n8n, to look into it from a process of its own, also while n8n does not run. */
	get store(): StoreOptions {
		return this.services?.store ?? { file: join(this.userFolder, '.n8n', 'n8n-nodes-pact', 'sync.sqlite') };
	}

	/** Everything that n8n has logged, over all starts and processes, in the order in which it was seen here: what was said stays in its place. */
	log(): string {
		for (const process of this.processes) {
			const log = process.log();
			this.said += log.slice(this.heard.get(process) ?? 0);
			this.heard.set(process, log.length);
		}
		return this.said;
	}

	get running(): boolean {
		return this.processes.some(({ running }) => running);
	}

	/** Starts n8n again on the same data and port, after `kill`. */
	async launch(): Promise<void> {
		await this.each(async (process) => await process.launch());
	}

	/** Ends n8n as an administrator does: running executions are finished or handed back. In queue mode its databases go, too. */
	async stop(): Promise<void> {
		await this.each(async (process) => await process.stop());
		await this.services?.stop();
	}

	/** Ends n8n as a power cut does. */
	async kill(): Promise<void> {
		await this.each(async (process) => await process.kill());
	}

	async restart(): Promise<void> {
		await this.each(async (process) => await process.restart());
	}

	/** Memory of the main n8n process (other processes and task runners not counted). Linux only. */
	memory(): MemoryUse {
		return this.main.memory();
	}

	private get processes(): readonly N8nProcess[] {
		return [this.main, ...this.helpers];
	}

	private async each(work: (process: N8nProcess) => Promise<void>): Promise<void> {
		await Promise.all(this.processes.map(work));
	}
}
