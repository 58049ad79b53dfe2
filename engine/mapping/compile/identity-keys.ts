import type { Mapping, MatchKey, Side } from '../../model';
import { SIDES } from '../../model';
import { findField } from './find-field';
import { EXTERNAL_ID_FIELDS, knownPair } from './known-fields';
import { nearMisses } from './near-misses';
import type { MappingProblem } from './report';
import type { RowContext } from './row-context';
import { systemWord } from './words';

function unknown(side: Side, name: string, use: 'match' | 'id', { schemas }: RowContext): MappingProblem {
	const schema = schemas[side];
	const like = nearMisses(name, schema.fields);
	return {
		level: 'error',
		field: name,
		key: `${use}|${side}|${name}`,
		message: `${systemWord(schema)} ${schema.label} has no field "${name}", which the mapping uses as ${use === 'id' ? 'external id' : 'a match key'}.`,
		fix: like.length > 0 ? `Did you mean ${like.join(' or ')}?` : 'Choose another field.',
	};
}

/** The match keys: the known ones that both connections have, or what the user says. */
export function matchKeys(context: RowContext): { match: MatchKey[]; problems: MappingProblem[] } {
	const { definition, schemas } = context;
	const exists = (side: Side, key: MatchKey): boolean => findField(schemas[side], key[side]) !== undefined;
	const compared = (key: MatchKey): MatchKey =>
		key.kind === 'email' && definition.plusAddress === 'drop' ? { ...key, plusAddress: 'drop' } : key;
	if (definition.match === 'auto') {
		const known = knownPair(definition.left, definition.right)?.match ?? [];
		return { match: known.filter((key) => exists('left', key) && exists('right', key)).map(compared), problems: [] };
	}
	const said = definition.match;
	const problems = said.flatMap((key) =>
		SIDES.filter((side) => !exists(side, key)).map((side) => unknown(side, key[side], 'match', context)),
	);
	return { match: said.filter((key) => exists('left', key) && exists('right', key)).map(compared), problems };
}

/** Custom fields of activities cannot be marked as External Id in Salesforce; a plain text field is looked up as well. */
const WITHOUT_EXTERNAL_IDS: ReadonlySet<string> = new Set(['Task', 'Event']);

/** The fields that hold the other side's id: what the user says, or the ones of the setup guide where they were created. */
export function externalIds(context: RowContext): { externalIds: Mapping['externalIds']; problems: MappingProblem[] } {
	const { definition, schemas } = context;
	const found: Mapping['externalIds'] = {};
	const known = knownPair(definition.left, definition.right);
	const problems: MappingProblem[] = [];
	for (const side of SIDES) {
		const said = definition.externalIds?.[side];
		const name = said || known?.externalIds?.[side] || EXTERNAL_ID_FIELDS[schemas[side].system][schemas[side === 'left' ? 'right' : 'left'].system];
		const field = name ? findField(schemas[side], name) : undefined;
		// Salesforce can search by an id field quickly, and refuse a second record, only when it is marked as External Id.
		const usable = field && (said || schemas[side].system !== 'salesforce' || field.externalId || WITHOUT_EXTERNAL_IDS.has(schemas[side].name));
		if (usable) found[side] = field.name;
		else if (said) problems.push(unknown(side, said, 'id', context));
		else if (field) {
			const fix = 'Mark the field as "External ID" and "Unique" in the Salesforce setup; records are then found by it.';
			problems.push({
				level: 'warning',
				field: field.name,
				message: `Salesforce ${field.label} is there, but it is no External ID.`,
				fix,
			});
		}
	}
	return { externalIds: found, problems };
}
