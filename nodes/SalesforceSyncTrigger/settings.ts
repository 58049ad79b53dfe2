import type { ITriggerFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { soqlCondition } from '../../systems/salesforce';
import type { SalesforceAuthentication } from '../common/authentication';
import { orderedObjects } from './objects';
import { MAX_PAGE_SIZE, MIN_POLL_SECONDS } from './properties';

/** n8n leaves options out that were never added; the same values stand as defaults in the editor. */
const DEFAULTS = { pageSize: 200, lateMinutes: 30, lookBackEveryMinutes: 5 } as const;

const fallBack = <T extends z.ZodType>(schema: T, value: z.output<T>) => schema.nullish().transform((given) => given ?? value);

const settingsSchema = z.object({
	authentication: z.enum(['oAuth2', 'jwt']),
	objects: z.array(z.string().trim().min(1)).min(1, 'Choose at least one object.'),
	startFrom: z.enum(['now', 'date', 'everything']),
	startDate: z.string(),
	fieldMode: z.enum(['all', 'selected']),
	fields: z.array(z.string()),
	filters: z.object({ filter: z.array(z.object({ object: z.string().trim(), condition: z.string().trim() })).default([]) }),
	pollSeconds: z.number().min(MIN_POLL_SECONDS),
	options: z.object({
		pageSize: fallBack(z.number().int().min(1).max(MAX_PAGE_SIZE), DEFAULTS.pageSize),
		lateMinutes: fallBack(z.number().min(0), DEFAULTS.lateMinutes),
		lookBackEveryMinutes: fallBack(z.number().min(1), DEFAULTS.lookBackEveryMinutes),
	}),
});

/** What the trigger is asked to do. Times in milliseconds. */
export interface TriggerSettings {
	authentication: SalesforceAuthentication;
	/** Parents first; output n belongs to object n. */
	objects: string[];
	from: 'now' | 'everything' | { date: string };
	/** Undefined: all fields. */
	fieldsOf: ((object: string) => string[]) | undefined;
	/** The SOQL condition of an object, if it has one. */
	filterOf: (object: string) => string | undefined;
	pollMs: number;
	pageSize: number;
	lookBackMs: number;
	lookBackEveryMs: number;
}

/** The node's parameters, checked. @throws ZodError, Error */
export function readSettings(context: Pick<ITriggerFunctions, 'getNodeParameter' | 'getTimezone'>): TriggerSettings {
	const names = Object.keys(settingsSchema.shape);
	const fallbacks: Record<string, unknown> = { startDate: '', fields: [], filters: {}, options: {} };
	const given = settingsSchema.parse(Object.fromEntries(names.map((name) => [name, context.getNodeParameter(name, fallbacks[name])])));
	const objects = orderedObjects(given.objects);
	return {
		authentication: given.authentication,
		objects,
		from: given.startFrom === 'date' ? { date: startDate(given.startDate) } : given.startFrom,
		fieldsOf: given.fieldMode === 'selected' ? (object) => chosenFields(given.fields, object) : undefined,
		filterOf: (object) => condition(given.filters.filter, object),
		pollMs: given.pollSeconds * 1000,
		pageSize: given.options.pageSize,
		lookBackMs: given.options.lateMinutes * 60_000,
		lookBackEveryMs: given.options.lookBackEveryMinutes * 60_000,
	};
}

/** Options of the field list are named `Contact.Email`, since one list serves all objects. */
export const fieldChoice = (object: string, field: string): string => `${object}.${field}`;

function chosenFields(choices: readonly string[], object: string): string[] {
	const prefix = fieldChoice(object, '');
	return choices.filter((choice) => choice.startsWith(prefix)).map((choice) => choice.slice(prefix.length));
}

/** Each condition is checked for itself, so that two halves cannot make a whole of something else. */
function condition(filters: ReadonlyArray<{ object: string; condition: string }>, object: string): string | undefined {
	const own = filters.filter((filter) => filter.object === object && filter.condition !== '').map((filter) => soqlCondition(filter.condition));
	return own.length > 0 ? own.join(' AND ') : undefined;
}

function startDate(text: string): string {
	const time = Date.parse(text);
	if (Number.isNaN(time)) throw new Error('Choose a start date, or another "Start From".');
	return new Date(time).toISOString();
}
