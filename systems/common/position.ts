import type { z } from 'zod';
import { SystemError } from './engine';

/** A reading position as its source wrote it. Throws `invalid` for what is none; `message` says whose it should have been, and what to do. */
export function readPosition<S extends z.ZodType>(schema: S, text: string, message: string): z.output<S> {
	try {
		return schema.parse(JSON.parse(text));
	} catch (error) {
		throw new SystemError({ class: 'invalid', message }, { cause: error });
	}
}
