/** Below SQLite's limit of 32,766 (https://sqlite.org/limits.html#max_variable_number) and PostgreSQL's of 65,535; larger statements gain nothing. */
const PARAMETERS_PER_STATEMENT = 2_000;

/** Slices of a list that fit in one statement when each element takes `columns` parameters. */
export function chunks<T>(list: readonly T[], columns = 1): T[][] {
	const size = Math.max(1, Math.floor(PARAMETERS_PER_STATEMENT / columns));
	const slices: T[][] = [];
	for (let start = 0; start < list.length; start += size) slices.push(list.slice(start, start + size));
	return slices;
}
