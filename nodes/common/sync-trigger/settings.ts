import type { ITriggerFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { TriggerSettings } from './watch';

/** What a system allows, and the defaults that the editor shows. */
export interface TriggerLimits {
	minPollSeconds: number;
	defaultPollSeconds: number;
	maxPageSize: number;
	pageSize: number;
	lateMinutes: number;
	lookBackEveryMinutes: number;
}

export type ParameterContext = Pick<ITriggerFunctions, 'getNodeParameter'>;

/** n8n leaves options out that were never added; the same values stand as defaults in the editor. */
export const orElse = <T extends z.ZodType>(schema: T, value: z.output<T>) => schema.nullish().transform((given) => given ?? value);

/** The options that every sync trigger has, as parts of the schema of its "options". */
export const commonOptions = (limits: TriggerLimits) => ({
	pageSize: orElse(z.number().int().min(1).max(limits.maxPageSize), limits.pageSize),
	lateMinutes: orElse(z.number().min(0), limits.lateMinutes),
	lookBackEveryMinutes: orElse(z.number().min(1), limits.lookBackEveryMinutes),
	memberships: z.boolean().nullish(),
});

/** The parameters that every sync trigger has, as parts of a node's own schema; it adds "options" with `commonOptions`. */
export const commonParameters = (limits: TriggerLimits) => ({
	objects: z.array(z.string().trim().min(1)).min(1, 'Choose at least one object.'),
	startFrom: z.enum(['now', 'date', 'everything']),
	startDate: z.string(),
	fieldMode: z.enum(['all', 'selected']),
	fields: z.array(z.string()),
	pollSeconds: z.number().min(limits.minPollSeconds),
});

type CommonParameters = z.output<z.ZodObject<ReturnType<typeof commonParameters>>> & {
	options: z.output<z.ZodObject<ReturnType<typeof commonOptions>>>;
};

/** Of parameters that may be hidden, and so have no value. */
const HIDDEN: Record<string, unknown> = { startDate: '', fields: [], options: {} };

/** The node's parameters by a schema, checked. `hidden` has the values of those that may not be shown. @throws ZodError */
export function readParameters<S extends z.ZodObject>(context: ParameterContext, schema: S, hidden: Record<string, unknown> = {}): z.output<S> {
	const fallbacks = { ...HIDDEN, ...hidden };
	return schema.parse(Object.fromEntries(Object.keys(schema.shape).map((name) => [name, context.getNodeParameter(name, fallbacks[name])])));
}

/** What all sync triggers make of their parameters. @throws Error */
export function commonSettings(given: CommonParameters, ordered: (selected: readonly string[]) => string[]): Omit<TriggerSettings, 'filterOf'> {
	return {
		objects: ordered(given.objects),
		from: given.startFrom === 'date' ? { date: startDate(given.startDate) } : given.startFrom,
		fieldsOf: given.fieldMode === 'selected' ? (object) => chosenFields(given.fields, object) : undefined,
		...(given.options.memberships ? { memberships: true } : {}),
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

function startDate(text: string): string {
	const time = Date.parse(text);
	if (Number.isNaN(time)) throw new Error('Choose a start date, or another "Start From".');
	return new Date(time).toISOString();
}
