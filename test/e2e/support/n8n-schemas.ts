/** The parts of n8n 2.41's REST answers that we use; unknown keys pass. */
import { z } from 'zod';

export const credentialSchema = z.looseObject({ id: z.string(), name: z.string(), type: z.string() });
export type Credential = z.output<typeof credentialSchema>;

/** With `includeData`: every field, secrets masked. */
export const credentialWithDataSchema = credentialSchema.extend({ data: z.record(z.string(), z.unknown()) });

const credentialRefSchema = z.looseObject({ id: z.string().nullish(), name: z.string() });

const workflowNodeSchema = z.looseObject({
	name: z.string(),
	type: z.string(),
	typeVersion: z.number(),
	parameters: z.record(z.string(), z.unknown()),
	credentials: z.record(z.string(), credentialRefSchema).optional(),
});
export type WorkflowNode = z.output<typeof workflowNodeSchema>;

/** A workflow file as users import it. */
export const templateSchema = z.looseObject({
	name: z.string(),
	nodes: z.array(workflowNodeSchema),
	connections: z.record(z.string(), z.unknown()),
	settings: z.record(z.string(), z.unknown()).optional(),
});
export type Template = z.output<typeof templateSchema>;

/** Since n8n 2 a workflow is active when it has an active (published) version. */
export const workflowSchema = templateSchema.extend({
	id: z.string(),
	versionId: z.string(),
	active: z.boolean(),
	activeVersionId: z.string().nullish(),
});
export type Workflow = z.output<typeof workflowSchema>;

export const workflowSummarySchema = z.looseObject({ id: z.string(), name: z.string(), activeVersionId: z.string().nullish() });

const executionSummarySchema = z.looseObject({
	id: z.string(),
	workflowId: z.string(),
	status: z.enum(['new', 'running', 'waiting', 'success', 'error', 'canceled', 'crashed', 'unknown']),
	mode: z.string(),
	startedAt: z.string().nullish(),
	stoppedAt: z.string().nullish(),
});
export type ExecutionSummary = z.output<typeof executionSummarySchema>;

export const executionListSchema = z.object({ results: z.array(executionSummarySchema), nextCursor: z.string().nullish() });

const itemSchema = z.looseObject({ json: z.record(z.string(), z.unknown()) });
const errorSchema = z.looseObject({ message: z.string(), description: z.string().nullish() });
const nodeRunSchema = z.looseObject({
	executionStatus: z.string().optional(),
	error: errorSchema.optional(),
	data: z.looseObject({ main: z.array(z.array(itemSchema).nullable()).optional() }).optional(),
});

export const runDataSchema = z.looseObject({
	resultData: z.looseObject({
		runData: z.record(z.string(), z.array(nodeRunSchema)),
		error: errorSchema.optional(),
		lastNodeExecuted: z.string().optional(),
	}),
});
export type RunData = z.output<typeof runDataSchema>;
export type Item = z.output<typeof itemSchema>;

/** `data` is a string in the "flatted" notation, absent or meaningless while the execution runs. */
export const executionSchema = executionSummarySchema.extend({ data: z.string().default('') });

export type Execution = ExecutionSummary & { data: RunData };

const iconSchema = z.union([z.string(), z.object({ light: z.string(), dark: z.string() })]);
export const typeDescriptionSchema = z.looseObject({ name: z.string(), displayName: z.string(), iconUrl: iconSchema.optional() });
export type TypeDescription = z.output<typeof typeDescriptionSchema>;

export const optionSchema = z.looseObject({ name: z.string(), value: z.union([z.string(), z.number(), z.boolean()]), description: z.string().optional() });
export type Option = z.output<typeof optionSchema>;

export const searchResultSchema = z.looseObject({ results: z.array(optionSchema), paginationToken: z.unknown().optional() });

export const credentialTestSchema = z.object({ status: z.enum(['OK', 'Error']), message: z.string() });
export type CredentialTest = z.output<typeof credentialTestSchema>;
