import type { ObjectSchema } from '../../engine/model';

/** The record's id, which links and external ids are made of. */
const ALWAYS = ['public_id'];

/** What an item holds: all fields, or the chosen ones that are still there, and always the id. */
export function fieldsToRead(schema: ObjectSchema, chosen: readonly string[] | undefined): string[] {
	const names = new Set(schema.fields.map(({ name }) => name));
	return [...new Set([...ALWAYS, ...(chosen ?? names)])].filter((name) => names.has(name));
}
