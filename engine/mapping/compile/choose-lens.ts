import type { FieldSchema, FieldType, LensSpec, Side } from '../../model';

/** Lenses that join two fields. */
export type FieldLensKind = Exclude<LensSpec['kind'], 'constant' | 'template'>;

interface LensTypes {
	/** Types that ask for this lens; `auto` takes it when at least one side has such a type. */
	own: readonly FieldType[];
	/** Types that it can also read and write. */
	also: readonly FieldType[];
}

const TEXT: readonly FieldType[] = ['text', 'longText', 'json'];

/** The compatibility matrix: two fields can be joined when one lens takes both of their types. `auto` takes the first. */
const LENS_TYPES: Readonly<Record<FieldLensKind, LensTypes>> = {
	reference: { own: ['reference'], also: ['id', 'text'] },
	references: { own: ['references'], also: [] },
	tags: { own: ['memberships'], also: ['multiselect'] },
	multiselect: { own: ['multiselect'], also: ['text', 'longText'] },
	picklist: { own: ['picklist'], also: ['text', 'longText', 'email'] },
	boolean: { own: ['boolean'], also: ['text', 'longText'] },
	number: { own: ['number', 'money', 'percent'], also: ['text', 'longText'] },
	date: { own: ['date'], also: ['datetime', 'text', 'longText'] },
	datetime: { own: ['datetime'], also: ['text', 'longText'] },
	// A list of owners says them by e-mail.
	email: { own: ['email'], also: ['text', 'longText', 'picklist'] },
	phone: { own: ['phone'], also: ['text', 'longText'] },
	url: { own: ['url'], also: ['text', 'longText'] },
	text: { own: [...TEXT, 'id'], also: ['picklist', 'email', 'phone', 'url', 'reference', 'date', 'datetime'] },
	// Never chosen by type alone: what they mean cannot be seen from the types.
	domain: { own: [], also: ['url', 'text', 'longText', 'email'] },
	consent: { own: [], also: ['boolean', 'picklist', 'text'] },
	name: { own: [], also: ['text', 'longText'] },
	money: { own: [], also: ['money', 'number', 'text', 'longText'] },
};

/** What is lost when a value of the one type goes into the other by that lens. */
const LOSSES: ReadonlyArray<{
	lens: FieldLensKind;
	from: readonly FieldType[];
	to: readonly FieldType[];
	loss: string;
	damage?: true;
}> = [
	{
		lens: 'date',
		from: ['datetime'],
		to: ['date', ...TEXT],
		loss: 'the time of day is dropped (the day is taken in UTC)',
	},
	{ lens: 'date', from: ['date', ...TEXT], to: ['datetime'], loss: 'a day has no time of day', damage: true },
	{ lens: 'number', from: TEXT, to: ['number', 'money', 'percent'], loss: 'texts that are not numbers are held back' },
	{ lens: 'money', from: TEXT, to: ['number', 'money'], loss: 'texts that are not amounts are held back' },
	{ lens: 'boolean', from: TEXT, to: ['boolean'], loss: 'texts other than "true" and "false" are held back' },
	{ lens: 'date', from: TEXT, to: ['date'], loss: 'texts that are not dates are held back' },
	{ lens: 'datetime', from: TEXT, to: ['datetime'], loss: 'texts that are not a date and time are held back' },
	{ lens: 'email', from: TEXT, to: ['email'], loss: 'texts that are not e-mail addresses are held back' },
	{ lens: 'url', from: TEXT, to: ['url'], loss: 'texts that are not web addresses are held back' },
	{ lens: 'picklist', from: TEXT, to: ['picklist'], loss: 'texts that are not in the list are held back' },
	{ lens: 'multiselect', from: TEXT, to: ['multiselect'], loss: 'texts that are not in the list are held back' },
	{
		lens: 'text',
		from: TEXT,
		to: ['date', 'datetime', 'email', 'url', 'reference'],
		loss: 'the other system may refuse texts of another form',
	},
];

/** Can that lens read and write fields of that type? */
export const takes = (kind: FieldLensKind, type: FieldType): boolean =>
	LENS_TYPES[kind].own.includes(type) || LENS_TYPES[kind].also.includes(type);

/** Can that lens join these two fields? */
export function lensFits(kind: FieldLensKind, left: FieldSchema, right: FieldSchema): boolean {
	return takes(kind, left.type) && takes(kind, right.type);
}

/** A list whose system takes any other value as well is a text with suggestions. */
const isOpenList = (field: FieldSchema): boolean => field.type === 'picklist' && !field.restricted;

/** The lens for two fields by their types; undefined when their values have nothing in common. */
export function lensByType(left: FieldSchema, right: FieldSchema): FieldLensKind | undefined {
	const kinds = Object.keys(LENS_TYPES) as FieldLensKind[];
	const kind = kinds.find(
		(candidate) =>
			lensFits(candidate, left, right) && [left, right].some((field) => LENS_TYPES[candidate].own.includes(field.type)),
	);
	if (kind !== 'picklist' || left.type === right.type) return kind;
	return isOpenList(left) || isOpenList(right) ? 'text' : kind;
}

export interface Loss {
	/** The side that is written. */
	to: Side;
	loss: string;
	/** Writing back would destroy what the target holds: never done by default. */
	damage: boolean;
}

/** What each direction loses. `dayOnly`: moments of the two fields are days to begin with. */
export function lossesOf(kind: FieldLensKind, left: FieldSchema, right: FieldSchema, dayOnly = false): Loss[] {
	if (kind === 'date' && dayOnly) return [];
	const towards = (to: Side, from: FieldType, target: FieldType): Loss[] =>
		LOSSES.filter((entry) => entry.lens === kind && entry.from.includes(from) && entry.to.includes(target)).map(
			({ loss, damage }) => ({ to, loss, damage: damage ?? false }),
		);
	return [...towards('right', left.type, right.type), ...towards('left', right.type, left.type)];
}
