import type { Change, FieldValues, LensSpec, Mapping, MappedItem, MappingRow, RecordRef } from '../../engine/model';
import { mapRecord } from '../../engine/mapping';
import type { Commit } from '../../engine/run/store-port';

/** Fields of a record: the size of a well-filled CRM contact. */
export const FIELDS = 30;
export const NOW = '2026-03-01T12:00:00.000Z';

const LENSES: LensSpec[] = [
	{ kind: 'text' },
	{ kind: 'text' },
	{ kind: 'text' },
	{ kind: 'number', decimals: 2 },
	{ kind: 'boolean' },
	{ kind: 'date' },
	{ kind: 'datetime' },
	{ kind: 'url' },
	{
		kind: 'picklist',
		values: [
			['High', 'high'],
			['Low', 'low'],
		],
	},
	{ kind: 'phone', country: 'DE' },
];

const lensOf = (index: number): LensSpec =>
	index === 0 ? { kind: 'email' } : (LENSES[index % LENSES.length] ?? { kind: 'text' });

/** Thirty rows of all common kinds; half of the fields go both ways. */
export const mapping: Mapping = {
	pair: 'Contact~contacts',
	left: { system: 'salesforce', object: 'Contact' },
	right: { system: 'pact', object: 'contacts' },
	rows: Array.from({ length: FIELDS }, (_, index): MappingRow => ({
		id: `row-${index}`,
		left: `Left${index}`,
		right: `right_${index}`,
		label: `Field ${index}`,
		lens: lensOf(index),
		rule: index % 2 === 0 ? 'preferLeftUnlessBlank' : 'newestWins',
		required: { left: false, right: false },
	})),
	match: [{ kind: 'email', left: 'Left0', right: 'right_0' }],
	externalIds: {},
	create: { left: false, right: true },
	tieWinner: 'left',
};

/** Record number `index` as Salesforce holds it; `edit` changes one text. */
export function leftFields(index: number, edit = 0): FieldValues {
	return Object.fromEntries(
		mapping.rows.map(({ left, lens }, column) => [left, valueOf(lens, index, column === 1 ? edit : 0)]),
	);
}

function valueOf({ kind }: LensSpec, index: number, edit: number): FieldValues[string] {
	switch (kind) {
		case 'email':
			return `person.${index}@example.com`;
		case 'number':
			return (index % 1_000) + 0.25;
		case 'boolean':
			return index % 2 === 0;
		case 'date':
			return '2026-03-01';
		case 'datetime':
			return '2026-03-01T09:30:00.000+0000';
		case 'url':
			return `https://www.example.com/${index}`;
		case 'picklist':
			return index % 2 === 0 ? 'High' : 'Low';
		case 'phone':
			return `+49 30 ${1_000_000 + (index % 1_000_000)}`;
		default:
			return `Text ${index} version ${edit}`;
	}
}

export const leftRef = (index: number): RecordRef => ({
	system: 'salesforce',
	connection: '00D000000000001EAA',
	object: 'Contact',
	id: `003${String(index).padStart(12, '0')}EAA`,
});
export const rightRef = (index: number): RecordRef => ({
	system: 'pact',
	connection: 'workspace',
	object: 'contacts',
	id: `cnt_${String(index).padStart(12, '0')}`,
});
export const changeOf = (index: number): Change => ({
	...leftRef(index),
	kind: 'upserted',
	modifiedAt: NOW,
	origin: 'poll',
});

/** The item that the mapper hands to the upsert node. */
export function mappedItem(index: number, version: string, edit = 0): MappedItem {
	const fields = leftFields(index, edit);
	return {
		change: changeOf(index),
		fields,
		mapped: {
			pair: mapping.pair,
			mapping: version,
			side: 'left',
			target: mapping.right,
			...mapRecord(mapping, 'left', fields),
		},
	};
}

/** What a run commits for one record: link with base, a log line, a closed entry. `hashes` stand for the record's values. */
export function commitOf(index: number, hashes: (row: number) => string, rows = FIELDS): Commit {
	const change = changeOf(index);
	const [left, right] = [leftRef(index), rightRef(index)];
	const base = Object.fromEntries(
		mapping.rows.slice(0, rows).map(({ id }, row) => [id, { left: hashes(row), right: hashes(row) }]),
	);
	return {
		change,
		ledger: { kind: 'close' },
		log: {
			at: NOW,
			pair: mapping.pair,
			source: left,
			target: right,
			origin: 'poll',
			outcome: 'updated',
			reason: 'updated',
			message: 'Updated.',
			movements: [],
		},
		link: { left, right, leftModifiedAt: NOW, rightModifiedAt: NOW, base },
	};
}
