import { z } from 'zod';
import { mappingSchema, SIDES } from '../engine/model';
import type { SyncStore } from '../engine/run/store-port';
import { ConsoleProblem } from './problem';

const FORMAT = 'n8n-nodes-pact settings';

const assignmentSchema = z.object({ pair: z.string().min(1), row: z.string().min(1), side: z.enum(SIDES), from: z.string(), to: z.string() });

const settingsSchema = z.object({
	format: z.literal(FORMAT),
	version: z.literal(1),
	exportedAt: z.string(),
	/** Partners of values that people chose in the review list. */
	assignments: z.array(assignmentSchema),
	/** The mappings of then, to look at: what counts is made by the mappers of the workflows. */
	mappings: z.array(mappingSchema),
});

export type SyncSettings = z.infer<typeof settingsSchema>;

type SettingsStore = Pick<SyncStore, 'allAssignments' | 'pairStates'>;

/** What people taught the sync that no workflow holds. No record's data, and no secrets. */
export async function exportSettings(store: SettingsStore, now: Date): Promise<SyncSettings> {
	const [assignments, pairs] = [await store.allAssignments(), await store.pairStates()];
	return { format: FORMAT, version: 1, exportedAt: now.toISOString(), assignments, mappings: pairs.map(({ mapping }) => mapping) };
}

export interface Imported {
	assignments: number;
	pairs: string[];
}

/** Takes exported settings over; a value that has a partner already gets the imported one. @throws ConsoleProblem when it is no such export */
export async function importSettings(store: Pick<SyncStore, 'assignValue'>, given: unknown): Promise<Imported> {
	const parsed = settingsSchema.safeParse(given);
	if (!parsed.success) {
		throw new ConsoleProblem('This is no export of the sync’s settings.', 'Give the whole JSON that "Export Settings" made, unchanged.');
	}
	const { assignments } = parsed.data;
	for (const { pair, row, side, from, to } of assignments) await store.assignValue(pair, row, side, from, to);
	return { assignments: assignments.length, pairs: [...new Set(assignments.map(({ pair }) => pair))].sort() };
}
