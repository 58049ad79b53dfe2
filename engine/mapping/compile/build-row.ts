import { pickBy } from 'lodash';
import type { FieldSchema, LensSpec, MappingRow, Rule, Side, SystemName } from '../../model';
import { SIDES } from '../../model';
import { fromCanonical, toCanonical } from '../lens';
import { companionField } from '../places';
import { ruleWrites } from '../rules';
import { lensByType, lensFits, lossesOf, type FieldLensKind } from './choose-lens';
import { defaultRule, readOnlyProblems, type ChosenRule } from './choose-rule';
import type { DefinitionRow } from './definition';
import { findField } from './find-field';
import { ALL_AS_TEXT, LISTS_AS_TEXT } from './known-fields';
import { lensSpec } from './lens-spec';
import type { MappingProblem } from './report';
import { MEMBERSHIPS_RULE, ruleForSets } from './tags-lens';
import { fieldsOf, rowId, type FieldPair, type RowContext } from './row-context';
import { fieldWords, systemWord } from './words';

export interface BuiltRow {
	/** Absent when a problem of level error says why. */
	row?: MappingRow;
	problems: MappingProblem[];
}

/** Lenses whose values are texts of any length. */
export const FREE_LENGTH: ReadonlySet<LensSpec['kind']> = new Set(['text', 'url', 'email', 'phone', 'domain', 'name', 'template']);
/**
 * The e-mail opt-out of Salesforce's contacts and leads, and HubSpot's: by its communication preferences (`email.optout`), or the read-only
 * property that shows them; of all e-mail, or of one subscription type (`email.optout.316890482`).
 */
const OPT_OUT = /^(HasOptedOutOfEmail|email\.optout(\.\d+)?|hs_email_optout(_\d+)?)$/;
const TEXT_TYPES: ReadonlySet<FieldSchema['type']> = new Set(['text', 'longText', 'json']);

/** Entries that are not undefined; undefined when there are none. */
function bothSides<T>(left: T | undefined, right: T | undefined): Partial<Record<Side, T>> | undefined {
	const filled = pickBy({ left, right }, (value) => value !== undefined) as Partial<Record<Side, T>>;
	return Object.keys(filled).length > 0 ? filled : undefined;
}

/** A required list of one value (the only pipeline, say) leaves no choice when the source is blank. */
function onlyChoice(field: FieldSchema): string | undefined {
	const choices = (field.options ?? []).filter((option) => option.active);
	return field.requiredOnCreate && choices.length === 1 ? choices[0]?.value : undefined;
}

/** Must values of that lens be written as a string there? `true` or undefined. */
function writtenAsText(kind: LensSpec['kind'], field: FieldSchema, system: SystemName): true | undefined {
	const text = TEXT_TYPES.has(field.type) || ALL_AS_TEXT[system];
	if (kind === 'tags') return (field.type === 'multiselect' && LISTS_AS_TEXT[system]) || undefined;
	if (kind === 'multiselect') return text || LISTS_AS_TEXT[system] || undefined;
	return ((kind === 'number' || kind === 'money' || kind === 'boolean') && text) || undefined;
}

function chooseKind(row: DefinitionRow, fields: FieldPair): FieldLensKind | undefined {
	if (row.lens !== 'auto' && row.lens !== 'constant' && row.lens !== 'template')
		return lensFits(row.lens, fields.left, fields.right) ? row.lens : undefined;
	return isConsent(fields) ? 'consent' : lensByType(fields.left, fields.right);
}

/** An opt-out flag against a consent status, or against another opt-out flag. */
function isConsent({ left, right }: FieldPair): boolean {
	if (left.type !== 'boolean') return false;
	return right.name === 'consent_status' || (right.type === 'boolean' && OPT_OUT.test(left.name) && OPT_OUT.test(right.name));
}

function misfit(row: DefinitionRow, fields: FieldPair, { schemas }: RowContext): MappingProblem {
	const by = row.lens === 'auto' ? '' : ` as ${row.lens}`;
	return {
		level: 'error',
		row: rowId(row),
		message: `${fieldWords(schemas.left, fields.left)} cannot go to ${fieldWords(schemas.right, fields.right)}${by}: their values have nothing in common.`,
		fix:
			row.lens === 'auto'
				? 'Choose fields of one type, or a text field.'
				: 'Choose the type "auto", or fields that hold such values.',
	};
}

