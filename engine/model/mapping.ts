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

/** The field that says which pipeline a record of that side is in, and the pipelines that each stage belongs to. */
const pipelinePlaceSchema = z.object({ field: z.string().min(1), of: z.array(z.tuple([z.string(), z.string()])) });

/** Where a side's currency is: in a field beside the amount (that takes these codes), or always the same. ISO 4217 codes. */
const currencyPlaceSchema = z.union([
	z.object({ field: z.string().min(1), codes: z.array(z.string()).optional() }),
	z.object({ code: z.string().regex(/^[A-Z]{3}$/) }),
]);

/** What a side takes for values that have no partner. In the vocabulary of that side. */
const fallbackSchema = z.object({ left: z.string().optional(), right: z.string().optional() });

/** The field for the last name; the row's own field then holds the first name only. */
const lastNameSchema = z.object({ field: z.string().min(1), maxLength: z.number().optional() });

/** Further left objects that a reference may point at, each linked by a pair of its own; ids of theirs begin with these characters. */
const otherTargetsSchema = z.array(z.object({ pair: z.string(), left: z.string(), idPrefix: z.string().min(1) }));

/** Where references point: objects of another pair, `left` and `right`. Canonical is the right side's id. */
const referenceShape = { pair: z.string(), left: z.string(), right: z.string(), others: otherTargetsSchema.optional() };

export const lensSchema = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('text') }),
	z.object({ kind: z.literal('number'), decimals: z.number().int().min(0).max(18).optional() }),
	z.object({ kind: z.literal('boolean') }),
	/** An amount together with its currency; never converted. */
	z.object({ kind: z.literal('money'), currency: z.object({ left: currencyPlaceSchema, right: currencyPlaceSchema }) }),
	/** `moments`: that side holds a moment for the day, which is written as its noon. */
	z.object({
		kind: z.literal('date'),
		zones: zonesSchema.optional(),
		moments: z.object({ left: z.literal(true).optional(), right: z.literal(true).optional() }).optional(),
	}),
	z.object({ kind: z.literal('datetime'), zones: zonesSchema.optional() }),
	/** A person's full name, in one field or (where `last` says so) in two. */
	z.object({ kind: z.literal('name'), last: z.object({ left: lastNameSchema.optional(), right: lastNameSchema.optional() }) }),
	/** `known`: the addresses that a side's closed list takes (its owners), in lower case. Nobody else is written there. */
	z.object({
		kind: z.literal('email'),
		known: z.object({ left: z.array(z.string()).optional(), right: z.array(z.string()).optional() }).optional(),
	}),
	/** `country`: ISO 3166 code that national numbers are read in. */
	z.object({ kind: z.literal('phone'), country: z.string().length(2).optional() }),
	z.object({ kind: z.literal('url') }),
	z.object({ kind: z.literal('domain') }),
	/** A closed list: a value without a partner is held for review, unless the side that is written has a fallback. */
	z.object({
		kind: z.literal('picklist'),
		values: valuePairsSchema,
		fallback: fallbackSchema.optional(),
		/** For stages of which several, in different pipelines, have one partner: see engine/mapping/pipelines.ts. */
		pipelines: z.object({ left: pipelinePlaceSchema.optional(), right: pipelinePlaceSchema.optional() }).optional(),
	}),
	/** A list of such values. */
	z.object({ kind: z.literal('multiselect'), values: valuePairsSchema }),
	/**
	 * Tags and memberships, merged element by element. Only names with a partner count; with `prefix` every left name does, and is the same
	 * name behind the prefix on the right. `readOnly`: canonical names that a side's system lets nobody add or take away.
	 */
	z.object({
		kind: z.literal('tags'),
		values: valuePairsSchema,
		prefix: z.string().optional(),
		readOnly: z.object({ left: z.array(z.string()).optional(), right: z.array(z.string()).optional() }).optional(),
	}),
	z.object({ kind: z.literal('reference'), ...referenceShape }),
	/** A list of such pointers, in no order. Records that are not linked are no part of the canonical value. */
	z.object({ kind: z.literal('references'), ...referenceShape }),
	/**
	 * An opt-out flag against a consent status. `flags`: which sides are flags; absent, the left one is. `onlyOptOuts`: a flag
	 * that is not ticked says nothing at all, for rows that go one way.
	 */
	z.object({
		kind: z.literal('consent'),
		flags: z.object({ left: z.boolean(), right: z.boolean() }).optional(),
		onlyOptOuts: z.literal(true).optional(),
	}),
	/** Writes fixed values and reads nothing. */
	z.object({ kind: z.literal('constant'), left: fieldValueSchema.optional(), right: fieldValueSchema.optional() }),
	/** A text made of several fields of the side `reads`, which has no field of its own; never written back. */
	z.object({ kind: z.literal('template'), template: z.string(), reads: z.enum(SIDES) }),
]);

