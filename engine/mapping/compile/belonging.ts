import { SIDES, type Belonging } from '../../model';
import { isNil, omitBy } from 'lodash';
import { findField } from './find-field';
import { knownPair } from './known-fields';
import { nearMisses } from './near-misses';
import type { MappingProblem } from './report';
import type { RowContext } from './row-context';
import { systemWord } from './words';

/** Which records belong to the pair: what the user says, and for the rest what is known of its two objects. Undefined: all of them. */
export function belonging({ definition }: RowContext): Belonging | undefined {
	const { left, right, related } = { ...knownPair(definition.left, definition.right)?.only, ...omitBy(definition.only, isNil) };
	if (!left && !right && !related) return undefined;
	return { ...(left ? { left } : {}), ...(right ? { right } : {}), ...(related ? { related: true } : {}) };
}

/** A condition on a field that is not there would let every record through. */
export function belongingProblems({ definition, schemas }: RowContext): MappingProblem[] {
	return SIDES.flatMap((side): MappingProblem[] => {
		const field = definition.only[side]?.field;
		const schema = schemas[side];
		if (field === undefined || findField(schema, field) !== undefined) return [];
		const like = nearMisses(field, schema.fields);
		return [
			{
				level: 'error',
				field,
				key: `only|${side}|${field}`,
				message: `${systemWord(schema)} ${schema.label} has no field "${field}", by which the mapper chooses records.`,
				fix: like.length > 0 ? `Did you mean ${like.join(' or ')}?` : 'Choose another field under "Only Records Where", or remove the condition.',
			},
		];
	});
}
