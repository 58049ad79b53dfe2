import { compact, sortBy } from 'lodash';
import type { FieldSchema, ObjectSchema, Rule } from '../../model';
import { ruleWrites } from '../rules';
import { lensByType } from './choose-lens';
import type { DefinitionRow, FullDefinition } from './definition';
import { findField } from './find-field';
import { foldName } from './fold-name';
import { EXTERNAL_ID_FIELDS, knownPair } from './known-fields';
import type { RowContext } from './row-context';

const blankRow = (left: string, right: string): DefinitionRow => ({ left, right, lens: 'auto', rule: 'default' });

/** Standard fields that are known to belong together and that both connections have. */
function knownRows({ definition, schemas }: RowContext): DefinitionRow[] {
	const known = knownPair(definition.left, definition.right)?.rows ?? [];
	return known
		.filter((row) => isThere(schemas.left, row.left) && isThere(schemas.right, row.right))
		.map(({ values, ...row }) => ({
			lens: 'auto',
			rule: 'default',
			...row,
			...(values ? { values: values.map(([left, right]): [string, string] => [left, right]) } : {}),
		}));
}

/** A fixed value has a field on one side only. */
const isThere = (schema: ObjectSchema, name: string): boolean => name === '' || findField(schema, name) !== undefined;

/** Fields that hold the other side's id: the engine writes them itself. */
export function idFields(definition: FullDefinition, schema: ObjectSchema, side: 'left' | 'right'): Set<string> {
	const names = Object.values(EXTERNAL_ID_FIELDS[schema.system]);
	const own = definition.externalIds?.[side];
	return new Set(own ? [...names, own] : names);
}

/** Custom fields of one name (key, or else label) whose types have something in common; each is used once. */
function customRows({ definition, schemas }: RowContext): DefinitionRow[] {
	const customs = (side: 'left' | 'right'): FieldSchema[] => {
		const ids = idFields(definition, schemas[side], side);
		return sortBy(
			schemas[side].fields.filter((field) => field.custom && !ids.has(field.name)),
			'name',
		);
	};
	const rows: DefinitionRow[] = [];
	const used = new Set<FieldSchema>();
	const [leftFields, rightFields] = [customs('left'), customs('right')];
	const names: ReadonlyArray<(field: FieldSchema) => string> = [
		(field) => foldName(field.name),
		(field) => foldName(field.label),
	];
	for (const nameOf of names) {
		for (const left of leftFields) {
			const right = rightFields.find(
				(field) =>
					!used.has(field) && nameOf(field) !== '' && nameOf(field) === nameOf(left) && lensByType(left, field),
			);
			if (used.has(left) || !right) continue;
			used.add(left).add(right);
			rows.push(blankRow(left.name, right.name));
		}
	}
	return rows;
}

/** The rule that a definition row will have, near enough to know what it writes. */
const ruleOf = (row: DefinitionRow, fallback: Rule): Rule => (row.rule === 'default' ? fallback : row.rule);

/** The fields that a row takes for itself on that side: its own, a last name's, a currency's. */
function fieldsSaid(row: DefinitionRow, side: 'left' | 'right'): string[] {
	const more = side === 'left' ? [row.leftLastName, row.leftCurrency] : [row.rightLastName, row.rightCurrency];
	return compact([row[side], ...more]);
}

/** Rows that nobody has to write; what the user says about a field replaces what is known about it. */
export function autoRows(context: RowContext): DefinitionRow[] {
	const { definition } = context;
	if (!definition.autoMap) return [];
	const explicit = definition.rows;
	const replaced = (row: DefinitionRow): boolean =>
		explicit.some(
			(said) =>
				fieldsSaid(said, 'right').includes(row.right) ||
				(fieldsSaid(said, 'left').includes(row.left) &&
					ruleWrites(ruleOf(said, definition.defaultRule), 'left') &&
					ruleWrites(ruleOf(row, definition.defaultRule), 'left')),
		);
	const known = knownRows(context);
	const taken = (row: DefinitionRow): boolean =>
		known.some((other) => other.right === row.right || other.left === row.left);
	return [...known, ...customRows(context).filter((row) => !taken(row))].filter((row) => !replaced(row));
}
