/** The Redis for the end-to-end test of n8n's queue mode. */
import { ensure } from './program.mjs';

const REDIS = {
	title: 'Redis',
	why: "for the test of n8n's queue mode",
	about: '30 s',
	variable: 'REDIS_SERVER_PATH',
	// The latter is its fork.
	names: ['redis-server', 'valkey-server'],
	package: 'redis-server',
	brew: 'brew install redis',
};

export const ensureRedis = async () => await ensure(REDIS);
