import { z } from 'zod';

/** A query or a form as it comes: names with one or several texts. */
export const paramsSchema = z.record(z.string(), z.union([z.string(), z.array(z.string())]).catch(''));
export type Params = z.infer<typeof paramsSchema>;

/** The last of that name, trimmed; undefined when it is blank or missing. */
export function one(params: Params, name: string): string | undefined {
	const text = [params[name]].flat().at(-1)?.trim();
	return text ? text : undefined;
}

export const all = (params: Params, name: string): string[] => [params[name]].flat().filter((text): text is string => text !== undefined && text !== '');

/** One of a closed list; anything else is as if it were missing. */
export const oneOf = <Name extends string>(params: Params, name: string, known: readonly Name[]): Name | undefined => known.find((option) => option === one(params, name));
