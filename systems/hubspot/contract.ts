import { z } from 'zod';
import { plainText } from '../common/flatten';
import { pathPart } from '../common/path-part';
import { SHOWN_NAME } from '../common/shown-name';

/**
 * Which generation of paths is spoken: `numbered` are v3 and v4, a date is a date-versioned release (`/crm/objects/2026-03/contacts`).
 * HubSpot ends v4 on 30 March 2027 and v3 in September 2027 (developer changelog, "Date-based API versioning"): then this is the one line to change.
 */
type PathGeneration = 'numbered' | '2026-03';
const PATH_GENERATION: PathGeneration = 'numbered';

/** All paths that are spoken. `object` is `contacts`, `companies`, `deals`, `p_name` or `2-123`. */
export function pathsOf(generation: PathGeneration) {
	const area = (name: string, version: string): string =>
		generation === 'numbered' ? `/crm/${version}/${name}` : `/crm/${name}/${generation}`;
	const part = pathPart;
	const objects = area('objects', 'v3');
	const lists = area('lists', 'v3');
	const associations = area('associations', 'v4');
	const preferences = `/communication-preferences/${generation === 'numbered' ? 'v4' : generation}`;
	return {
		account: generation === 'numbered' ? '/account-info/v3/details' : `/account-info/${generation}/details`,
		owners: area('owners', 'v3'),
		schemas: generation === 'numbered' ? '/crm/v3/schemas' : `/crm-object-schemas/${generation}/schemas`,
		schema: (object: string) =>
			`${generation === 'numbered' ? '/crm/v3/schemas' : `/crm-object-schemas/${generation}/schemas`}/${part(object)}`,
		properties: (object: string) => `${area('properties', 'v3')}/${part(object)}`,
		pipelines: (object: string) => `${area('pipelines', 'v3')}/${part(object)}`,
		records: (object: string) => `${objects}/${part(object)}`,
		search: (object: string) => `${objects}/${part(object)}/search`,
		batch: (object: string, what: 'read' | 'create' | 'update' | 'archive') => `${objects}/${part(object)}/batch/${what}`,
		associations: (from: string, to: string, what: 'read' | 'create' | 'archive' | 'labels/archive') =>
			`${associations}/${part(from)}/${part(to)}/batch/${what}`,
		associationTypes: (from: string, to: string) => `${associations}/${part(from)}/${part(to)}/labels`,
		listSearch: `${lists}/search`,
		members: (list: string) => `${lists}/${part(list)}/memberships`,
		changedMembers: (list: string) => `${lists}/${part(list)}/memberships/add-and-remove`,
		listsOfRecords: `${lists}/records/memberships/batch/read`,
		subscriptionTypes: `${preferences}/definitions`,
		/** Of one e-mail address: of every subscription type, and of all e-mail at once. */
		subscriptions: (email: string) => `${preferences}/statuses/${part(email)}`,
		unsubscribedFromAll: (email: string) => `${preferences}/statuses/${part(email)}/unsubscribe-all`,
		/** Of many addresses; for Marketing Hub Enterprise. */
		unsubscribedFromAllOfMany: `${preferences}/statuses/batch/unsubscribe-all/read`,
	};
}
export const PATHS = pathsOf(PATH_GENERATION);

/** The shapes that we rely on, no more: what HubSpot adds to its answers is let through. */

/** Ids are numbers in some answers and text in others; for us they are text. */
const idSchema = z.union([z.string(), z.number()]).transform(String);
/** Of a record: it becomes a part of the reading position. */
const recordIdSchema = idSchema.pipe(z.string().regex(/^\d{1,19}$/));
const pagingSchema = z.object({ next: z.object({ after: idSchema }).optional() }).nullish();

const historyEntrySchema = z.object({ value: z.string().nullish(), timestamp: z.string(), sourceType: z.string().nullish(), updatedByUserId: idSchema.nullish() });
/** One past or present value of a property; lists of them are newest first. */
export type HistoryEntry = z.infer<typeof historyEntrySchema>;

export const recordSchema = z.object({
	id: recordIdSchema,
	properties: z.record(z.string(), z.string().nullable()).default({}),
	updatedAt: z.string().optional(),
	archived: z.boolean().default(false),
	archivedAt: z.string().nullish(),
	objectWriteTraceId: z.string().nullish(),
	propertiesWithHistory: z.record(z.string(), z.array(historyEntrySchema)).nullish(),
});
export type HubSpotRecord = z.infer<typeof recordSchema>;

export const searchAnswerSchema = z.object({ total: z.number(), results: z.array(recordSchema) });
export type SearchAnswer = z.infer<typeof searchAnswerSchema>;

