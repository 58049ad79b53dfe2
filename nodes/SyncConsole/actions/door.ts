import type { IExecuteFunctions } from 'n8n-workflow';
import type { z } from 'zod';
import type { Decider } from '../../../console';
import type { SyncStore } from '../../../engine/run/store-port';

/** What an operation works with; it answers one item for each thing. */
export interface Door {
	context: IExecuteFunctions;
	/** The input item that it runs for. */
	item: number;
	store: SyncStore;
}

export type Operation = (door: Door) => Promise<object[]>;

/** Whose word it is: n8n does not tell nodes which user runs them. */
export const deciderOf = ({ context }: Door): Decider => ({
	person: `Sync Console node in the workflow "${context.getWorkflow().name ?? ''}"`,
	execution: context.getExecutionId(),
});

/** Parameters by a schema, checked; ones that are not shown are null. @throws ZodError */
export function parametersOf<S extends z.ZodObject>({ context, item }: Door, schema: S): z.output<S> {
	return schema.parse(Object.fromEntries(Object.keys(schema.shape).map((name) => [name, context.getNodeParameter(name, item, null)])));
}
