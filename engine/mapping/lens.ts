import type { Canonical, FieldValue, LensSpec, MappingRow, Side } from '../model';
import { isBlank } from './canonical';
import type { Filled, Lens, LensResult } from './lens-types';
import { fieldName, invalid, ok } from './lens-types';
import { companionField } from './places';
import { booleanLens } from './lenses/boolean';
import { asText } from './lenses/clean-text';
import { consentLens } from './lenses/consent';
import { constantLens } from './lenses/constant';
import { dateLens } from './lenses/date';
import { datetimeLens } from './lenses/datetime';
import { domainLens } from './lenses/domain';
import { emailLens } from './lenses/email';
import { moneyLens } from './lenses/money';
import { multiselectLens } from './lenses/multiselect';
import { nameLens } from './lenses/name';
import { numberLens } from './lenses/number';
import { phoneLens } from './lenses/phone';
import { picklistLens } from './lenses/picklist';
import { referenceLens } from './lenses/reference';
import { referencesLens } from './lenses/references';
import { tagsLens } from './lenses/tags';
import { templateLens } from './lenses/template';
import { textLens } from './lenses/text';
import { urlLens } from './lenses/url';

export type { LensResult } from './lens-types';

const LENSES: { [Kind in LensSpec['kind']]: Lens<Kind> } = {
	text: textLens,
	number: numberLens,
	money: moneyLens,
	boolean: booleanLens,
	date: dateLens,
	datetime: datetimeLens,
	name: nameLens,
	email: emailLens,
	phone: phoneLens,
	url: urlLens,
	domain: domainLens,
	picklist: picklistLens,
	multiselect: multiselectLens,
	tags: tagsLens,
	reference: referenceLens,
	references: referencesLens,
	consent: consentLens,
	constant: constantLens,
	template: templateLens,
};

// The kind of `row.lens` names its lens: a fact that the type of a table cannot state.
const lensOf = (row: MappingRow): Lens<LensSpec['kind']> => LENSES[row.lens.kind] as Lens<LensSpec['kind']>;

/** Items come from outside: JSON has more than lenses know (objects, lists of lists), and code nodes have `NaN`. */
function isFieldValue(raw: unknown): boolean {
	if (typeof raw === 'number') return Number.isFinite(raw);
	if (Array.isArray(raw)) return raw.every((element) => typeof element === 'string');
	return typeof raw === 'string' || typeof raw === 'boolean';
}

/**
 * A side's value in the pair's common vocabulary; blank is `null`. Reference rows give the side's own id: the batch
 * runner resolves it through the links.
 */
export function toCanonical(row: MappingRow, side: Side, raw: FieldValue | undefined): LensResult<Canonical> {
	if (raw === undefined || isBlank(raw)) return ok(null);
	if (!isFieldValue(raw)) return invalid(row, side, 'a single value or a list of texts');
	return lensOf(row).toCanonical(side, raw as Filled<FieldValue>, row);
}

/** A canonical value in a side's vocabulary and form, ready to be written. Reference rows: see `toCanonical`. */
export function fromCanonical(row: MappingRow, side: Side, canonical: Canonical): LensResult<FieldValue> {
	if (!isBlank(canonical) && !isFieldValue(canonical)) return invalid(row, side, 'a single value or a list of texts');
	const lens = lensOf(row);
	const result = isBlank(canonical)
		? ok(lens.blankAs?.(side, row) ?? null)
		: lens.fromCanonical(side, canonical as Filled<Canonical>, row);
	if (!result.ok || result.value === null) return result;
	// Two fields at once: `writeFields` gives each its form.
	if (companionField(row, side) !== undefined) return result;
	const value = row.asText?.[side] ? asText(result.value) : result.value;
	const limit = row.maxLength?.[side];
	// UTF-16 units, which is what Salesforce counts; the stricter count where another system counts characters.
	if (limit !== undefined && typeof value === 'string' && value.length > limit) {
		const message = `The value is longer than the ${limit} characters that ${fieldName(row, side)} takes.`;
		return { ok: false, problem: 'too-long', message };
	}
	return ok(value);
}
