import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

/** A record as whoever watches the sandbox sees it. */
interface LatestRecord {
	readonly id: string;
	/** ISO. */
	readonly changedAt: string;
	readonly values: Readonly<Record<string, unknown>>;
}

const MOST = 100;
const DEFAULT_LIMIT = 10;
const querySchema = z.strictObject({
	object: z.string(),
	/** Names, separated by commas. */
	fields: z.string(),
	limit: z.coerce.number().int().min(1).max(MOST).default(DEFAULT_LIMIT),
	/** Only records whose field holds `value`, any case. */
	where: z.string().optional(),
	value: z.string().default(''),
});

/**
 * Adds `GET /__sandbox/latest`: some fields of the live records that changed last, newest first, and how many there are. For pages that watch, as
 * it is cheap and counts as no API call. `recordsOf` answers all live records of an object.
 */
export function latestRoute(app: FastifyInstance, recordsOf: (object: string) => LatestRecord[]): void {
	app.get('/__sandbox/latest', async ({ query }) => {
		const { object, fields, limit, where, value } = querySchema.parse(query);
		const names = fields.split(',');
		const all = recordsOf(object);
		const wanted = value.toLowerCase();
		const found = where === undefined ? [...all] : all.filter(({ values }) => textOf(values[where]) === wanted);
		const latest = found.sort((a, b) => (a.changedAt === b.changedAt ? 0 : a.changedAt < b.changedAt ? 1 : -1)).slice(0, limit);
		const records = latest.map(({ id, changedAt, values }) => ({ id, changedAt, fields: Object.fromEntries(names.map((name) => [name, values[name] ?? null])) }));
		return { total: all.length, records };
	});
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value.toLowerCase() : undefined);
