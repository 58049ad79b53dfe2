import type { ZodType } from 'zod';
import type { HttpResponse } from '../../engine/run/http-port';
import { SystemError } from './engine';
import { readJson } from './read-json';

/** More than this in one message helps nobody. */
const MOST_PROBLEMS = 3;

/** An answer's body as JSON of the expected shape. Throws `bad-answer`, saying what came instead but never showing it. */
export function parsedAnswer<T>(response: HttpResponse, shape: ZodType<T>, what: string): T {
	const parsed = shape.safeParse(jsonOf(response, what));
	if (parsed.success) return parsed.data;
	const where = parsed.error.issues
		.slice(0, MOST_PROBLEMS)
		.map((issue) => issue.path.map(String).join('.') || 'the answer itself');
	throw new SystemError(
		{
			class: 'bad-answer',
			status: response.status,
			message: `The answer for ${what} has an unexpected shape (at ${where.join(', ')}).`,
		},
		{ cause: parsed.error },
	);
}

/** An answer's body as JSON. Throws `bad-answer`. */
export function jsonOf(response: HttpResponse, what: string): unknown {
	try {
		return readJson(response.body);
	} catch {
		// The parser's own words quote the answer, and are not kept.
		throw new SystemError({ class: 'bad-answer', status: response.status, message: `The answer for ${what} is ${kindOfBody(response)}.` });
	}
}

function kindOfBody(response: HttpResponse): string {
	if (response.body.trim() === '') return 'empty';
	const html = /html/i.test(response.headers['content-type'] ?? '') || /^\s*</.test(response.body);
	return html
		? 'a web page and no data. A sign-in page, a proxy or maintenance may stand in between; check the base URL of the credential'
		: 'no valid JSON, or was cut off on the way';
}
