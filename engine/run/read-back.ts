import { fieldsToRead } from '../mapping';
import { SystemError, type ErrorClass } from '../model';
import { targetSide, type PlannedJob } from './job';
import type { Past, RecordPort, RecordState, WriteResult } from './system-port';

/** By record id. */
export type States = Map<string, RecordState>;

const REFUSES: ReadonlySet<ErrorClass> = new Set(['invalid', 'not-allowed', 'not-found']);

/**
 * What the targets hold after a write: as they answered, or read again in one call where they did not say. `past`: what is to be known of
 * earlier values, and of which records; it comes with that call, or by one of its own where the target has answered for them.
 */
export async function readBack({ target, mapping, side }: PlannedJob, results: readonly WriteResult[], records: RecordPort, behind?: { past: Past; ids: ReadonlySet<string> }): Promise<States> {
	const states: States = new Map();
	const silent: string[] = [];
	for (const result of results) {
		if (!result.ok) continue;
		if (result.record === undefined) silent.push(result.id);
		else states.set(result.id, result.record);
	}
	const answered = [...states.keys()].filter((id) => behind?.ids.has(id));
	const own = await readIf(silent, fieldsToRead(mapping, targetSide({ side })), silent.some((id) => behind?.ids.has(id)));
	for (const [id, state] of own) if (state.gone === undefined) states.set(id, state);
	for (const [id, { past }] of await readIf(answered, behind?.past.fields ?? [], true)) {
		const state = states.get(id);
		if (state !== undefined && past !== undefined) states.set(id, { ...state, past });
	}
	return states;

	async function readIf(ids: readonly string[], fields: readonly string[], withPast: boolean): Promise<States> {
		if (ids.length === 0) return new Map();
		try {
			return await records.read(target.object, ids, fields, ...(withPast && behind ? [behind.past] : []));
		} catch (error) {
			// The writes are done and must be recorded; what was sent stands in for what could not be read.
			if (!(error instanceof SystemError)) throw error;
			// Whoever may see the records may not always see their history.
			return withPast && REFUSES.has(error.details.class) ? await readIf(ids, fields, false) : new Map();
		}
	}
}
