/** The texts of a url-encoded body or a query string, by name. */
export type Form = Readonly<Record<string, string | undefined>>;

/** The texts of a body; anything else in it counts as absent. */
export function formOf(body: unknown): Form {
	const entries = Object.entries((body ?? {}) as Record<string, unknown>);
	return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
