import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { systemSchema, type SystemName } from '../../../engine/model';
import type { BatchOptions } from '../../../engine/run/batch';
import { ASK_ABOVE } from '../../../engine/run/mass-edits';

/** Zero means what it says: nothing is written. An option that was not added sets no limit, but for archives and the share of all records. */
const limitSchema = z.number().int().min(0).nullish();

/** `true` and `false` are what workflows hold that were saved when this was a switch; the editor offers them as "Always" and "Off". */
const dryRunSchema = z.union([z.boolean(), z.literal('untilGo')]);

/** The options that every upsert node has; a node adds its own with `extend`. */
export const upsertOptionsSchema = z.object({
	dryRun: dryRunSchema.nullish(),
	maxCreates: limitSchema,
	maxUpdates: limitSchema,
	maxWrites: limitSchema,
	maxArchives: limitSchema,
	askAbove: z.number().min(0).max(100).nullish(),
	onlyFields: z
		.array(z.string().trim().min(1))
		// It might mean "everything", and somebody who meant a few fields would have written all of them.
		.min(1, 'Choose the fields that may be written, or remove the option "Only Write These Field Names or IDs".')
		.nullish(),
});

export type UpsertOptions = z.output<typeof upsertOptionsSchema>;

/** What "Set Up Match Field" and "Check Connection" look at: the chosen objects, or all of the node's list. */
export const objectsSchema = (list: ReadonlyArray<{ value: string }>) =>
	z.array(z.string().trim().min(1)).transform((chosen) => (chosen.length > 0 ? chosen : list.map(({ value }) => value)));

/** The operations that every upsert node has beside its own: those that make fields. */
export const fieldOperations = <A extends z.ZodType>(authentication: A, list: ReadonlyArray<{ value: string }>) =>
	[
		z.object({ operation: z.literal('createField'), authentication }),
		z.object({ operation: z.literal('setUpMatchField'), authentication, linkedSystem: systemSchema, objects: objectsSchema(list) }),
	] as const;

type Reader = Pick<IExecuteFunctions, 'getNodeParameter'>;

/** Parameters of the node by name, unchecked, with what counts where one is not shown. One run has one set, so expressions see the first item. */
export function readParameters(context: Reader, fallbacks: Readonly<Record<string, unknown>>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(fallbacks).map(([name, fallback]) => [name, context.getNodeParameter(name, 0, fallback)]));
}

/** Those that every upsert node has. `own`: what differs from node to node. */
export const parametersOf = (context: Reader, own: { authentication: string; linkedSystem: SystemName }): Record<string, unknown> =>
	readParameters(context, { operation: 'upsert', options: {}, objects: [], ...own });

/** The largest numbers in this run, as the runner takes them, and the share of all records above which a person is asked (0: nobody is). */
export function guardsOf({ maxCreates, maxUpdates, maxWrites, maxArchives, askAbove }: UpsertOptions): NonNullable<BatchOptions['guards']> {
	return {
		...(askAbove === 0 ? {} : { askAbove: askAbove ?? ASK_ABOVE }),
		...(maxCreates == null ? {} : { maxCreates }),
		...(maxUpdates == null ? {} : { maxUpdates }),
		...(maxWrites == null ? {} : { maxWrites }),
		...(maxArchives == null ? {} : { maxArchives }),
	};
}
