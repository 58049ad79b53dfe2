import { objectDescriptionSchema } from '../contract';
import { decodersOf, rowOf } from './columns';

const field = (name: string, type: string, more: object = {}) => ({ name, label: name, type, nillable: true, createable: true, updateable: true, ...more });
const objects = [
	objectDescriptionSchema.parse({
		name: 'Contact',
		label: 'Contact',
		fields: [
			field('Id', 'id'),
			field('Score__c', 'double'),
			field('Opt_Out__c', 'boolean'),
			field('LastSeen__c', 'datetime'),
			field('Day__c', 'date'),
			field('MailingAddress', 'address'),
			field('AccountId', 'reference', { relationshipName: 'Account', referenceTo: ['Account'] }),
			field('OwnerId', 'reference', { relationshipName: 'Owner', referenceTo: ['Group', 'User'] }),
		],
	}),
	objectDescriptionSchema.parse({ name: 'Account', label: 'Account', fields: [field('AnnualRevenue', 'currency')] }),
];
const asked: string[] = [];
const describer = {
	async describe(name: string) {
		asked.push(name);
		return objects.find((object) => object.name === name) ?? objectDescriptionSchema.parse({ name, label: name, fields: [] });
	},
	fieldNames: async () => new Set<string>(),
	forget: () => undefined,
};

describe('columns of Bulk results', () => {
	it('become the values that the REST API answers', async () => {
		const columns = ['Id', 'Score__c', 'Opt_Out__c', 'LastSeen__c', 'Day__c', 'Account.AnnualRevenue', 'Owner.Email'];
		const decoders = await decodersOf('Contact', columns, describer);
		expect(rowOf(columns, ['003', '1.25E7', 'true', '2026-11-21T08:00:00.000Z', '2026-11-21', '10.0', 'ann@example.org'], decoders ?? new Map())).toEqual({
			Id: '003',
			Score__c: 12_500_000,
			Opt_Out__c: true,
			LastSeen__c: '2026-11-21T08:00:00.000+0000',
			Day__c: '2026-11-21',
			Account: { AnnualRevenue: 10 },
			Owner: { Email: 'ann@example.org' },
		});
		expect(rowOf(columns, ['003', '', '', '', '', '', ''], decoders ?? new Map())).toMatchObject({ Score__c: null, Opt_Out__c: null, Account: { AnnualRevenue: null } });
		// Names and e-mail addresses are text wherever they are.
		expect(asked).not.toContain('User');
	});

	it('of structures, and of fields that nobody knows, cannot be told', async () => {
		expect(await decodersOf('Contact', ['Id', 'MailingAddress'], describer)).toBeUndefined();
		expect(await decodersOf('Contact', ['Account.Size__c'], describer)).toBeUndefined();
	});

	it.each([
		['a record of another length', ['003']],
		['a number that is none', ['003', 'many', 'true']],
		['a checkbox that is none', ['003', '1', 'yes']],
	])('refuse %s', async (_what, cells) => {
		const columns = ['Id', 'Score__c', 'Opt_Out__c'];
		const decoders = (await decodersOf('Contact', columns, describer)) ?? new Map();
		expect(() => rowOf(columns, cells, decoders)).toThrow(expect.objectContaining({ details: expect.objectContaining({ class: 'bad-answer' }) as object }) as Error);
	});
});
