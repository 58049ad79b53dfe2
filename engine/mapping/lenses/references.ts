import type { FieldValue } from '../../model';
import type { Lens } from '../lens-types';
import { invalid, ok } from '../lens-types';
import { asText } from './clean-text';

/** The ids that a field holds: a list, a text joined by semicolons, or one id. In order, without repeats. */
export function idsIn(raw: FieldValue): string[] {
	if (raw === null || typeof raw === 'boolean') return [];
	const ids = Array.isArray(raw) ? raw : asText(raw).split(';');
	return [...new Set(ids.map((id) => id.trim()).filter((id) => id !== ''))].sort();
}

/** Pointers at records of another pair. The ids pass as they are: only the batch runner, which knows the links, can turn them. */
export const referencesLens: Lens<'references'> = {
	toCanonical(side, raw, row) {
		if (typeof raw === 'boolean') return invalid(row, side, 'a list of record ids');
		const ids = idsIn(raw);
		return ok(ids.length === 0 ? null : ids);
	},
	fromCanonical(side, canonical, row) {
		return Array.isArray(canonical) ? ok([...(canonical as readonly string[])]) : invalid(row, side, 'a list of record ids');
	},
};
