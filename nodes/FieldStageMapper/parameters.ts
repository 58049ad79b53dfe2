import type { IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { LENS_CHOICES, RULE_CHOICES } from '../../engine/mapping/compile/definition';
import { DELETE_POLICIES, FAN_OUTS, MATCH_KINDS, RULES, systemSchema } from '../../engine/model';
import { orderProblem } from './pairs';

const text = z.string().trim();

/** What happens to records that belong to no linked one: as it is known of the two objects, or as the user says. */
const UNRELATED = ['automatic', 'create', 'leaveOut'] as const;

const rowSchema = z.object({
	left: text.default(''),
	right: text.default(''),
	type: z.enum(LENS_CHOICES).default('auto'),
	rule: z.enum(RULE_CHOICES).default('default'),
	constantLeft: z.string().default(''),
	constantRight: z.string().default(''),
	template: z.string().default(''),
	options: z
		.object({
			byLabel: z.boolean().optional(),
			country: text.toUpperCase().optional(),
			dayOnly: z.boolean().optional(),
			defaultLeft: z.string().optional(),
			defaultRight: z.string().optional(),
			ignoreClears: z.boolean().optional(),
			leftCurrency: text.optional(),
			leftFallback: text.optional(),
			leftLastName: text.optional(),
			leftZone: text.optional(),
			referencePair: text.toLowerCase().optional(),
			rightCurrency: text.optional(),
			rightFallback: text.optional(),
			rightLastName: text.optional(),
			rightZone: text.optional(),
			tagPrefix: z.string().optional(),
		})
		.default({}),
});

const conditionSchema = z.object({ left: text.default(''), right: text.default(''), values: z.string().default(''), blank: z.boolean().default(false) });

const privateSchema = z.array(text.min(1));

const parametersSchema = z.object({
	leftSystem: systemSchema,
	leftObject: text.min(1, 'Choose the object of the left system.'),
	rightSystem: systemSchema,
	rightObject: text.min(1, 'Choose the object of the right system.'),
	autoMap: z.boolean(),
	defaultRule: z.enum(RULES),
	rows: z.object({ row: z.array(rowSchema).default([]) }),
	values: z.object({ value: z.array(z.object({ field: text.min(1, 'Choose the field.'), left: z.string(), right: z.string() })).default([]) }),
	matchBy: z.enum(['automatic', 'rows']),
	match: z.object({ key: z.array(z.object({ kind: z.enum(MATCH_KINDS), left: text, right: text, exactCase: z.boolean().default(false) })).default([]) }),
	samePlusAddress: z.boolean().default(false),
	only: z.object({ left: conditionSchema.optional(), right: conditionSchema.optional() }),
	unrelated: z.enum(UNRELATED),
	createLeft: z.boolean(),
	createRight: z.boolean(),
	updateLeft: z.boolean(),
	updateRight: z.boolean(),
	deletesLeft: z.enum(DELETE_POLICIES),
	deletesRight: z.enum(DELETE_POLICIES),
	fanOut: z.enum(FAN_OUTS),
	createBeside: z.boolean(),
	tieWinner: z.enum(['left', 'right']),
	privateLeft: privateSchema,
	privateRight: privateSchema,
	syncName: text,
});

export type MapperParameters = z.output<typeof parametersSchema>;
export type RowParameters = z.output<typeof rowSchema>;

/** What stands in for parameters that are hidden or were never touched. */
const FALLBACKS: Record<keyof MapperParameters, unknown> = {
	leftSystem: 'salesforce',
	leftObject: '',
	rightSystem: 'pact',
	rightObject: '',
	autoMap: true,
	defaultRule: 'preferLeftUnlessBlank',
	rows: {},
	values: {},
	matchBy: 'automatic',
	match: {},
	samePlusAddress: false,
	only: {},
	unrelated: 'automatic',
	createLeft: false,
	createRight: true,
	updateLeft: true,
	updateRight: true,
	deletesLeft: 'ignore',
	deletesRight: 'ignore',
	fanOut: 'all',
	createBeside: false,
	tieWinner: 'left',
	privateLeft: [],
	privateRight: [],
	syncName: '',
};

/**
 * The node's parameters, checked. One mapping serves all items, so expressions see the first. `known` replaces parameters that are
 * not to be read. @throws ZodError, Error when the two systems stand in the wrong order
 */
export function readParameters(
	context: IExecuteFunctions | ILoadOptionsFunctions,
	known: Partial<Record<keyof MapperParameters, unknown>> = {},
): MapperParameters {
	const read = (name: string, fallback: unknown): unknown =>
		'getInputData' in context ? context.getNodeParameter(name, 0, fallback) : context.getNodeParameter(name, fallback);
	const given = Object.entries(FALLBACKS).map(([name, fallback]) => [name, read(name, fallback)]);
	const parameters = parametersSchema.parse({ ...Object.fromEntries(given), ...known });
	const problem = orderProblem(parameters.leftSystem, parameters.rightSystem);
	if (problem) throw new Error(problem);
	return parameters;
}
