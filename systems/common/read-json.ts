/** Deeper than any answer of an API (a dozen levels), and far from where functions that call themselves give up (some thousand). */
const DEEPEST = 200;

/** JSON from outside. Throws where it is none, or so deep that to look at it would overflow the stack: the parser itself takes any depth. */
export function readJson(text: string): unknown {
	const json = JSON.parse(text) as unknown;
	if (seemsDeep(text) && isDeep(json)) throw new RangeError('The JSON is nested too deeply.');
	return json;
}

/** Quick, for every answer: brackets within texts count too. */
function seemsDeep(text: string): boolean {
	let depth = 0;
	for (let at = 0; at < text.length; at++) {
		// Both kinds of brackets, `[` and `{`, `]` and `}`, differ in one bit.
		const character = text.charCodeAt(at) | 0x20;
		if (character === OPENING) depth++;
		else if (character === CLOSING) depth--;
		if (depth > DEEPEST) return true;
	}
	return false;
}
const OPENING = 0x7b;
const CLOSING = 0x7d;

function isDeep(json: unknown): boolean {
	let level: unknown[] = [json];
	for (let depth = 0; depth <= DEEPEST; depth++) {
		level = level.flatMap((value) => (typeof value === 'object' && value !== null ? (Object.values(value) as unknown[]) : []));
		if (level.length === 0) return false;
	}
	return true;
}
