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

/** Ids of the records that a duplicate rule found. */
const duplicateResultSchema = z
	.object({ matchResults: z.array(z.object({ matchRecords: z.array(z.object({ record: z.object({ Id: z.string() }) })) })) })
	.transform(({ matchResults }) => matchResults.flatMap(({ matchRecords }) => matchRecords.map(({ record }) => record.Id)))
	.optional()
	.catch(undefined);

/** One refusal; answers hold a list of them. */
export const refusalSchema = z.object({
	message: z.string().default(''),
	errorCode: z.string().optional(),
	/** Collections call it so. */
	statusCode: z.string().optional(),
	fields: z.array(z.string()).nullish(),
	/** What a duplicate rule found; Salesforce's own spelling of the key. */
	duplicateResut: duplicateResultSchema,
	duplicateResult: duplicateResultSchema,
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

const fieldDescriptionSchema = z.object({
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
	createable: z.boolean().default(true),
	updateable: z.boolean().default(true),
	childRelationships: z.array(z.object({ relationshipName: z.string().nullish() })).default([]),
	recordTypeInfos: z
		.array(
			z.object({
				recordTypeId: z.string(),
				name: z.string(),
				developerName: z.string().optional(),
				active: z.boolean().default(true),
				/** The connected user may give it to records. */
				available: z.boolean().default(true),
				master: z.boolean().default(false),
			}),
		)
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

/** `GET /services/data/vXX.X`: among the resources, the address of the connected user, `https://…/id/<org id>/<user id>`. */
export const versionRootSchema = z.object({ identity: z.string() });

/** `GET limits`. */
const allocationSchema = z.object({ Max: z.number(), Remaining: z.number() });
export const limitsSchema = z.object({
	DailyApiRequests: allocationSchema,
	DailyBulkApiBatches: allocationSchema.optional(),
	DailyBulkV2QueryJobs: allocationSchema.optional(),
	DailyBulkV2QueryFileStorageMB: allocationSchema.optional(),
});
export type Limits = z.infer<typeof limitsSchema>;

/** `POST sobjects/<object>` and `POST tooling/sobjects/CustomField`. */
export const createdSchema = z.object({ id: z.string(), success: z.literal(true) });
