import { z } from 'zod';
import { SystemError } from '../common/engine';
import type { Filter } from './client';
import type { HubSpotRecord } from './contract';
import { MAX_FILTERS_PER_GROUP } from './limits';

/** The comparisons of HubSpot's search that can also be made on a record at hand. */
export const SCOPE_OPERATORS = [
	'EQ',
	'NEQ',
	'IN',
	'NOT_IN',
	'HAS_PROPERTY',
	'NOT_HAS_PROPERTY',
	'LT',
	'LTE',
	'GT',
	'GTE',
	'BETWEEN',
] as const;
const LISTS: ReadonlySet<string> = new Set(['IN', 'NOT_IN']);
const BARE: ReadonlySet<string> = new Set(['HAS_PROPERTY', 'NOT_HAS_PROPERTY']);

/** Two filters of the six are ours: the time, and the id within one time. */
export const MAX_CONDITIONS = MAX_FILTERS_PER_GROUP - 2;

const conditionSchema = z
	.object({
		property: z.string().regex(/^[a-z0-9_-]+$/i),
		operator: z.enum(SCOPE_OPERATORS),
		value: z.string().optional(),
		values: z.array(z.string()).min(1).optional(),
		highValue: z.string().optional(),
	})
	.refine(({ operator, values }) => !LISTS.has(operator) || values !== undefined, { error: 'needs a list of values' })
	.refine(({ operator, value }) => LISTS.has(operator) || BARE.has(operator) || value !== undefined, {
		error: 'needs a value',
	})
	.refine(({ operator, highValue }) => operator !== 'BETWEEN' || highValue !== undefined, {
		error: 'needs a highest value',
	});
type Condition = z.infer<typeof conditionSchema>;

/** Which records of an object a trigger watches: the members of a list, and what all conditions hold for. */
export const hubSpotScopeSchema = z.object({
	/** A list's id. */
	list: z.string().regex(/^\d+$/).optional(),
	conditions: z.array(conditionSchema).max(MAX_CONDITIONS).optional(),
});
export type HubSpotScope = z.infer<typeof hubSpotScopeSchema>;

/** The scope in a `SourceQuery.filter`; no filter is no limit. Throws `invalid`. */
export function scopeOf(filter: string | undefined): HubSpotScope {
	if (!filter?.trim()) return {};
	try {
		return hubSpotScopeSchema.parse(JSON.parse(filter));
	} catch (error) {
		throw new SystemError(
			{
				class: 'invalid',
				message: `The filter of the node is no HubSpot scope: a list's number and at most ${MAX_CONDITIONS} conditions, each with a property, an operator and what it compares with. Open the node and set its filter again.`,
			},
			{ cause: error },
		);
	}
}

/** The conditions as filters of a search. HubSpot wants values of `IN` in lower case unless they are options of a list, which are usually so. */
export const filtersOf = ({ conditions = [] }: HubSpotScope): Filter[] =>
	conditions.map(({ property, operator, value, values, highValue }) => ({
		propertyName: property,
		operator,
		...(value === undefined || LISTS.has(operator) || BARE.has(operator) ? {} : { value }),
		...(LISTS.has(operator) && values ? { values } : {}),
		...(operator === 'BETWEEN' && highValue !== undefined ? { highValue } : {}),
	}));

/** Properties that the conditions look at. */
export const propertiesOf = ({ conditions = [] }: HubSpotScope): string[] => conditions.map(({ property }) => property);

/** Whether all conditions hold for a record at hand; a record that was just changed is not in the search index yet. */
export const holdsFor = (
	{ conditions = [] }: HubSpotScope,
	{ properties }: Pick<HubSpotRecord, 'properties'>,
): boolean => conditions.every((condition) => holds(condition, properties[condition.property] ?? ''));

function holds({ operator, value = '', values = [], highValue = '' }: Condition, held: string): boolean {
	const among = (list: readonly string[]): boolean => list.some((one) => one.toLowerCase() === held.toLowerCase());
	switch (operator) {
		case 'HAS_PROPERTY':
			return held !== '';
		case 'NOT_HAS_PROPERTY':
			return held === '';
		case 'EQ':
			return compare(held, value) === 0;
		case 'NEQ':
			return compare(held, value) !== 0;
		case 'IN':
			return among(values);
		case 'NOT_IN':
			// As in HubSpot's search: a blank property is "not equal", but in no way "not among".
			return held !== '' && !among(values);
		case 'LT':
			return held !== '' && compare(held, value) < 0;
		case 'LTE':
			return held !== '' && compare(held, value) <= 0;
		case 'GT':
			return held !== '' && compare(held, value) > 0;
		case 'GTE':
			return held !== '' && compare(held, value) >= 0;
		case 'BETWEEN':
			return held !== '' && compare(held, value) >= 0 && compare(held, highValue) <= 0;
	}
}

/** Numbers and moments by size, everything else as text without regard to case. */
function compare(held: string, value: string): number {
	const [one, other] = [measure(held), measure(value)];
	if (one !== undefined && other !== undefined) return one - other;
	return held.toLowerCase() < value.toLowerCase() ? -1 : held.toLowerCase() > value.toLowerCase() ? 1 : 0;
}

/** Records hold dates as ISO text, searches name them in epoch ms. */
function measure(text: string): number | undefined {
	if (text.trim() !== '' && !Number.isNaN(Number(text))) return Number(text);
	return /^\d{4}-\d{2}-\d{2}(T|$)/.test(text) && !Number.isNaN(Date.parse(text)) ? Date.parse(text) : undefined;
}
