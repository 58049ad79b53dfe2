import { z } from 'zod';

import { invalid } from '../errors';

/** Search guide, "Limitations". */
const MAX_RESULTS = 10_000;
const MAX_PAGE = 200;
const DEFAULT_PAGE = 10;
const MAX_GROUPS = 5;
const MAX_FILTERS_PER_GROUP = 6;
const MAX_FILTERS = 18;
const MAX_BODY_CHARACTERS = 3_000;
const MAX_SORTS = 1;

const OPERATORS = [
	'EQ',
	'NEQ',
	'LT',
	'LTE',
	'GT',
	'GTE',
	'BETWEEN',
	'IN',
	'NOT_IN',
	'HAS_PROPERTY',
	'NOT_HAS_PROPERTY',
	'CONTAINS_TOKEN',
	'NOT_CONTAINS_TOKEN',
] as const;

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

export const filterSchema = z.object({
	propertyName: z.string(),
	operator: z.enum(OPERATORS),
	value: text.optional(),
	highValue: text.optional(),
	values: z.array(text).optional(),
});
export type Filter = z.output<typeof filterSchema>;

const sortSchema = z.object({
	propertyName: z.string(),
	direction: z.enum(['ASCENDING', 'DESCENDING']).default('ASCENDING'),
});

const bodySchema = z.object({
	filterGroups: z.array(z.object({ filters: z.array(filterSchema) })).default([]),
	sorts: z.array(z.union([sortSchema, z.string()])).default([]),
	query: z.string().optional(),
	properties: z.array(z.string()).default([]),
	limit: z.int().optional(),
	after: z.union([z.string(), z.int()]).optional(),
});

/** A search that keeps within all limits. */
export interface SearchRequest {
	readonly groups: ReadonlyArray<readonly Filter[]>;
	readonly sort?: { readonly propertyName: string; readonly descending: boolean };
	readonly query: string;
	readonly properties: readonly string[];
	readonly limit: number;
	/** Position of the first result, from 0. */
	readonly after: number;
}

/** Reads the body of a search. @throws HubSpotError 400 */
export function readSearch(body: unknown): SearchRequest {
	// The length of the body as it came: clients send compact JSON.
	const length = JSON.stringify(body ?? {}).length;
	if (length > MAX_BODY_CHARACTERS) {
		throw invalid(
			`The request body of a search can have at most ${MAX_BODY_CHARACTERS} characters, this one has ${length}`,
		);
	}
	const parsed = bodySchema.safeParse(body ?? {});
	if (!parsed.success) {
		const where = parsed.error.issues.map((issue) => issue.path.join('.'));
		throw invalid(`Invalid input JSON on line 1, column 2: [${where.join(', ')}]`);
	}
	const { filterGroups, sorts, query = '', properties, limit = DEFAULT_PAGE } = parsed.data;
	checkCounts(filterGroups.map(({ filters }) => filters.length));
	if (sorts.length > MAX_SORTS) throw invalid(`At most ${MAX_SORTS} sort is allowed, got ${sorts.length}`);
	if (limit < 1 || limit > MAX_PAGE) throw invalid(`limit must be between 1 and ${MAX_PAGE}, got ${limit}`);
	const after = readAfter(parsed.data.after, limit);
	const [sort] = sorts;
	return {
		groups: filterGroups.map(({ filters }) => filters),
		...(sort === undefined ? {} : { sort: readSort(sort) }),
		query,
		properties,
		limit,
		after,
	};
}

function checkCounts(filters: readonly number[]): void {
	if (filters.length > MAX_GROUPS)
		throw invalid(`At most ${MAX_GROUPS} filter groups are allowed, got ${filters.length}`);
	const most = Math.max(0, ...filters);
	if (most > MAX_FILTERS_PER_GROUP)
		throw invalid(`At most ${MAX_FILTERS_PER_GROUP} filters a group are allowed, got ${most}`);
	const all = filters.reduce((sum, each) => sum + each, 0);
	if (all > MAX_FILTERS) throw invalid(`At most ${MAX_FILTERS} filters are allowed, got ${all}`);
}

function readAfter(given: string | number | undefined, limit: number): number {
	if (given === undefined || given === '') return 0;
	if (!/^\d+$/.test(String(given))) throw invalid(`Invalid paging token: ${given}`);
	const after = Number(given);
	if (after + limit > MAX_RESULTS) {
		throw invalid(
			`Searches can return at most ${MAX_RESULTS} results; after ${after} with limit ${limit} is beyond that`,
		);
	}
	return after;
}

/** Sorts are objects; the older spelling is a name, with `-` in front for descending. */
function readSort(sort: z.output<typeof sortSchema> | string): { propertyName: string; descending: boolean } {
	if (typeof sort !== 'string') return { propertyName: sort.propertyName, descending: sort.direction === 'DESCENDING' };
	return { propertyName: sort.replace(/^-/, ''), descending: sort.startsWith('-') };
}
