import { z } from 'zod';

/** The shapes that we rely on, no more: what Salesforce adds to its answers is let through. */

const rowSchema = z.record(z.string(), z.unknown());
export type Row = z.infer<typeof rowSchema>;

/** `query`, `queryAll` and their further pages. */
export const queryAnswerSchema = z.object({
	totalSize: z.number(),
	done: z.boolean(),
	nextRecordsUrl: z.string().optional(),
	records: z.array(rowSchema),
});
export type QueryAnswer = z.infer<typeof queryAnswerSchema>;

/** One refusal; answers hold a list of them. */
export const refusalSchema = z.object({
	message: z.string().default(''),
	errorCode: z.string().optional(),
	/** Collections call it so. */
	statusCode: z.string().optional(),
	fields: z.array(z.string()).nullish(),
});
export const refusalsSchema = z.union([z.array(refusalSchema).min(1), refusalSchema.transform((refusal) => [refusal])]);
export type Refusal = z.infer<typeof refusalSchema>;

/** `POST composite` with one query in it. */
export const compositeAnswerSchema = z.object({
	compositeResponse: z.array(z.object({ httpStatusCode: z.number(), body: z.unknown() })).length(1),
});

/** `POST|PATCH composite/sobjects`. */
export const collectionAnswerSchema = z.array(
	z.object({ id: z.string().nullish(), success: z.boolean(), errors: z.array(refusalSchema).default([]) }),
);

export type CollectionAnswer = z.infer<typeof collectionAnswerSchema>;

const picklistValueSchema = z.object({
	value: z.string(),
	label: z.string().nullish(),
	active: z.boolean().default(true),
	defaultValue: z.boolean().default(false),
});

export const fieldDescriptionSchema = z.object({
	name: z.string(),
	label: z.string(),
	type: z.string(),
	custom: z.boolean().default(false),
	length: z.number().default(0),
	nillable: z.boolean(),
	createable: z.boolean(),
	updateable: z.boolean(),
	defaultedOnCreate: z.boolean().default(false),
	defaultValue: z.unknown().optional(),
	restrictedPicklist: z.boolean().default(false),
	externalId: z.boolean().default(false),
	idLookup: z.boolean().default(false),
	unique: z.boolean().default(false),
	referenceTo: z.array(z.string()).default([]),
	relationshipName: z.string().nullish(),
	picklistValues: z.array(picklistValueSchema).default([]),
});
export type FieldDescription = z.infer<typeof fieldDescriptionSchema>;

export const objectDescriptionSchema = z.object({
	name: z.string(),
	label: z.string(),
	fields: z.array(fieldDescriptionSchema),
	recordTypeInfos: z
		.array(z.object({ name: z.string(), active: z.boolean().default(true), master: z.boolean().default(false) }))
		.default([]),
});
export type ObjectDescription = z.infer<typeof objectDescriptionSchema>;

/** `GET sobjects`. */
export const objectListSchema = z.object({
	sobjects: z.array(
		z.object({
			name: z.string(),
			label: z.string(),
			custom: z.boolean().default(false),
			queryable: z.boolean().default(true),
			createable: z.boolean().default(true),
			updateable: z.boolean().default(true),
			replicateable: z.boolean().default(true),
			deprecatedAndHidden: z.boolean().default(false),
		}),
	),
});
export type ObjectList = z.infer<typeof objectListSchema>['sobjects'];
