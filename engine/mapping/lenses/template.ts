import type { Lens } from '../lens-types';
import { textLens } from './text';
import { invalid } from '../lens-types';

/** The text of a template (see `readField`) on the side that it reads; a plain text on the other. Never written back. */
export const templateLens: Lens<'template'> = {
	toCanonical: (_side, raw, row) => textLens.toCanonical(_side, raw, { ...row, lens: { kind: 'text' } }),
	fromCanonical(side, canonical, row) {
		if (side === row.lens.reads) return invalid(row, side, 'to be written: it is put together from other fields');
		return textLens.fromCanonical(side, canonical, { ...row, lens: { kind: 'text' } });
	},
};
