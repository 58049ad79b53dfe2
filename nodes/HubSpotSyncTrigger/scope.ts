import { z } from 'zod';
import { hubSpotScopeSchema, SCOPE_OPERATORS, type HubSpotScope } from '../../systems/hubspot';
import { zodWords } from '../common/errors';

/** Deals have an older name for it than all other objects with pipelines ("CRM API: Pipelines"). */
const pipelineProperty = (object: string): string => (object === 'deals' ? 'pipeline' : 'hs_pipeline');
export const OWNER_PROPERTY = 'hubspot_owner_id';
export const LIFECYCLE_PROPERTY = 'lifecyclestage';

/** HubSpot's own sign between several values. */
const BETWEEN_VALUES = ';';

const objectName = z.string().trim().min(1, 'Choose the object of this filter, or remove the filter.');
const rowOf = <T extends z.ZodRawShape>(shape: T) => z.array(z.object({ object: objectName, ...shape })).default([]);
const choices = z.array(z.string().min(1)).default([]);
const text = z.string().trim().default('');

/** The rows of "Only Records That Match". */
export const filtersSchema = z.object({
	list: rowOf({ list: z.union([z.string(), z.number()]).transform((id) => String(id).trim()) }),
	lifecycle: rowOf({ stages: choices }),
	pipeline: rowOf({ pipelines: choices }),
	owner: rowOf({ owners: choices }),
	condition: rowOf({ property: text, operator: z.enum(SCOPE_OPERATORS).default('EQ'), value: text, highValue: text }),
});
export type Filters = z.output<typeof filtersSchema>;
type Condition = NonNullable<HubSpotScope['conditions']>[number];

/**
 * The filter of one object as its change source takes it; undefined: all records. All rows must be true. A row that was added and not
 * filled in is refused: somebody meant to watch less than everything. @throws Error, ZodError
 */
export function scopeText(filters: Filters, object: string): string | undefined {
	const own = <T extends { object: string }>(rows: readonly T[]): T[] => rows.filter((row) => row.object === object);
	const chosen = <T>(what: string, value: T, isChosen: boolean): T => {
		if (isChosen) return value;
		throw new Error(`Choose ${what} of ${object} under "Only Records That Match", or remove that filter to watch all ${object}.`);
	};
	const lists = own(filters.list).map(({ list }) => chosen('the list', list, list !== ''));
	if (lists.length > 1) throw new Error(`${object} can be watched by one list only. Make a list in HubSpot that joins the lists, and choose that.`);
	const conditions = [
		...own(filters.lifecycle).map(({ stages }) => oneOf(LIFECYCLE_PROPERTY, chosen('the lifecycle stages', stages, stages.length > 0))),
		...own(filters.pipeline).map(({ pipelines }) => oneOf(pipelineProperty(object), chosen('the pipelines', pipelines, pipelines.length > 0))),
		...own(filters.owner).map(({ owners }) => oneOf(OWNER_PROPERTY, chosen('the owners', owners, owners.length > 0))),
		...own(filters.condition).map((row) => conditionOf(chosen('the property of a condition', row, row.property !== ''))),
	];
	if (lists.length === 0 && conditions.length === 0) return undefined;
	const [list] = lists;
	return JSON.stringify(checked({ ...(list === undefined ? {} : { list }), ...(conditions.length > 0 ? { conditions } : {}) }, object));
}

const oneOf = (property: string, values: readonly string[]): Condition => ({ property, operator: 'IN', values: [...values] });

function conditionOf({ property, operator, value, highValue }: Filters['condition'][number]): Condition {
	switch (operator) {
		case 'HAS_PROPERTY':
		case 'NOT_HAS_PROPERTY':
			return { property, operator };
		case 'IN':
		case 'NOT_IN':
			return { property, operator, values: value.split(BETWEEN_VALUES).map((one) => one.trim()).filter((one) => one !== '') };
		case 'BETWEEN':
			return { property, operator, value, highValue };
		case 'EQ':
		case 'NEQ':
		case 'LT':
		case 'LTE':
		case 'GT':
		case 'GTE':
			return { property, operator, value };
	}
}

/** An empty value would ask HubSpot for something else than the person meant. */
function checked(scope: HubSpotScope, object: string): HubSpotScope {
	const empty = scope.conditions?.find(({ value, values, highValue }) => value === '' || highValue === '' || values?.length === 0);
	if (empty) throw new Error(`The condition on "${empty.property}" of ${object} has no value. Enter one, or choose "Is Known" or "Is Unknown".`);
	const parsed = hubSpotScopeSchema.safeParse(scope);
	if (parsed.success) return parsed.data;
	throw new Error(`HubSpot cannot filter ${object} like this: ${zodWords(parsed.error)}. Change "Only Records That Match".`);
}
