import type { LensSpec, Mapping, MappingRow } from '../../engine/model';

const row = (
	left: string,
	right: string,
	lens: LensSpec = { kind: 'text' },
	extra: Partial<MappingRow> = {},
): MappingRow => ({
	id: `${left}~${right}`,
	left,
	right,
	label: left,
	lens,
	rule: 'preferLeftUnlessBlank',
	required: { left: false, right: false },
	...extra,
});

const mapping = (left: string, right: string, rows: MappingRow[], extra: Partial<Mapping> = {}): Mapping => ({
	pair: `${left}~${right}`,
	left: { system: 'salesforce', object: left },
	right: { system: 'pact', object: right },
	rows,
	match: [{ kind: 'email', left: 'Email', right: 'email' }],
	externalIds: {},
	create: { left: false, right: true },
	tieWinner: 'left',
	...extra,
});

const person = [
	row('Email', 'email', { kind: 'email' }),
	row('LastName', 'name', { kind: 'text' }, { required: { left: true, right: true } }),
	row('Title', 'title', { kind: 'text' }, { rule: 'newestWins', maxLength: { right: 40 } }),
];

/** By the source's object, parents after children on purpose: a child must wait, not be lost. */
export const MAPPINGS: Record<string, Mapping> = {
	Contact: mapping('Contact', 'contacts', [
		...person,
		row('AccountId', 'company_id', {
			kind: 'reference',
			pair: 'Account~companies',
			left: 'Account',
			right: 'companies',
		}),
		row('Level', 'level', {
			kind: 'picklist',
			values: [
				['High', 'high'],
				['Low', 'low'],
			],
		}),
	]),
	Lead: mapping('Lead', 'contacts', person),
	Account: mapping(
		'Account',
		'companies',
		[row('Name', 'name', { kind: 'text' }, { required: { left: true, right: true } }), row('City', 'city')],
		{
			match: [{ kind: 'text', left: 'Name', right: 'name' }],
		},
	),
};
