import { z } from 'zod';

import { parseBody } from '../schema/validate';

/** Documented for the MCP tools, assumed for REST. */
export const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 100;

const pageSchema = z.object({
	limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT),
	offset: z.coerce.number().int().min(0).default(0),
});

/** Documented envelope of every list. */
interface ListEnvelope<T> {
	readonly items: readonly T[];
	readonly total: number;
	readonly limit: number;
	readonly offset: number;
}

/** `limit` and `offset` of a query. Parameters that are unknown are ignored. @throws PactError 422 */
export const pageOf = (query: unknown): z.output<typeof pageSchema> => parseBody(pageSchema, query);

/** Cuts one page out of a whole list. @throws PactError 422 */
export function envelope<T>(all: readonly T[], query: unknown): ListEnvelope<T> {
	const { limit, offset } = pageOf(query);
	return { items: all.slice(offset, offset + limit), total: all.length, limit, offset };
}

/** One text parameter of a query; given twice, the first counts. */
export function textParameter(query: unknown, name: string): string | undefined {
	const value = (query as Record<string, string | string[] | undefined>)[name];
	return Array.isArray(value) ? value[0] : value;
}
