import { testOrg, type TestOrg } from '../client.test-helper';

/** What Salesforce keeps of fields whose history an admin tracks. */
describe('field history', () => {
	let org: TestOrg;
	let ann: string;

	beforeEach(async () => {
		org = await testOrg({ size: { accounts: 0, contacts: 0, leads: 0, opportunities: 0 } });
		org.sandbox.trackHistory('Contact', ['Title', 'Description', 'AccountId', 'HasOptedOutOfEmail']);
		ann = org.sandbox.create('Contact', { LastName: 'Ann', Title: 'CEO' });
	});
	afterEach(() => org.sandbox.close());

	const rows = async () => (await org.query("SELECT Field, DataType, OldValue, NewValue FROM ContactHistory WHERE Field != 'created' ORDER BY CreatedDate, Id")).body.records.map(({ attributes: _attributes, ...row }) => row);
	const edit = (fields: Record<string, unknown>) => org.sandbox.edit('Contact', ann, fields);

	it('keeps what was there and what came, of tracked fields alone', async () => {
		edit({ Title: 'CTO', Department: 'Research', HasOptedOutOfEmail: true });
		expect(await rows()).toEqual([
			{ Field: 'Title', DataType: 'Text', OldValue: 'CEO', NewValue: 'CTO' },
			{ Field: 'HasOptedOutOfEmail', DataType: 'Boolean', OldValue: false, NewValue: true },
		]);
	});

	it('keeps nothing of a save that changes nothing, and of a new record no more than that it was made', async () => {
		edit({ Title: 'CEO' });
		expect(await rows()).toEqual([]);
		expect((await org.query("SELECT OldValue, NewValue FROM ContactHistory WHERE Field = 'created'")).body.records).toMatchObject([{ OldValue: null, NewValue: null }]);
	});

	it('keeps that a long text was changed, without its values', async () => {
		edit({ Description: 'Long' });
		expect(await rows()).toEqual([{ Field: 'Description', DataType: 'Text', OldValue: null, NewValue: null }]);
	});

	it('keeps a reference twice: by name and by id', async () => {
		const acme = org.sandbox.create('Account', { Name: 'Acme' });
		edit({ AccountId: acme });
		expect(await rows()).toEqual([
			{ Field: 'Account', DataType: 'Text', OldValue: null, NewValue: 'Acme' },
			{ Field: 'Account', DataType: 'EntityId', OldValue: null, NewValue: acme },
		]);
	});

	it('comes along with a query for the record, newest first and as few as are asked for', async () => {
		edit({ Title: 'CTO' });
		org.sandbox.clock.advance(5_000);
		edit({ Title: 'COO' });
		const bob = org.sandbox.create('Contact', { LastName: 'Bob' });
		org.sandbox.trackHistory('Contact', []);
		const { body } = await org.query(`SELECT Id, (SELECT NewValue, CreatedBy.Name FROM Histories WHERE Field = 'Title' ORDER BY CreatedDate DESC LIMIT 1) FROM Contact WHERE Id IN ('${ann}', '${bob}') ORDER BY LastName`);
		expect(body.records).toMatchObject([{ Id: ann, Histories: { totalSize: 1, done: true, records: [{ NewValue: 'COO', CreatedBy: { Name: expect.any(String) as string } }] } }, { Id: bob, Histories: null }]);
	});

	it('takes no filter on values, and knows no relationship of another name', async () => {
		expect((await org.query("SELECT Id FROM ContactHistory WHERE NewValue = 'CTO'")).items[0]?.errorCode).toBe('INVALID_FIELD');
		expect((await org.query('SELECT Id, (SELECT Id FROM Pasts) FROM Contact')).items[0]?.errorCode).toBe('INVALID_TYPE');
	});

	it('is kept of twenty fields at most, and of no field that is not there', () => {
		expect(() => org.sandbox.trackHistory('Contact', Array.from({ length: 21 }, () => 'Title'))).toThrow('20');
		expect(() => org.sandbox.trackHistory('Contact', ['Nothing'])).toThrow('No field');
		expect(() => org.sandbox.trackHistory('Task', ['Subject'])).toThrow('keeps no field history');
	});
});
