import type { FieldSchema, FieldType, PicklistOption } from '../../engine/model';
import type { MatchFieldSetup } from './match-field';

/** What a new field can hold, in words that all systems share. */
export const FIELD_KINDS = [
	'text', 'longText', 'number', 'money', 'percent', 'boolean', 'date', 'datetime', 'email', 'phone', 'url', 'picklist', 'multiselect',
] as const satisfies readonly FieldType[];
export type FieldKind = (typeof FIELD_KINDS)[number];

/** A field that a person wants to have on one object. */
export interface NewField {
	object: string;
	/** What people read beside it. */
	label: string;
	kind: FieldKind;
	/** As records name it; made of the label where it is left out. */
	field?: string;
	/** For lists. */
	values?: ReadonlyArray<Pick<PicklistOption, 'value' | 'label'>>;
}

/** What became of it, as of a match field. */
export type FieldSetup = MatchFieldSetup;

export const isList = ({ kind }: Pick<NewField, 'kind'>): boolean => kind === 'picklist' || kind === 'multiselect';

/** The counterpart of another system's field: same label, kind and values. Undefined for what has no counterpart (links, ids). */
export function likeField(other: FieldSchema): Pick<NewField, 'label' | 'kind' | 'values'> | undefined {
	const { type, label, options } = other;
	const kind = type === 'json' ? 'longText' : FIELD_KINDS.find((known) => known === type);
	if (kind === undefined) return undefined;
	// A list of which nobody knows the values takes any text.
	if (isList({ kind }) && !options?.length) return { label, kind: 'text' };
	const values = isList({ kind }) ? (options ?? []).filter(({ active }) => active).map(({ value, label: shown }) => ({ value, label: shown })) : undefined;
	return { label, kind, ...(values ? { values } : {}) };
}

/** "Décision-Maker 2" is `Decision_Maker_2`: letters, digits and single underscores, beginning with a letter. */
export function wordsOf(label: string): string {
	const plain = label.replace(/ß/g, 'ss').normalize('NFKD').replace(/\p{M}+/gu, '').replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
	return /^[A-Za-z]/.test(plain) ? plain : `Field_${plain}`.replace(/_+$/, '');
}

/** What is wrong with it before any system is asked; undefined when nothing is. */
export function flawOf(wanted: NewField): string | undefined {
	if (wanted.label.trim() === '') return 'The new field has no label.';
	if (isList(wanted) && !wanted.values?.length) return `"${wanted.label}" is to be a list, and no values are given for it.`;
	return undefined;
}

/** The field that is there already: as good as made, where it holds the same kind of value. */
export function foundField(wanted: NewField, known: FieldSchema, system: string): FieldSetup {
	const is = { object: wanted.object, field: known.name };
	// Two kinds of text hold the same values, and so do amounts, percentages and numbers.
	if (family(known.type) === family(wanted.kind)) return { ...is, result: 'there', message: `${system} ${wanted.object} has the field ${known.name} ("${known.label}") already. Nothing was changed.` };
	return { ...is, result: 'refused', message: `${system} ${wanted.object} has a field ${known.name} already, and it holds something else (${known.type}). Choose another name for the new field.` };
}

const FAMILIES: readonly FieldType[][] = [['text', 'longText', 'email', 'phone', 'url', 'json'], ['number', 'money', 'percent']];
const family = (type: FieldType): string => FAMILIES.find((types) => types.includes(type))?.join() ?? type;
