import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { systemSchema } from '../../../engine/model';
import type { BatchOptions } from '../../../engine/run/batch';

/** Zero means what it says: nothing is written. An option that was not added sets no limit, but for archives. */
const limitSchema = z.number().int().min(0).nullish();

/** The options that every upsert node has; a node adds its own with `extend`. */
export const upsertOptionsSchema = z.object({
	dryRun: z.boolean().nullish(),
	maxCreates: limitSchema,
	maxWrites: limitSchema,
	maxArchives: limitSchema,
});

export type UpsertOptions = z.output<typeof upsertOptionsSchema>;

/** What "Set Up Match Field" and "Check Connection" look at: the chosen objects, or all of the node's list. */
export const objectsSchema = (list: ReadonlyArray<{ value: string }>) =>
	z.array(z.string().trim().min(1)).transform((chosen) => (chosen.length > 0 ? chosen : list.map(({ value }) => value)));
export const linkedSystemSchema = systemSchema;

/** One parameter of the node. One run has one set, so expressions see the first item. */
export function parameterReader(context: Pick<IExecuteFunctions, 'getNodeParameter'>) {
	return (name: string, fallback: unknown): unknown => context.getNodeParameter(name, 0, fallback);
}

/** The largest numbers in this run, as the runner takes them. */
export function guardsOf({ maxCreates, maxWrites, maxArchives }: UpsertOptions): NonNullable<BatchOptions['guards']> {
	return {
		...(maxCreates == null ? {} : { maxCreates }),
		...(maxWrites == null ? {} : { maxWrites }),
		...(maxArchives == null ? {} : { maxArchives }),
	};
}
