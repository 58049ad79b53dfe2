import type { Random } from '../../common/random';

/** A city, its country in one of the spellings people use, and how its numbers are written. `#` is a digit. */
export interface Place {
	city: string;
	countries: readonly string[];
	topLevel: string;
	legalForm: string;
	phones: readonly string[];
}

export const PLACES: readonly Place[] = [
	{
		city: 'London',
		countries: ['United Kingdom', 'UK', 'GB'],
		topLevel: 'co.uk',
		legalForm: 'Ltd',
		phones: ['+44 20 7946 0###', '020 7946 0###', '(0)20 79460###', '00442079460###'],
	},
	{
		city: 'Berlin',
		countries: ['Germany', 'Deutschland', 'DE'],
		topLevel: 'de',
		legalForm: 'GmbH',
		phones: ['+49 (0)30 901820##', '030/901820##', '0049 30 9018 20##'],
	},
	{
		city: 'Zürich',
		countries: ['Switzerland', 'CH'],
		topLevel: 'ch',
		legalForm: 'AG',
		phones: ['+41 44 668 18 ##', '044 668 18 ##'],
	},
	{
		city: 'Paris',
		countries: ['France', 'FRANCE'],
		topLevel: 'fr',
		legalForm: 'SAS',
		phones: ['+33 1 70 18 99 ##', '01.70.18.99.##'],
	},
	{
		city: 'São Paulo',
		countries: ['Brazil', 'Brasil'],
		topLevel: 'com.br',
		legalForm: 'Ltda',
		phones: ['+55 11 5555-01##', '(11) 5555-01##'],
	},
	{
		city: 'Malmö',
		countries: ['Sweden'],
		topLevel: 'se',
		legalForm: 'AB',
		phones: ['+46 40 555 01 ##', '040-555 01 ##'],
	},
	{
		city: 'Kraków',
		countries: ['Poland', 'Polska'],
		topLevel: 'pl',
		legalForm: 'Sp. z o.o.',
		phones: ['+48 12 555 01 ##'],
	},
	{
		city: 'Austin',
		countries: ['USA', 'United States', 'US', 'U.S.A.'],
		topLevel: 'com',
		legalForm: 'Inc.',
		phones: ['(512) 555-01##', '512.555.01##', '+1 512 555 01##', '1-512-555-01## x12', '51255501##'],
	},
	{
		city: 'San Francisco',
		countries: ['USA', 'United States'],
		topLevel: 'io',
		legalForm: 'LLC',
		phones: ['(415) 555-01##', '+14155550 1##', '415-555-01## ext. 4'],
	},
	{ city: 'Singapore', countries: ['Singapore'], topLevel: 'com.sg', legalForm: 'Pte Ltd', phones: ['+65 6555 01##'] },
	{
		city: 'Sydney',
		countries: ['Australia', 'AU'],
		topLevel: 'com.au',
		legalForm: 'Pty Ltd',
		phones: ['+61 2 5550 01##', '(02) 5550 01##'],
	},
	{ city: 'Århus', countries: ['Denmark', 'Danmark'], topLevel: 'dk', legalForm: 'ApS', phones: ['+45 55 50 01 ##'] },
];

/** Numbers that no library parses. */
const ODD_PHONES = ['n/a', 'see mobile', 'tba', '-', '0', 'call assistant (Jo) first'];

/** A phone number as someone typed it there. */
export function typedPhone(random: Random, place: Place): string {
	if (random.chance(0.02)) return random.pick(ODD_PHONES);
	return random.pick(place.phones).replace(/#/g, () => String(random.int(0, 9)));
}
