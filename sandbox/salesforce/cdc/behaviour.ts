import { z } from 'zod';
import { ADD_ON_DELIVERED, ALLOCATIONS, CONNECT_TIMEOUT_MS, DEFAULT_LAG_MS, MAX_SELECTED } from './limits';

/** How the org is set up, and how its events misbehave. Body of `PUT /__sandbox/cdc`, where absent keys stay as they are. */
export const behaviourSchema = z
	.strictObject({
		/** False: nobody may stream from this org. */
		on: z.boolean(),
		/** Setup, "Change Data Capture": the objects whose changes are told. None in a new org. */
		selected: z.array(z.string()),
		/** The add-on "Change Data Capture": any number of objects, and more deliveries. */
		addOn: z.boolean(),
		edition: z.enum(['developer', 'enterprise', 'unlimited']),
		/** Objects that the integration user may not "View All Records" of. */
		withoutViewAll: z.array(z.string()),
		/** False: the integration user may not "View Setup and Configuration", and so not ask what is selected. */
		viewSetup: z.boolean(),
		/** Fewer than the edition has. */
		maxClients: z.int().min(0).optional(),
		maxDelivered: z.int().min(0).optional(),
		lagMs: z.number().min(0),
		/** How long a connect waits for events, in real time. */
		connectTimeoutMs: z.number().min(10),
		/** Chance (0 to 1) that an event is never published. */
		dropChance: z.number().min(0).max(1),
		/** Chance that an event is delivered twice. */
		duplicateChance: z.number().min(0).max(1),
		/** Chance that a gap event comes in an event's place. */
		gapChance: z.number().min(0).max(1),
		/** Collects events for a moment and publishes the newest first. */
		reorder: z.boolean(),
	})
	.refine(({ selected, addOn }) => addOn || selected.length <= MAX_SELECTED, { message: `No more than ${MAX_SELECTED} objects without the add-on`, path: ['selected'] });
export type CdcBehaviour = z.output<typeof behaviourSchema>;

export const NEW_ORG: CdcBehaviour = {
	on: true,
	selected: [],
	addOn: false,
	edition: 'enterprise',
	withoutViewAll: [],
	viewSetup: true,
	lagMs: DEFAULT_LAG_MS,
	connectTimeoutMs: CONNECT_TIMEOUT_MS,
	dropChance: 0,
	duplicateChance: 0,
	gapChance: 0,
	reorder: false,
};

export const maxClients = ({ edition, maxClients: fewer }: CdcBehaviour): number => fewer ?? ALLOCATIONS[edition].clients;

export const maxDelivered = ({ edition, addOn, maxDelivered: fewer }: CdcBehaviour): number => fewer ?? ALLOCATIONS[edition].delivered + (addOn ? ADD_ON_DELIVERED : 0);
