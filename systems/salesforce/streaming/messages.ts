import { z } from 'zod';

/** Bayeux 1.0, "Message Field Definitions", as far as we use them; what Salesforce adds is let through. */
const adviceSchema = z.object({
	reconnect: z.enum(['retry', 'handshake', 'none']).optional().catch(undefined),
	interval: z.number().nonnegative().optional().catch(undefined),
	timeout: z.number().positive().optional().catch(undefined),
});

const replySchema = z.object({
	channel: z.string(),
	successful: z.boolean().optional(),
	clientId: z.string().optional(),
	error: z.string().optional().catch(undefined),
	advice: adviceSchema.optional().catch(undefined),
	subscription: z.string().optional().catch(undefined),
	ext: z
		.object({ sfdc: z.object({ failureReason: z.string().optional() }).optional() })
		.optional()
		.catch(undefined),
	data: z.unknown().optional(),
});
export type Reply = z.output<typeof replySchema>;
/** A refused client's answer has no channel in the guide's own sample. */
export const repliesSchema = z.array(z.preprocess((one) => (typeof one === 'object' && one !== null && !('channel' in one) ? { ...one, channel: '' } : one), replySchema));

/** The place of an event in its stream: opaque, and kept as text. */
export const placeSchema = z.object({ event: z.object({ replayId: z.union([z.number(), z.string()]).transform(String) }) });

/** Change Data Capture Developer Guide, "ChangeEventHeader Fields". */
export const changeSchema = z.object({
	payload: z.object({
		ChangeEventHeader: z.object({
			entityName: z.string(),
			recordIds: z.array(z.string()),
			changeType: z.string(),
			transactionKey: z.string(),
			sequenceNumber: z.number(),
		}),
	}),
});
