import type { FieldValue } from '../../model';
import type { Lens } from '../lens-types';
import { ok } from '../lens-types';
import { asText } from './clean-text';

/** Text as it stands, without white space at the ends. Numbers, booleans and lists become text. */
export const textLens: Lens<'text'> = {
	toCanonical: (_side, raw) => ok(asText(raw) || null),
	fromCanonical: (_side, canonical) => ok(asText(canonical as FieldValue)),
};