/** What each written direction loses, as warnings; destroying what a field holds is an error. */
function lossProblems(
	row: DefinitionRow,
	kind: FieldLensKind,
	rule: Rule,
	fields: FieldPair,
	{ schemas }: RowContext,
): MappingProblem[] {
	return lossesOf(kind, fields.left, fields.right, row.dayOnly)
		.filter(({ to }) => ruleWrites(rule, to))
		.map(({ to, loss, damage }) => {
			const from = to === 'left' ? 'right' : 'left';
			const way = `From ${fieldWords(schemas[from], fields[from])} to ${fieldWords(schemas[to], fields[to])}: ${loss}.`;
			const oneWay = `Choose the rule "${to === 'left' ? 'Always left' : 'Always right'}"`;
			return damage
				? { level: 'error', row: rowId(row), message: way, fix: `${oneWay}, so that it is never overwritten.` }
				: {
						level: 'warning',
						row: rowId(row),
						message: way,
						fix: 'Nothing, if that is what you want; else choose another field.',
					};
		});
}

function lengthProblems(row: DefinitionRow, rule: Rule, fields: FieldPair, { schemas }: RowContext): MappingProblem[] {
	return SIDES.flatMap((to): MappingProblem[] => {
		const from = to === 'left' ? 'right' : 'left';
		const [length, limit] = [fields[from].maxLength, fields[to].maxLength];
		if (!length || !limit || length <= limit || !ruleWrites(rule, to)) return [];
		const message = `${fieldWords(schemas[from], fields[from])} holds up to ${length} characters, ${fieldWords(schemas[to], fields[to])} only ${limit}.`;
		return [
			{
				level: 'warning',
				row: rowId(row),
				field: fields[to].name,
				message,
				fix: 'Longer values are held back and reported, never cut. Make the field longer if that happens.',
			},
		];
	});
}

/** The consent lattice has a rule of its own, which fits nothing else. */
function consentProblems(
	row: DefinitionRow,
	kind: LensSpec['kind'],
	rule: Rule,
	fields: FieldPair,
	{ schemas }: RowContext,
): MappingProblem[] {
	const name = fieldWords(schemas.right, fields.right);
	if (kind !== 'consent' && rule === 'mostRestrictive') {
		const message = `The rule "Most restrictive wins" is for consent, and ${name} holds none.`;
		return [{ level: 'error', row: rowId(row), message, fix: 'Choose another rule, or the type "consent".' }];
	}
	// By itself a one-way row brings opt-outs only.
	if (kind !== 'consent' || rule === 'mostRestrictive' || rule === 'doNotSync' || row.rule === 'default') return [];
	const message = `With this rule, ${name} may become less restrictive: somebody who opted out could be written to again.`;
	return [
		{
			level: 'warning',
			row: rowId(row),
			message,
			fix: 'Choose the rule "Most restrictive wins" unless the law lets you do otherwise.',
		},
	];
}

/** The second fields of rows that keep a value in two. */
function companionFields(lens: LensSpec, { schemas }: RowContext): Partial<Record<Side, FieldSchema>> {
	return (
		bothSides(
			findField(schemas.left, companionField({ lens }, 'left') ?? ''),
			findField(schemas.right, companionField({ lens }, 'right') ?? ''),
		) ?? {}
	);
}

function companionProblems(
	row: DefinitionRow,
	rule: Rule,
	fields: FieldPair,
	companions: Partial<Record<Side, FieldSchema>>,
	context: RowContext,
): MappingProblem[] {
	return SIDES.flatMap((side) => {
		const field = companions[side];
		if (!field) return [];
		return readOnlyProblems(row, rule, { ...fields, [side]: field }, context).filter((problem) => problem.field === field.name);
	});
}

