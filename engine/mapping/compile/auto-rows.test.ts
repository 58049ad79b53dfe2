import { compile, compileRow, contact, contacts, errors, field, problemsOf, rowOf } from './compile.fixture';
import { mappingSchema } from '../../model';

describe('mapping by itself', () => {
	it('joins the known standard fields and the custom fields of one name, and gives a valid mapping', () => {
		const compiled = compile();
		expect(errors(compiled)).toEqual([]);
		expect(mappingSchema.parse(compiled.mapping)).toEqual(compiled.mapping);
		expect(compiled.mapping.pair).toBe('salesforce-contact~pact-contacts');
		expect(compiled.mapping.rows.map((row) => [row.id, row.lens.kind, row.rule])).toEqual([
			['AccountId~company_id', 'reference', 'preferLeftUnlessBlank'],
			['Email~email', 'email', 'preferLeftUnlessBlank'],
			['FirstName~first_name', 'text', 'preferLeftUnlessBlank'],
			['HasOptedOutOfEmail~consent_status', 'consent', 'mostRestrictive'],
			['LastName~last_name', 'text', 'preferLeftUnlessBlank'],
			['MailingCity~city', 'text', 'preferLeftUnlessBlank'],
			['Owner.Email~owner', 'email', 'alwaysLeft'],
			['Phone~phone', 'phone', 'preferLeftUnlessBlank'],
			['Region__c~custom_fields.sales_region', 'picklist', 'preferLeftUnlessBlank'],
			['Score__c~custom_fields.score', 'number', 'preferLeftUnlessBlank'],
		]);
	});

	it('resolves references through the pair of the parents', () => {
		expect(rowOf(compile(), 'AccountId~company_id')?.lens).toEqual({
			kind: 'reference',
			pair: 'salesforce-account~pact-companies',
			left: 'Account',
			right: 'companies',
		});
		const named = compile({ referencePairs: { AccountId: 'my-accounts' } });
		expect(rowOf(named, 'AccountId~company_id')?.lens).toEqual({ kind: 'reference', pair: 'my-accounts', left: 'Account', right: 'companies' });
	});

	it("finds match keys and the fields for the other side's id, and never maps those as rows", () => {
		const { mapping } = compile();
		expect(mapping.match).toEqual([{ kind: 'email', left: 'Email', right: 'email' }]);
		expect(mapping.externalIds).toEqual({ left: 'Pact_Id__c', right: 'custom_fields.salesforce_id' });
		expect(mapping.rows.some((row) => row.left === 'Pact_Id__c' || row.right === 'custom_fields.salesforce_id')).toBe(
			false,
		);
		const forced = compileRow({ left: 'Pact_Id__c', right: 'title' });
		expect(forced.mapping.rows).toEqual([]);
		expect(errors(forced)[0]).toContain('filled by the sync itself');
	});

	it('pairs list values by name whatever their case and punctuation, and lists the rest as information', () => {
		const compiled = compile();
		const id = 'Region__c~custom_fields.sales_region';
		expect(rowOf(compiled, id)?.lens).toEqual({
			kind: 'picklist',
			values: [
				['EMEA', 'emea'],
				['North America', 'north-america'],
			],
		});
		expect(problemsOf(compiled, id)).toEqual([
			expect.objectContaining({ level: 'info', message: expect.stringContaining('"APAC"') }),
		]);
	});

	it('can be switched off', () => {
		expect(compile({ autoMap: false }).mapping.rows).toEqual([]);
	});

	it('gives way to what the user says about a field', () => {
		const compiled = compile({
			rows: [
				{ left: 'Phone', right: 'city' },
				{ left: 'MailingCity', right: 'phone', rule: 'doNotSync' },
			],
		});
		expect(compiled.mapping.rows.filter((row) => ['city', 'phone'].includes(row.right)).map((row) => row.id)).toEqual([
			'MailingCity~phone',
			'Phone~city',
		]);
	});

	it('says as a hint, not as an error, when a known row does not fit this connection', () => {
		const odd = {
			...contacts,
			fields: contacts.fields.map((one) => (one.name === 'city' ? field('city', 'reference') : one)),
		};
		const compiled = compile({}, contact, odd);
		expect(errors(compiled)).toEqual([]);
		expect(problemsOf(compiled, 'MailingCity~city')).toMatchObject([{ level: 'info' }]);
	});
});
