import type { IExecuteFunctions } from 'n8n-workflow';
import type { z } from 'zod';
import type { SyncStore } from '../../../engine/run/store-port';

/** What an operation works with; it answers one item for each thing. */
export interface Door {
	context: IExecuteFunctions;
	/** The input item that it runs for. */
	item: number;
	store: SyncStore;
}

export type Operation = (door: Door) => Promise<object[]>;

/** Parameters by a schema, checked; ones that are not shown are null. @throws ZodError */
export function parametersOf<S extends z.ZodObject>({ context, item }: Door, schema: S): z.output<S> {
	return schema.parse(Object.fromEntries(Object.keys(schema.shape).map((name) => [name, context.getNodeParameter(name, item, null)])));
}
