import { z } from 'zod';
import { SIDES, systemSchema } from './ref';
import { fieldValuesSchema, fieldValueSchema } from './value';

const CHANGE_KINDS = ['upserted', 'deleted', 'merged', 'restored'] as const;
const CHANGE_ORIGINS = ['poll', 'cdc', 'webhook', 'backfill', 'reconcile', 'retry', 'manual'] as const;

/** The ledger entry that a change was emitted under: `seq` grows with every emission of the store, `attempt` counts earlier tries. Absent for hand-made items. */
const ticketSchema = z.object({ feed: z.string().min(1), seq: z.number().int().positive(), attempt: z.number().int().nonnegative() });

export const changeSchema = z.object({
	system: systemSchema,
	connection: z.string().min(1),
	object: z.string().min(1),
	id: z.string().min(1),
	kind: z.enum(CHANGE_KINDS),
	/** When the record was last changed, by its own system's clock. ISO 8601 UTC. */
	modifiedAt: z.iso.datetime({ offset: true }),
	/** Per-field times, where the system tells them. */
	fieldTimes: z.record(z.string(), z.iso.datetime({ offset: true })).optional(),
	/** Who changed it last, by name, where the system tells that with the rest. For questions to people only: never logged. */
	changedBy: z.string().optional(),
	origin: z.enum(CHANGE_ORIGINS),
	/** The winner's id when `kind` is `merged`. */
	mergedInto: z.string().min(1).optional(),
	/** Ids of all records that were ever merged into this one (into the winner, when `kind` is `merged`), where the system tells. */
	mergedFrom: z.array(z.string().min(1)).optional(),
	/** What a lead was converted into, object name → record id, where it was. */
	converted: z.record(z.string(), z.string().min(1)).optional(),
	ticket: ticketSchema.optional(),
});

/** A value that has no counterpart on the other side yet; the record waits for `waitKey` (see the review list). */
const heldFieldSchema = z.object({
	row: z.string(),
	field: z.string(),
	value: fieldValueSchema,
	waitKey: z.string(),
	message: z.string(),
});

/** What the Field & Stage Mapper adds. `values` is in the target's vocabulary and may be changed on the canvas. */
export const mappedSchema = z.object({
	pair: z.string().min(1),
	mapping: z.string().min(1),
	side: z.enum(SIDES),
	target: z.object({ system: systemSchema, object: z.string().min(1) }),
	values: fieldValuesSchema,
	held: z.array(heldFieldSchema).optional(),
});

export const syncItemSchema = z.object({ change: changeSchema, fields: fieldValuesSchema });
export const mappedItemSchema = syncItemSchema.extend({ mapped: mappedSchema });

export type Ticket = z.infer<typeof ticketSchema>;
export type Change = z.infer<typeof changeSchema>;
export type HeldField = z.infer<typeof heldFieldSchema>;
/** The item that travels: what triggers emit. */
export type SyncItem = z.infer<typeof syncItemSchema>;
/** The item after the mapper: what upsert nodes take. */
export type MappedItem = z.infer<typeof mappedItemSchema>;
