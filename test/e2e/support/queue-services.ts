import { join } from 'node:path';
import type { StoreOptions } from '../../../store';
import { PostgresServer } from '../../contract/store/postgres';
import { RedisServer } from './redis';

const SCHEMA = 'crm_sync';
const KEY = 'the same secret for all processes';
const ENCRYPTION_KEY = 'the same key of credentials for all processes';

/** How soon a worker that died is missed; by default that takes n8n two minutes. Not so soon that a busy one is taken for dead. */
const SOON_MISSED = { QUEUE_WORKER_LOCK_DURATION: '12000', QUEUE_WORKER_LOCK_RENEW_TIME: '3000', QUEUE_WORKER_STALLED_INTERVAL: '4000' };

/** What the processes of an n8n in queue mode share: PostgreSQL for n8n itself and for the sync store, and Redis. */
export class QueueServices {
	private constructor(
		private readonly postgres: PostgresServer,
		private readonly redis: RedisServer,
	) {}

	/** `folder`: where Redis may keep its files. */
	static async start(folder: string): Promise<QueueServices> {
		const postgres = await PostgresServer.start();
		try {
			return new QueueServices(postgres, await RedisServer.start(join(folder, 'redis')));
		} catch (error) {
			await postgres.stop();
			throw error;
		}
	}

	/** For every process of the n8n. */
	environment(store: 'shared store' | 'embedded store' = 'shared store'): Record<string, string> {
		const { port } = this.postgres;
		return {
			EXECUTIONS_MODE: 'queue',
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(this.redis.port),
			...SOON_MISSED,
			N8N_ENCRYPTION_KEY: ENCRYPTION_KEY,
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(port),
			DB_POSTGRESDB_DATABASE: 'postgres',
			DB_POSTGRESDB_USER: 'store',
			DB_POSTGRESDB_PASSWORD: 'store',
			...(store === 'embedded store' ? {} : { N8N_PACT_STORE_URL: `postgres://store:store@127.0.0.1:${port}/postgres`, N8N_PACT_STORE_SCHEMA: SCHEMA, N8N_PACT_STORE_KEY: KEY }),
		};
	}

	/** The sync store that these processes share. */
	get store(): Extract<StoreOptions, { postgres: unknown }> {
		return { postgres: this.postgres.options(SCHEMA, { hashKey: KEY }) };
	}

	async stop(): Promise<void> {
		await this.redis.stop();
		await this.postgres.stop();
	}
}
