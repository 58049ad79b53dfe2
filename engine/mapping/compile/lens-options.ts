import type { LensSpec, ObjectSchema, Rule, Side } from '../../model';
import { SIDES } from '../../model';
import { isZone } from '../lenses/zone-time';
import type { DefinitionRow } from './definition';
import { findField } from './find-field';
import { nearMisses } from './near-misses';
import type { MappingProblem } from './report';
import { rowId, type FieldPair, type RowContext } from './row-context';
import { fieldWords, systemWord } from './words';

/** A lens with what the row says about it, or errors. */
interface OptionedLens {
	lens?: LensSpec;
	problems: MappingProblem[];
}

type Money = Extract<LensSpec, { kind: 'money' }>;
type CurrencyPlace = Money['currency']['left'];

/** ISO 4217. */
const CURRENCY_CODE = /^[A-Z]{3}$/;

const error = (row: DefinitionRow, field: string, message: string, fix: string): MappingProblem => ({
	level: 'error',
	row: rowId(row),
	field,
	message,
	fix,
});

function suggestion(name: string, schema: ObjectSchema, otherwise: string): string {
	const like = nearMisses(name, schema.fields);
	return like.length > 0 ? `Did you mean ${like.join(' or ')}?` : otherwise;
}

function currencyPlace(row: DefinitionRow, side: Side, fields: FieldPair, { schemas }: RowContext): CurrencyPlace | MappingProblem {
	const said = (side === 'left' ? row.leftCurrency : row.rightCurrency)?.trim() ?? '';
	const schema = schemas[side];
	const amount = fieldWords(schema, fields[side]);
	if (said === '') {
		const fix = 'Name the field beside it that holds the currency, or a fixed one such as EUR.';
		return error(row, fields[side].name, `It is not known which currency ${amount} is in.`, fix);
	}
	const field = findField(schema, said);
	if (field) {
		const codes = field.type === 'picklist' && field.restricted ? (field.options ?? []).filter(({ active }) => active) : [];
		return { field: field.name, ...(codes.length > 0 ? { codes: codes.map(({ value }) => value.toUpperCase()) } : {}) };
	}
	if (CURRENCY_CODE.test(said)) return { code: said };
	const fix = suggestion(said, schema, 'Name a field, or a currency by its three capital letters.');
	return error(row, said, `The currency of ${amount}, "${said}", is no field of ${systemWord(schema)} ${schema.label} and no currency code.`, fix);
}

/** An amount with the currency of each side. */
export function moneyLens(row: DefinitionRow, fields: FieldPair, context: RowContext): OptionedLens {
	const left = currencyPlace(row, 'left', fields, context);
	const right = currencyPlace(row, 'right', fields, context);
	const problems = [left, right].filter((place): place is MappingProblem => 'level' in place);
	if ('level' in left || 'level' in right) return { problems };
	if ('code' in left && 'code' in right && left.code !== right.code) {
		const message = `${fieldWords(context.schemas.left, fields.left)} is in ${left.code} and ${fieldWords(context.schemas.right, fields.right)} in ${right.code}: no amount could ever travel, because amounts are not converted.`;
		return { problems: [error(row, row.left, message, 'Choose fields of one currency.')] };
	}
	return { lens: { kind: 'money', currency: { left, right } }, problems: [] };
}

/** E-mail addresses; a side that takes only those of a list (owners) is not asked to take others. */
export function emailLens(fields: FieldPair): LensSpec {
	const listed = (side: Side): string[] => {
		const { options = [], restricted } = fields[side];
		return restricted ? options.filter(({ active }) => active).map(({ value }) => value.toLowerCase()) : [];
	};
	const known = Object.fromEntries(SIDES.map((side) => [side, listed(side)] as const).filter(([, addresses]) => addresses.length > 0));
	return { kind: 'email', ...(Object.keys(known).length > 0 ? { known } : {}) };
}

/** A full name, and where a side has a field for the last name of its own. */
export function nameLens(row: DefinitionRow, fields: FieldPair, { schemas }: RowContext): OptionedLens {
	const said = { left: row.leftLastName?.trim() ?? '', right: row.rightLastName?.trim() ?? '' };
	const problems: MappingProblem[] = [];
	const last: Extract<LensSpec, { kind: 'name' }>['last'] = {};
	for (const side of SIDES) {
		const name = said[side];
		if (name === '') continue;
		const field = findField(schemas[side], name);
		if (field && field.name !== fields[side].name) {
			last[side] = { field: field.name, ...(field.maxLength ? { maxLength: field.maxLength } : {}) };
			continue;
		}
		const fix = 'Choose another field for last names.';
		problems.push(
			field
				? error(row, name, `${fieldWords(schemas[side], field)} cannot hold the first name and the last name at once.`, fix)
				: error(row, name, `${systemWord(schemas[side])} ${schemas[side].label} has no field "${name}" (any more), which the row uses for last names.`, suggestion(name, schemas[side], fix)),
		);
	}
	if (said.left !== '' && said.right !== '') {
		const fix = 'Make one row for the first name and one for the last name instead.';
		problems.push(error(row, row.left, 'Both sides have a field for the last name, so that nothing needs to be joined or split.', fix));
	}
	return problems.length > 0 ? { problems } : { lens: { kind: 'name', last }, problems: [] };
}

/** An opt-out flag against a status or another flag; one way, a flag that is not ticked says nothing. */
export function consentLens(row: DefinitionRow, rule: Rule, { left, right }: FieldPair): LensSpec {
	const flags = { left: left.type === 'boolean', right: right.type === 'boolean' };
	const oneWay = row.rule === 'default' && rule !== 'mostRestrictive';
	return {
		kind: 'consent',
		...(flags.left && !flags.right ? {} : { flags }),
		...(oneWay ? { onlyOptOuts: true as const } : {}),
	};
}

/** Dates and moments, with the zones of sides that say them in wall time. */
export function timeLens(kind: 'date' | 'datetime', row: DefinitionRow, fields: FieldPair, { schemas }: RowContext): OptionedLens {
	const said = { left: row.leftZone?.trim() ?? '', right: row.rightZone?.trim() ?? '' };
	const zones: Partial<Record<Side, string>> = {};
	const problems: MappingProblem[] = [];
	for (const side of SIDES) {
		const zone = said[side];
		if (zone === '') continue;
		const name = fieldWords(schemas[side], fields[side]);
		if (!isZone(zone)) {
			problems.push(error(row, fields[side].name, `"${zone}" is no time zone.`, 'Name it as Region/City, for example Europe/Berlin or America/New_York.'));
		} else if (kind === 'datetime' && fields[side].type === 'datetime') {
			const fix = `Remove the time zone of that side.`;
			problems.push(error(row, fields[side].name, `${name} holds moments, which are the same in every time zone; wall time written there would be another moment.`, fix));
		} else zones[side] = zone;
	}
	if (problems.length > 0) return { problems };
	const inZones = Object.keys(zones).length > 0 ? { zones } : {};
	if (kind === 'datetime') return { lens: { kind, ...inZones }, problems: [] };
	const moments = Object.fromEntries(SIDES.filter((side) => fields[side].type === 'datetime').map((side) => [side, true as const]));
	return { lens: { kind, ...inZones, ...(row.dayOnly && Object.keys(moments).length > 0 ? { moments } : {}) }, problems: [] };
}