export const listAnswerSchema = z.object({ results: z.array(recordSchema), paging: pagingSchema });

const nameSchema = z.string().regex(SHOWN_NAME).optional().catch(undefined);
const contextSchema = z
	.record(z.string(), z.array(z.string()).transform((names) => names.filter((name) => SHOWN_NAME.test(name))))
	.optional()
	.catch(undefined);

/** A refusal of a call, or one of the `errors` of a 207. */
export const refusalSchema = z.object({
	message: z.string().default(''),
	category: nameSchema,
	subCategory: z.unknown().optional(),
	errorType: nameSchema,
	policyName: nameSchema,
	correlationId: nameSchema,
	context: contextSchema,
	errors: z
		.array(
			z.object({
				message: z.string().default(''),
				code: nameSchema,
				context: contextSchema,
			}),
		)
		.optional()
		.catch(undefined),
});
export type Refusal = z.infer<typeof refusalSchema>;

export const batchAnswerSchema = z.object({
	results: z.array(recordSchema),
	errors: z.array(refusalSchema).default([]),
});
export type BatchAnswer = z.infer<typeof batchAnswerSchema>;

/** One of the complaints that HubSpot writes as JSON into the message of a `VALIDATION_ERROR`. */
export const propertyComplaintSchema = z.object({ name: nameSchema, error: nameSchema });

export const associationAnswerSchema = z.object({
	results: z.array(
		z.object({
			from: z.object({ id: idSchema }),
			to: z.array(
				z.object({
					toObjectId: idSchema,
					associationTypes: z.array(z.object({ category: z.string(), typeId: z.number() })).default([]),
				}),
			),
			paging: pagingSchema,
		}),
	),
	errors: z.array(refusalSchema).default([]),
});
export type AssociationAnswer = z.infer<typeof associationAnswerSchema>;

/** What creating and archiving associations answers: nothing but the refusals matters. An archive answers 204 without a body. */
export const associatedAnswerSchema = z.object({ errors: z.array(refusalSchema).default([]) });

export const accountSchema = z.object({ portalId: idSchema, accountType: z.string().default(''), timeZone: z.string().default('') });
export type Account = z.infer<typeof accountSchema>;

export const propertySchema = z.object({
	name: z.string(),
	label: z.string().default(''),
	type: z.string(),
	fieldType: z.string().default(''),
	groupName: z.string().default(''),
	options: z
		.array(z.object({ value: z.string(), label: z.string().nullish(), hidden: z.boolean().default(false) }))
		.default([]),
	hidden: z.boolean().default(false),
	archived: z.boolean().default(false),
	calculated: z.boolean().default(false),
	externalOptions: z.boolean().default(false),
	hasUniqueValue: z.boolean().default(false),
	hubspotDefined: z.boolean().default(false),
	modificationMetadata: z.object({ readOnlyValue: z.boolean().default(false) }).nullish(),
});
export type Property = z.infer<typeof propertySchema>;

export const pipelineSchema = z.object({
	id: idSchema,
	label: z.string(),
	archived: z.boolean().default(false),
	stages: z
		.array(
			z.object({
				id: idSchema,
				label: z.string(),
				archived: z.boolean().default(false),
				metadata: z.record(z.string(), z.unknown()).default({}),
			}),
		)
		.default([]),
});
export type Pipeline = z.infer<typeof pipelineSchema>;

export const ownerSchema = z.object({
	id: idSchema,
	email: z.string().nullish(),
	firstName: z.string().nullish(),
	lastName: z.string().nullish(),
	/** Who signs in; another number than the owner's. */
	userId: idSchema.nullish(),
	archived: z.boolean().default(false),
});
export type Owner = z.infer<typeof ownerSchema>;

export const objectTypeSchema = z.object({
	objectTypeId: z.string(),
	fullyQualifiedName: z.string(),
	name: z.string(),
	labels: z.object({ singular: z.string().optional(), plural: z.string().optional() }).default({}),
	requiredProperties: z.array(z.string()).default([]),
	archived: z.boolean().default(false),
	/** The kinds of objects that it can be associated with, in both directions. */
	associations: z.array(z.object({ fromObjectTypeId: z.string(), toObjectTypeId: z.string() })).default([]),
});
export type ObjectType = z.infer<typeof objectTypeSchema>;

/** A custom object by the name that it has in every portal (custom objects guide, "p_{object_name}"): workflows can then be moved. */
export const portableName = ({ name }: Pick<ObjectType, 'name'>): string => `p_${name}`;

/** One way in which records of two objects can be associated; without a label, the plain one. */
export const associationTypeSchema = z.object({
	typeId: z.number(),
	category: z.enum(['HUBSPOT_DEFINED', 'USER_DEFINED', 'INTEGRATOR_DEFINED']),
	label: z.string().nullish(),
});
export type AssociationType = z.infer<typeof associationTypeSchema>;