/** A rule for one field pair. `id` is stable for ever: bases are kept under it. */
const mappingRowSchema = z.object({
	id: z.string().min(1),
	left: z.string(),
	right: z.string(),
	/** Names that people know, for messages. */
	label: z.string(),
	lens: lensSchema,
	rule: z.enum(RULES),
	/** Its values are kept out of the log, the review list and all messages. */
	private: z.literal(true).optional(),
	/** A cleared value does not travel. */
	ignoreClears: z.boolean().optional(),
	/** Used on create when the source is blank. In the vocabulary of the side that is written. */
	defaults: z.object({ left: fieldValueSchema.optional(), right: fieldValueSchema.optional() }).optional(),
	/** On create on that side, where the other side's own field is blank: the field of the other side that is taken instead. */
	createFrom: z.object({ left: z.string().optional(), right: z.string().optional() }).optional(),
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

/** Leads and contacts with one e-mail are several left records of one right record. */
export const FAN_OUTS = ['all', 'newest'] as const;

/**
 * What happens on a side when the other side's record is deleted. `archive`: out of sight, and it can be brought back; `delete`: the
 * system's recycle bin. Nothing is ever erased.
 */
export const DELETE_POLICIES = ['ignore', 'archive', 'delete'] as const;
export type DeletePolicy = (typeof DELETE_POLICIES)[number];
const deletePolicySchema = z.enum(DELETE_POLICIES);

/** The field holds one of these values; `email.*` stands for all that begin with `email.`. In any case of letters. */
const conditionSchema = z.object({ field: z.string().min(1), values: z.array(z.string()) });

/** Which records belong to the pair, where not all of an object do: those of a kind, and those that point at a linked record. */
export const belongingSchema = z.object({
	left: conditionSchema.optional(),
	right: conditionSchema.optional(),
	/** Nothing is created for a record of which no reference leads anywhere. */
	related: z.literal(true).optional(),
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
	/** May records be changed on that side? Absent: yes, on both. */
	update: z.object({ left: z.boolean(), right: z.boolean() }).optional(),
	/** What happens on that side to the counterpart of a record that was deleted on the other. Absent: nothing, on both. */
	deletes: z.object({ left: deletePolicySchema, right: deletePolicySchema }).optional(),
	/** Which of several left records of one right record get its changes: all of them, or the most recently updated. Absent: all. */
	fanOut: z.enum(FAN_OUTS).optional(),
	/** A record is also created where another pair already keeps it in step with the target's connection. Absent: it is not. */
	createBeside: z.literal(true).optional(),
	/** Absent: every record belongs to the pair. */
	only: belongingSchema.optional(),
	/** Who wins when the evidence cannot order two changes. */
	tieWinner: z.enum(['left', 'right']),
	/** Keys of what stopped working because a system's schema changed (see engine/mapping/drift); the rest is kept in step. */
	drift: z.array(z.string()).optional(),
});

export type LensSpec = z.infer<typeof lensSchema>;
export type MappingRow = z.infer<typeof mappingRowSchema>;
export type Belonging = z.infer<typeof belongingSchema>;
export type MatchKey = z.infer<typeof matchKeySchema>;
export type Mapping = z.infer<typeof mappingSchema>;
