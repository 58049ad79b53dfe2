import type { RecordRef, SystemName } from '../engine/model';
import { refKey } from './engine-values';

/** Where a record is, without its id. */
export type Place = Omit<RecordRef, 'id'>;

/** A place as one word. JSON, because connection ids are the systems' own and may hold any character. */
export function placeWord({ system, connection, object }: Place): string {
	return JSON.stringify([system, connection, object]);
}

export function placeOf(word: string): Place {
	const [system, connection, object] = JSON.parse(word) as [SystemName, string, string];
	return { system, connection, object };
}

/** Ids by place word. */
export function byPlace(refs: readonly RecordRef[]): Map<string, string[]> {
	const groups = new Map<string, string[]>();
	for (const ref of uniqueRefs(refs)) {
		const word = placeWord(ref);
		const ids = groups.get(word);
		if (ids) ids.push(ref.id);
		else groups.set(word, [ref.id]);
	}
	return groups;
}

export function uniqueRefs(refs: readonly RecordRef[]): RecordRef[] {
	return [...new Map(refs.map((ref) => [refKey(ref), ref])).values()];
}