export const membersAnswerSchema = z.object({
	results: z.array(z.object({ recordId: idSchema, membershipTimestamp: z.string() })),
	paging: pagingSchema,
});

export const listsOfRecordsAnswerSchema = z.object({
	results: z.array(
		z.object({ recordId: idSchema, recordListMemberships: z.array(z.object({ listId: idSchema })).default([]) }),
	),
});

/** The additional properties of a list search that tell of changed members (lists guide, "Search for a list"). */
export const MEMBER_PROPERTIES = ['hs_list_size', 'hs_last_record_added_at', 'hs_last_record_removed_at'];

const membersTold = (told: Readonly<Record<string, unknown>>) => ({
	size: told.hs_list_size == null ? undefined : Number(plainText(told.hs_list_size)),
	addedAt: told.hs_last_record_added_at == null ? undefined : plainText(told.hs_last_record_added_at),
	removedAt: told.hs_last_record_removed_at == null ? undefined : plainText(told.hs_last_record_removed_at),
});

export const changedMembersAnswerSchema = z.object({ recordIdsMissing: z.array(idSchema).default([]) });

export const listsAnswerSchema = z.object({
	lists: z.array(
		z
			.object({
				listId: idSchema,
				name: z.string(),
				objectTypeId: z.string().optional(),
				/** `MANUAL`, `SNAPSHOT` or `DYNAMIC`. */
				processingType: z.string().default('MANUAL'),
				additionalProperties: z.record(z.string(), z.unknown()).nullish(),
			})
			.transform(({ additionalProperties, ...list }) => ({
				...list,
				/** What HubSpot says of its members; undefined where it does not. */
				...membersTold(additionalProperties ?? {}),
			})),
	),
	hasMore: z.boolean().default(false),
	offset: z.number().default(0),
});
export type ListEntry = z.infer<typeof listsAnswerSchema>['lists'][number];

export const subscriptionTypeSchema = z.object({
	id: idSchema,
	name: z.string(),
	isActive: z.boolean().default(true),
	communicationMethod: z.string().nullish(),
});
export type SubscriptionType = z.infer<typeof subscriptionTypeSchema>;

export const subscriptionStatusesSchema = z.object({
	results: z.array(z.object({ subscriptionId: idSchema, status: z.string() })),
});

/** A statement about all e-mail at once; `BUSINESS_UNIT_WIDE` is about the e-mail of one brand, 0 being the account's own. */
const wideStatusSchema = z.object({
	channel: z.string().default('EMAIL'),
	status: z.string(),
	wideStatusType: z.string().default('PORTAL_WIDE'),
	businessUnitId: z.number().nullish(),
});
export type WideStatus = z.infer<typeof wideStatusSchema>;
/** Empty where nobody opted out. */
export const wideStatusesSchema = z.object({ results: z.array(wideStatusSchema) });
export const wideStatusesOfManySchema = z.object({
	results: z.array(z.object({ subscriberIdString: z.string(), wideStatuses: z.array(wideStatusSchema).default([]) })),
	errors: z.array(refusalSchema).default([]),
});

/** What setting a status answers: nothing of it matters but that it is an answer. */
export const statusSetSchema = z.looseObject({});

export const pageOf = <Item extends z.ZodType>(item: Item) =>
	z.object({ results: z.array(item), paging: pagingSchema });

/** HubSpot's own objects that are synced, with the names that API paths, list filters and associations know them by. */
export const STANDARD_OBJECTS = [
	{ name: 'contacts', label: 'Contacts', typeId: '0-1' },
	{ name: 'companies', label: 'Companies', typeId: '0-2' },
	{ name: 'deals', label: 'Deals', typeId: '0-3' },
	{ name: 'calls', label: 'Calls', typeId: '0-48' },
	{ name: 'emails', label: 'E-mails', typeId: '0-49' },
	{ name: 'meetings', label: 'Meetings', typeId: '0-47' },
	{ name: 'notes', label: 'Notes', typeId: '0-46' },
	{ name: 'tasks', label: 'Tasks', typeId: '0-27' },
] as const;

export const ID_PROPERTY = 'hs_object_id';
export const OWNER_PROPERTY = 'hubspot_owner_id';
export const MERGED_PROPERTY = 'hs_merged_object_ids';
export const STAGE_OF_LIFE = 'lifecyclestage';

/** Contacts keep an older name for it (CRM search guide, "lastmodifieddate"). */
export const modifiedProperty = (object: string): string =>
	object === 'contacts' || object === '0-1' ? 'lastmodifieddate' : 'hs_lastmodifieddate';
