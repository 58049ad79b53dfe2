import { z } from 'zod';

import { invalid } from '../errors';
import type { StoredRecord } from '../store/record';

/** Operators of list filters that the sandbox evaluates; HubSpot has more. Texts compare without regard to case. */
const OPERATORS: Readonly<Record<string, (value: string | undefined, wanted: readonly string[]) => boolean>> = {
	IS_KNOWN: (value) => value !== undefined,
	IS_UNKNOWN: (value) => value === undefined,
	IS_EQUAL_TO: (value, wanted) => wanted.includes(lower(value)),
	IS_NOT_EQUAL_TO: (value, wanted) => !wanted.includes(lower(value)),
	IS_ANY_OF: (value, wanted) => parts(value).some((part) => wanted.includes(part)),
	IS_NONE_OF: (value, wanted) => !parts(value).some((part) => wanted.includes(part)),
	CONTAINS: (value, wanted) => wanted.some((text) => lower(value).includes(text)),
	DOES_NOT_CONTAIN: (value, wanted) => !wanted.some((text) => lower(value).includes(text)),
	STARTS_WITH: (value, wanted) => wanted.some((text) => lower(value).startsWith(text)),
	ENDS_WITH: (value, wanted) => wanted.some((text) => lower(value).endsWith(text)),
	IS_GREATER_THAN: (value, [bound]) => value !== undefined && Number(value) > Number(bound),
	IS_GREATER_THAN_OR_EQUAL_TO: (value, [bound]) => value !== undefined && Number(value) >= Number(bound),
	IS_LESS_THAN: (value, [bound]) => value !== undefined && Number(value) < Number(bound),
	IS_LESS_THAN_OR_EQUAL_TO: (value, [bound]) => value !== undefined && Number(value) <= Number(bound),
};

const lower = (value: string | undefined): string => (value ?? '').toLowerCase();
/** The values of a multi-select. */
const parts = (value: string | undefined): string[] => lower(value).split(';');

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const operationSchema = z.looseObject({
	operationType: z.string(),
	operator: z.string().refine((name) => name in OPERATORS, 'this sandbox does not know the operator'),
	value: scalar.optional(),
	values: z.array(scalar).optional(),
	includeObjectsWithNoValueSet: z.boolean().optional(),
});
const filterSchema = z.looseObject({
	filterType: z.literal('PROPERTY'),
	property: z.string(),
	operation: operationSchema,
});
type Filter = z.output<typeof filterSchema>;

/** "Lists must begin with a root-level OR filter branch", whose children are AND branches: Lists guide, filters. */
const branchSchema = z.looseObject({
	filterBranchType: z.literal('OR'),
	filters: z.array(z.unknown()).max(0, 'the root branch has branches, not filters').default([]),
	filterBranches: z
		.array(
			z.looseObject({
				filterBranchType: z.literal('AND'),
				filterBranches: z.array(z.unknown()).max(0, 'this sandbox nests no deeper').default([]),
				filters: z.array(filterSchema),
			}),
		)
		.min(1),
});
export type FilterBranch = z.output<typeof branchSchema>;

/** Checks the filters of a dynamic list. @throws HubSpotError 400 */
export function filterBranch(input: unknown): FilterBranch {
	const parsed = branchSchema.safeParse(input);
	if (parsed.success) return parsed.data;
	const [issue] = parsed.error.issues;
	throw invalid(`Invalid filterBranch: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
}

/** Whether a record belongs to a list with these filters. */
export const matches = ({ filterBranches }: FilterBranch, { properties }: StoredRecord): boolean =>
	filterBranches.some(({ filters }) => filters.every((filter) => holds(filter, properties[filter.property])));

function holds({ operation }: Filter, value: string | undefined): boolean {
	const negative = operation.operator.startsWith('IS_NO') || operation.operator.startsWith('DOES_NOT');
	if (value === undefined && negative) return operation.includeObjectsWithNoValueSet ?? true;
	const wanted = [...(operation.values ?? []), ...(operation.value === undefined ? [] : [operation.value])];
	return OPERATORS[operation.operator]?.(value, wanted.map(lower)) ?? false;
}
