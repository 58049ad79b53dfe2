import { z } from 'zod';
import { belongingSchema, DELETE_POLICIES, FAN_OUTS, fieldValueSchema, lensSchema, matchKeySchema, RULES, systemSchema } from '../../model';

/** `auto`, or a kind of lens. */
export const LENS_CHOICES = ['auto', ...lensSchema.options.map((option) => option.shape.kind.value)] as const;
/** `default`: the pair's default rule, or the one that fits the two fields (consent, read-only fields). */
export const RULE_CHOICES = ['default', ...RULES] as const;

const definitionRowSchema = z.object({
	/** Field of the left object; empty in a `constant` or `template` row that writes to the right only. */
	left: z.string().default(''),
	right: z.string().default(''),
	lens: z.enum(LENS_CHOICES).default('auto'),
	rule: z.enum(RULE_CHOICES).default('default'),
	ignoreClears: z.boolean().optional(),
	/** Used on create when the source is blank; in a `constant` row, the fixed value of that side. */
	leftDefault: fieldValueSchema.optional(),
	rightDefault: fieldValueSchema.optional(),
	/** ISO 3166 code that national phone numbers are read in. */
	country: z.string().length(2).optional(),
	/** For `money`: the field of that side that holds the currency, or one currency by its ISO 4217 code. */
	leftCurrency: z.string().optional(),
	rightCurrency: z.string().optional(),
	/** For `name`: the field for last names of a side that keeps names in two fields; `left`/`right` then is the first name. */
	leftLastName: z.string().optional(),
	rightLastName: z.string().optional(),
	/** For `template`: fields of the side whose own field is empty, in braces: `{FirstName} {LastName} ({Title})`. */
	template: z.string().optional(),
	/** For `date` and `datetime`: the IANA zone of a side that says them in wall time. */
	leftZone: z.string().optional(),
	rightZone: z.string().optional(),
	/** For `picklist`: what is written to that side for a value that has no partner, instead of waiting for a person. */
	leftFallback: z.string().optional(),
	rightFallback: z.string().optional(),
	/** For lists: partners of values in this row, beside those that `values` names. Left, right. */
	values: z.array(z.tuple([z.string(), z.string()])).optional(),
	/** For tags: what stands before the names of memberships on the right, where all of them travel. */
	tagPrefix: z.string().optional(),
	/** For lists against a text: the text says the labels of the values. */
	byLabel: z.boolean().optional(),
	/** For `date`: a side that holds moments means days only, so that writing one back loses nothing. */
	dayOnly: z.boolean().optional(),
});

const sideSchema = z.object({ system: systemSchema, object: z.string().min(1) });

/** What a user says in the Field & Stage Mapper; `compileMapping` makes a mapping of it with the two live schemas. */
export const mappingDefinitionSchema = z.object({
	pair: z.string().min(1).optional(),
	left: sideSchema,
	right: sideSchema,
	/** Also map the fields that are known to belong together, and custom fields of equal name. */
	autoMap: z.boolean().default(true),
	rows: z.array(definitionRowSchema).default([]),
	/** Partners of list values; `field` is the row's left field, right field or id. */
	values: z.array(z.object({ field: z.string().min(1), leftValue: z.string(), rightValue: z.string() })).default([]),
	match: z.union([z.literal('auto'), z.array(matchKeySchema)]).default('auto'),
	/** `drop`: in every e-mail match key, `name+tag@` and `name@` are one person. */
	plusAddress: z.enum(['keep', 'drop']).default('keep'),
	externalIds: z.object({ left: z.string().optional(), right: z.string().optional() }).optional(),
	create: z.object({ left: z.boolean(), right: z.boolean() }).default({ left: false, right: true }),
	/** May records be changed on that side? */
	update: z.object({ left: z.boolean(), right: z.boolean() }).default({ left: true, right: true }),
	/** What happens on that side when the other side's record is deleted. */
	deletes: z.object({ left: z.enum(DELETE_POLICIES), right: z.enum(DELETE_POLICIES) }).default({ left: 'ignore', right: 'ignore' }),
	/** Which of several left records of one right record get its changes. */
	fanOut: z.enum(FAN_OUTS).default('all'),
	/** Also create records that another pair already keeps in step with the target's connection. */
	createBeside: z.boolean().default(false),
	/** Which records belong to the pair: each part takes the place of what is known, where one object holds several kinds (activities). */
	only: belongingSchema.extend({ related: z.boolean().optional() }).default({}),
	tieWinner: z.enum(['left', 'right']).default('left'),
	defaultRule: z.enum(RULES).default('preferLeftUnlessBlank'),
	/** Fields whose values are kept out of the log, the review list and all messages; by themselves or as part of a row. */
	privateFields: z.object({ left: z.array(z.string().min(1)).default([]), right: z.array(z.string().min(1)).default([]) }).prefault({}),
	/** Row's left field, right field or id → the pair that its references point into. Derived where it is absent. */
	referencePairs: z.record(z.string(), z.string()).default({}),
});

export type MappingDefinition = z.input<typeof mappingDefinitionSchema>;
export type FullDefinition = z.output<typeof mappingDefinitionSchema>;
export type DefinitionRow = z.output<typeof definitionRowSchema>;
