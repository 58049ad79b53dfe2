import type { Side } from '../../model';
import { SIDES } from '../../model';
import { foldCase } from '../lenses/clean-text';
import type { DefinitionRow } from './definition';
import type { MappingProblem } from './report';
import { rowId, type FieldPair, type RowContext } from './row-context';
import type { ValuePair } from './value-partners';
import { fieldWords } from './words';

/** What is written for values without a partner, on the sides where the user named something that can be written. */
export interface Fallback {
	values?: Partial<Record<Side, string>>;
	problems: MappingProblem[];
}

/** A fallback that a closed list does not have is no fallback: values without a partner then wait, and nothing stops. */
export function fallbackOf(row: DefinitionRow, fields: FieldPair, { schemas }: RowContext): Fallback {
	const said = { left: row.leftFallback?.trim() ?? '', right: row.rightFallback?.trim() ?? '' };
	const values: Partial<Record<Side, string>> = {};
	const problems: MappingProblem[] = [];
	for (const side of SIDES) {
		const { options = [], restricted } = fields[side];
		if (said[side] === '') continue;
		const option = options.find(({ value }) => foldCase(value) === foldCase(said[side]));
		if (option || !restricted || options.length === 0) values[side] = option?.value ?? said[side];
		else {
			const message = `${fieldWords(schemas[side], fields[side])} does not have the value that is to be written for unknown ones (any more): "${said[side]}".`;
			problems.push({ level: 'warning', row: rowId(row), field: fields[side].name, message, fix: 'Choose one of the list. Until then values without a partner wait in the review list.' });
		}
	}
	return { ...(Object.keys(values).length > 0 ? { values } : {}), problems };
}

/**
 * The value pairs with those of the fallbacks, which come after all others. Two fallbacks are partners: each stands for
 * "unknown on the other side". A left one alone is the right value that is spelled like it, where there is one: canonical
 * values are right values, and one word cannot mean two of them.
 */
export function withFallbacks(pairs: readonly ValuePair[], { left, right }: Partial<Record<Side, string>>): ValuePair[] {
	const partner = right ?? pairs.find(([, value]) => left !== undefined && foldCase(value) === foldCase(left))?.[1];
	return left === undefined || partner === undefined ? [...pairs] : [...pairs, [left, partner]];
}
