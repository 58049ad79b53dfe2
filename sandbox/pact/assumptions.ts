import { z } from 'zod';

/**
 * What Pact does not publish. Every behaviour here is a working assumption of this sandbox and can be switched, so that
 * a client's run-time checks of the same assumptions can be put to the test.
 */
export const assumptionsSchema = z.strictObject({
	/** Verb of a partial update; the other one answers 405. */
	updateVerb: z.enum(['PATCH', 'PUT']),
	/** Status of a successful create. */
	createStatus: z.union([z.literal(200), z.literal(201)]),
	/** What a contact with an e-mail that is already taken answers; `create` makes a second record. */
	duplicateEmail: z.enum(['409', '422', 'create']),
	/** Whether a contact may be saved without an e-mail. */
	emailRequired: z.boolean(),
	/** Whether `GET /v1/pipelines` exists; otherwise it answers 404. */
	pipelinesEndpoint: z.boolean(),
	/** Whether `POST /v1/pipelines/{public_id}/stages` makes a stage; otherwise it answers 404. */
	stageCreation: z.boolean(),
	/** Whether `GET /v1/custom-fields` exists. */
	customFieldsEndpoint: z.boolean(),
	/** Whether `GET /v1/users` exists. */
	usersEndpoint: z.boolean(),
	/** Whether lists know `sort=updated_at` and `sort=-updated_at`; otherwise the parameter is ignored, as unknown ones are. */
	listSort: z.boolean(),
	/** Whether the list of activities knows `type`, `contact_id`, `company_id` and `opportunity_id`; otherwise they are ignored, as unknown ones are. */
	activityFilters: z.boolean(),
	/** Whether webhook subscriptions can be listed and deleted through the API. */
	webhookManagement: z.boolean(),
	/** Record under `data`, or spread over the top level of the webhook's body. */
	webhookShape: z.enum(['data', 'top-level']),
	/** Name of the field that carries the signing secret in the answer to a new subscription. */
	webhookSecretField: z.enum(['signing_secret', 'secret']),
	/** Clock of the signature's timestamp. `real` suits receivers that live in real time while this sandbox's clock is moved. */
	webhookSignatureClock: z.enum(['real', 'sandbox']),
	/** Whether answers carry the internal integer `id` beside `public_id`. Clients must ignore it. */
	integerId: z.boolean(),
	/** `user-email`: an owner must be a user of the workspace; `free`: any text is stored. */
	ownerCheck: z.enum(['user-email', 'free']),
	/** Whether an update that changes nothing still moves `updated_at` and sends an event. */
	noopUpdateTouches: z.boolean(),
	/** Window of the workspace's rate policy. The one of a key is documented as rolling. */
	workspaceWindow: z.enum(['fixed', 'rolling']),
	/** Whether a refresh answers with a new refresh token and voids the old one. */
	rotateRefreshTokens: z.boolean(),
	/** Header that carries the id of a request, or `none`. */
	requestIdHeader: z.enum(['X-Request-Id', 'none']),
});

/** The assumptions in force. */
export type Assumptions = z.infer<typeof assumptionsSchema>;

export const DEFAULT_ASSUMPTIONS: Readonly<Assumptions> = {
	updateVerb: 'PATCH',
	createStatus: 201,
	duplicateEmail: '409',
	emailRequired: false,
	pipelinesEndpoint: true,
	stageCreation: true,
	customFieldsEndpoint: true,
	usersEndpoint: true,
	listSort: false,
	activityFilters: true,
	webhookManagement: true,
	webhookShape: 'data',
	webhookSecretField: 'signing_secret',
	webhookSignatureClock: 'real',
	integerId: true,
	ownerCheck: 'user-email',
	noopUpdateTouches: false,
	workspaceWindow: 'fixed',
	rotateRefreshTokens: false,
	requestIdHeader: 'X-Request-Id',
};
