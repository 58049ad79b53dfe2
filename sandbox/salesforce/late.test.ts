import { testOrg, type TestOrg } from './client.test-helper';

const TWENTY_MINUTES = 20 * 60 * 1_000;

describe('rows that become visible late', () => {
	let org: TestOrg;

	beforeEach(async () => {
		org = await testOrg();
		org.clock.advance(60_000);
	});
	afterEach(() => org.sandbox.close());

	const titleOf = async (id: string) =>
		(await org.query(`SELECT Title, SystemModstamp FROM Contact WHERE Id = '${id}'`)).body.records[0];

	it('show the old version until the clock has moved on, then the new one with the stamp of its writing', async () => {
		const id = org.sandbox.create('Contact', { LastName: 'Slow', Title: 'Old' });
		org.clock.advance(10_000);
		org.sandbox.makeLate('Contact', id, { Title: 'New' }, TWENTY_MINUTES);
		org.clock.advance(TWENTY_MINUTES - 1);
		expect(await titleOf(id)).toMatchObject({ Title: 'Old' });
		org.clock.advance(1);
		expect(await titleOf(id)).toMatchObject({ Title: 'New', SystemModstamp: '2026-11-21T08:01:10.000+0000' });
	});

	it('hide a new record altogether, and list it between older stamps afterwards', async () => {
		const { body } = await org.call('/__sandbox/records', {
			method: 'POST',
			body: { object: 'Contact', fields: { LastName: 'Hidden' }, lateMs: TWENTY_MINUTES },
		});
		org.clock.advance(5_000);
		const later = org.sandbox.create('Contact', { LastName: 'Later' });
		const since = 'SELECT Id FROM Contact WHERE SystemModstamp >= 2026-11-21T08:01:00Z ORDER BY SystemModstamp, Id';
		expect((await org.query(since)).body.records).toMatchObject([{ Id: later }]);
		expect((await org.call(`sobjects/Contact/${body.id}`)).status).toBe(404);
		org.clock.advance(TWENTY_MINUTES);
		expect((await org.query(since)).body.records).toMatchObject([{ Id: body.id }, { Id: later }]);
	});

	it('are locked for other writers meanwhile', async () => {
		const id = org.sandbox.create('Contact', { LastName: 'Busy' });
		org.sandbox.makeLate('Contact', id, { Title: 'New' }, TWENTY_MINUTES);
		const write = () => org.call(`sobjects/Contact/${id}`, { method: 'PATCH', body: { Title: 'Mine' } });
		expect(await write()).toMatchObject({ status: 400, body: [{ errorCode: 'UNABLE_TO_LOCK_ROW' }] });
		org.clock.advance(TWENTY_MINUTES);
		expect((await write()).status).toBe(204);
	});
});
