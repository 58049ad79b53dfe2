import { z } from 'zod';
import { systemSchema } from '../../../engine/model';

/** n8n gives absent and emptied parameters as undefined, null or ''. */
const absent = (value: unknown): unknown => (value === '' || value === null ? undefined : value);
export const optional = <S extends z.ZodType>(schema: S) => z.preprocess(absent, schema.optional());

/** What is chosen in a resource locator, or was given as it is. n8n itself extracts it only from parameters that are shown. */
export const located = (value: unknown): unknown => (typeof value === 'object' && value !== null && '__rl' in value ? (value as { value?: unknown }).value : value);

export const pagingSchema = { returnAll: z.boolean(), limit: optional(z.number().int().min(1)) };
export const recordIdSchema = z.string().trim().min(1, 'Give the ID of the record.');
export const whichRecord = { system: optional(systemSchema), object: optional(z.string()), connection: optional(z.string()) };

/** An object without the keys that are undefined: absent and undefined are not the same to the console. */
export function present<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
	return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
