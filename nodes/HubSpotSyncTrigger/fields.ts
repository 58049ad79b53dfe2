import type { ObjectSchema } from '../../engine/model';

/** The record's id, and the owner by e-mail, which other systems know owners by. */
const ALWAYS = ['hs_object_id', 'owner.email'];

/** What is read of an object: all its properties with its owner and associated records, or the chosen ones, and always what identity and owners need. */
export function fieldsToRead(schema: ObjectSchema, chosen: readonly string[] | undefined): string[] {
	const names = new Set(schema.fields.map(({ name }) => name));
	return [...new Set([...ALWAYS, ...(chosen ?? names)])].filter((name) => names.has(name));
}