/** A default that is to fill two fields must be one that can be taken apart ("0 EUR"). */
function defaultProblems(row: MappingRow, { schemas }: RowContext): MappingProblem[] {
	return SIDES.flatMap((side): MappingProblem[] => {
		const value = row.defaults?.[side];
		if (value === undefined || companionField(row, side) === undefined) return [];
		const canonical = toCanonical(row, side, value);
		const written = canonical.ok ? fromCanonical(row, side, canonical.value) : canonical;
		if (written.ok) return [];
		const message = `The default of ${row.label} for ${systemWord(schemas[side])} cannot be used: ${written.message}`;
		return [{ level: 'error', row: row.id, field: row[side], message, fix: 'Write an amount with its currency ("0 EUR"), or a full name.' }];
	});
}

/** A mapping row from what the user (or the table of known fields) says about two fields. `fallback`: the rule for "default". */
export function buildRow(definitionRow: DefinitionRow, fallback: Rule, context: RowContext): BuiltRow {
	const fields = fieldsOf(definitionRow, context.schemas);
	if (Array.isArray(fields)) return { problems: fields };
	const kind = chooseKind(definitionRow, fields);
	return kind
		? joinFields(definitionRow, kind, fallback, fields, context)
		: { problems: [misfit(definitionRow, fields, context)] };
}

function joinFields(
	definitionRow: DefinitionRow,
	kind: FieldLensKind,
	fallback: Rule,
	fields: FieldPair,
	context: RowContext,
): BuiltRow {
	const { left, right } = fields;
	const damaged = new Set(
		lossesOf(kind, left, right, definitionRow.dayOnly)
			.filter((loss) => loss.damage)
			.map((loss) => loss.to),
	);
	const isSet = kind === 'tags';
	const chosen: ChosenRule =
		definitionRow.rule === 'default'
			? defaultRule(fields, isSet ? MEMBERSHIPS_RULE : fallback, kind === 'consent', damaged, context.definition.create)
			: { rule: isSet ? ruleForSets(definitionRow.rule) : definitionRow.rule };
	const ignoreClears = definitionRow.ignoreClears ?? chosen.ignoreClears;
	const { lens, problems: lensProblems } = lensSpec(kind, definitionRow, chosen.rule, fields, context);
	const companions = lens ? companionFields(lens, context) : {};
	const problems = [
		...lensProblems,
		...readOnlyProblems(definitionRow, chosen.rule, fields, context),
		...companionProblems(definitionRow, chosen.rule, fields, companions, context),
		...consentProblems(definitionRow, kind, chosen.rule, fields, context),
		...lossProblems(definitionRow, kind, chosen.rule, fields, context),
		// The lengths of a full name and of its parts say nothing about each other.
		...(FREE_LENGTH.has(kind) && kind !== 'name' ? lengthProblems(definitionRow, chosen.rule, fields, context) : []),
	];
	if (!lens || problems.some((problem) => problem.level === 'error')) return { problems };
	const defaults = bothSides(
		definitionRow.leftDefault ?? onlyChoice(left),
		definitionRow.rightDefault ?? onlyChoice(right),
	);
	// Other values have their own check, or (references) are another id by the time that they are written.
	const maxLength = FREE_LENGTH.has(kind) || isSet
		? bothSides(left.maxLength || undefined, right.maxLength || undefined)
		: undefined;
	const asText = bothSides(
		writtenAsText(kind, left, context.schemas.left.system),
		writtenAsText(kind, right, context.schemas.right.system),
	);
	const row: MappingRow = {
		id: rowId(definitionRow),
		left: left.name,
		right: right.name,
		label: (kind === 'name' && companions.left ? right.label : left.label) || right.label,
		lens,
		rule: chosen.rule,
		required: {
			left: left.requiredOnCreate || companions.left?.requiredOnCreate === true,
			right: right.requiredOnCreate || companions.right?.requiredOnCreate === true,
		},
		...(ignoreClears === undefined ? {} : { ignoreClears }),
		...(defaults ? { defaults } : {}),
		...(maxLength ? { maxLength } : {}),
		...(asText ? { asText } : {}),
	};
	const wrong = defaultProblems(row, context);
	return wrong.length > 0 ? { problems: [...problems, ...wrong] } : { row, problems };
}
