import { z } from 'zod';
import { SIDES, systemSchema } from './ref';
import { fieldValueSchema } from './value';

/** What happens when the two sides differ, per field: section "Rules" of docs/architecture.md. */
export const RULES = [
	'preferLeftUnlessBlank', 'preferRightUnlessBlank', 'alwaysLeft', 'alwaysRight', 'newestWins', 'askPerson',
	'mostRestrictive', 'createOnly', 'doNotSync',
] as const;
export type Rule = (typeof RULES)[number];

/** [left value, right value]; several left values may share a right one, the first is then the way back. */
const valuePairsSchema = z.array(z.tuple([z.string(), z.string()]));

/** IANA names ("Europe/Berlin") of sides that hold wall time without a zone. A `date` lens takes the day of a moment there. */
const zonesSchema = z.object({ left: z.string().optional(), right: z.string().optional() });

/** Where a side's currency is: in a field beside the amount (that takes these codes), or always the same. ISO 4217 codes. */
const currencyPlaceSchema = z.union([
	z.object({ field: z.string().min(1), codes: z.array(z.string()).optional() }),
	z.object({ code: z.string().regex(/^[A-Z]{3}$/) }),
]);

/** The field for the last name; the row's own field then holds the first name only. */
const lastNameSchema = z.object({ field: z.string().min(1), maxLength: z.number().optional() });

export const lensSchema = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('text') }),
	z.object({ kind: z.literal('number'), decimals: z.number().int().min(0).max(18).optional() }),
	z.object({ kind: z.literal('boolean') }),
	/** An amount together with its currency; never converted. */
	z.object({ kind: z.literal('money'), currency: z.object({ left: currencyPlaceSchema, right: currencyPlaceSchema }) }),
	z.object({ kind: z.literal('date'), zones: zonesSchema.optional() }),
	z.object({ kind: z.literal('datetime'), zones: zonesSchema.optional() }),
	/** A person's full name, in one field or (where `last` says so) in two. */
	z.object({ kind: z.literal('name'), last: z.object({ left: lastNameSchema.optional(), right: lastNameSchema.optional() }) }),
	z.object({ kind: z.literal('email') }),
	/** `country`: ISO 3166 code that national numbers are read in. */
	z.object({ kind: z.literal('phone'), country: z.string().length(2).optional() }),
	z.object({ kind: z.literal('url') }),
	z.object({ kind: z.literal('domain') }),
	/** A closed list: a value without a partner is held for review. */
	z.object({ kind: z.literal('picklist'), values: valuePairsSchema }),
	/** A list of such values. */
	z.object({ kind: z.literal('multiselect'), values: valuePairsSchema }),
	/** Points at a record of another pair, whose objects are `left` and `right`; canonical is the right side's id. */
	z.object({ kind: z.literal('reference'), pair: z.string(), left: z.string(), right: z.string() }),
	/** An opt-out flag against a consent status. */
	z.object({ kind: z.literal('consent') }),
	/** Writes fixed values and reads nothing. */
	z.object({ kind: z.literal('constant'), left: fieldValueSchema.optional(), right: fieldValueSchema.optional() }),
	/** A text made of several fields of the side `reads`, which has no field of its own; never written back. */
	z.object({ kind: z.literal('template'), template: z.string(), reads: z.enum(SIDES) }),
]);

/** A rule for one field pair. `id` is stable for ever: bases are kept under it. */
export const mappingRowSchema = z.object({
	id: z.string().min(1),
	left: z.string(),
	right: z.string(),
	/** Names that people know, for messages. */
	label: z.string(),
	lens: lensSchema,
	rule: z.enum(RULES),
	/** A cleared value does not travel. */
	ignoreClears: z.boolean().optional(),
	/** Used on create when the source is blank. In the vocabulary of the side that is written. */
	defaults: z.object({ left: fieldValueSchema.optional(), right: fieldValueSchema.optional() }).optional(),
	/** The side's system refuses to create a record without it. */
	required: z.object({ left: z.boolean(), right: z.boolean() }),
	/** Largest number of characters that each side takes. */
	maxLength: z.object({ left: z.number().optional(), right: z.number().optional() }).optional(),
	/** That side holds the value as a string: lists joined by semicolons, numbers and booleans in digits and words. */
	asText: z.object({ left: z.boolean().optional(), right: z.boolean().optional() }).optional(),
});

export const MATCH_KINDS = ['email', 'domain', 'text'] as const;
export const matchKeySchema = z.object({
	kind: z.enum(MATCH_KINDS),
	left: z.string(),
	right: z.string(),
	/** For e-mail: `name+tag@` and `name@` are one person. */
	plusAddress: z.literal('drop').optional(),
	/** For text: upper and lower case are different. */
	exactCase: z.literal(true).optional(),
});

const pairSideSchema = z.object({ system: systemSchema, object: z.string().min(1) });

export const mappingSchema = z.object({
	pair: z.string().min(1),
	left: pairSideSchema,
	right: pairSideSchema,
	rows: z.array(mappingRowSchema),
	match: z.array(matchKeySchema),
	/** Fields that hold the *other* side's record id, where the admin created them: `left` is a field of the left object. */
	externalIds: z.object({ left: z.string().optional(), right: z.string().optional() }),
	/** May missing records be created on that side? */
	create: z.object({ left: z.boolean(), right: z.boolean() }),
	/** Who wins when the evidence cannot order two changes. */
	tieWinner: z.enum(['left', 'right']),
	/** Keys of what stopped working because a system's schema changed (see engine/mapping/drift); the rest is kept in step. */
	drift: z.array(z.string()).optional(),
});

export type LensSpec = z.infer<typeof lensSchema>;
export type MappingRow = z.infer<typeof mappingRowSchema>;
export type MatchKey = z.infer<typeof matchKeySchema>;
export type Mapping = z.infer<typeof mappingSchema>;
