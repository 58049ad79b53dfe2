import type { Canonical, FieldValue } from '../../model';
import { isBlank, sameCanonical } from '../canonical';
import type { Lens, RowOf } from '../lens-types';
import { ok } from '../lens-types';
import { cleanText } from './clean-text';

function plain(value: FieldValue | undefined): Canonical {
	if (value === undefined || isBlank(value)) return null;
	if (Array.isArray(value)) return value.map(cleanText).sort();
	return typeof value === 'string' ? cleanText(value) : value;
}

/** The one canonical value that stands for "holds its fixed value" on either side. */
function agreed(row: RowOf<'constant'>): Canonical {
	return plain(row.lens.right ?? row.lens.left);
}

/** A fixed value for each side. A side that holds something else shows it, so that it is logged when it gives way. */
export const constantLens: Lens<'constant'> = {
	toCanonical(side, raw, row) {
		const held = plain(raw);
		const own = row.lens[side];
		return ok(own !== undefined && sameCanonical(held, plain(own)) ? agreed(row) : held);
	},
	fromCanonical(side, canonical, row) {
		const own = row.lens[side];
		if (own !== undefined && sameCanonical(canonical, agreed(row))) return ok(own);
		return ok(typeof canonical === 'object' ? [...canonical] : canonical);
	},
};
