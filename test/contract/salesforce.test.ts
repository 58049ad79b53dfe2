import type { SourceChange } from '../../engine/run/system-port';
import { type SalesforceSubject, salesforceSubject } from './subjects/salesforce';

/** What only Salesforce does. The behaviours that all adapters share are in conformance/. */
describe('Salesforce', () => {
	let org: SalesforceSubject;

	beforeEach(async () => {
		org = await salesforceSubject();
	});
	afterEach(() => org.sandbox.close());

	const contacts = (limit: number, filter?: string) => ({
		object: 'Contact',
		fields: ['Title', 'Owner.Email'],
		limit,
		...(filter ? { filter } : {}),
	});

	async function sweep(cursor: string, limit: number, lookBackMs = 0, between?: (page: number) => void) {
		const changes: SourceChange[] = [];
		for (let pages = 1; ; pages++) {
			const page = await org.source.readPage(contacts(limit), cursor, { lookBackMs });
			changes.push(...page.changes);
			cursor = page.cursor;
			if (!page.more) return { changes, cursor, pages };
			between?.(pages);
		}
	}
	const ids = (changes: SourceChange[]) => changes.map((change) => change.id);
	const TWENTY_MINUTES = 20 * 60_000;

	describe('changes', () => {
		it('of a bulk update with one stamp arrive exactly once, over fifty pages', async () => {
			const made = org.makePeople(1_000);
			org.sandbox.clock.advance(60_000);
			expect(org.sandbox.bulkTouch('Contact', 'all', { Title: 'Bulk' })).toBe(1_000);
			const { changes, pages } = await sweep(await org.source.start('Contact', 'everything'), 20);
			expect(pages).toBeGreaterThanOrEqual(50);
			expect(changes).toHaveLength(1_000);
			expect(new Set(ids(changes))).toEqual(new Set(made));
		});

		it('of a bulk update are not read again with every look once the look-back has passed them', async () => {
			org.makePeople(100);
			let { cursor } = await sweep(await org.source.start('Contact', 'everything'), 20, 60_000);
			org.sandbox.clock.advance(61_000);
			({ cursor } = await sweep(cursor, 20, 60_000));
			org.sandbox.clock.advance(61_000);
			const idle = await sweep(cursor, 20, 60_000);
			expect(idle).toEqual({ changes: [], pages: 1, cursor });
			expect((await sweep(cursor, 20, TWENTY_MINUTES)).changes).toHaveLength(100);
		});

		it('are looked back on over several pages, up to the end and without moving the position back', async () => {
			for (let n = 0; n < 45; n++) {
				org.make('Contact', { LastName: `Person ${n}` });
				org.sandbox.clock.advance(1_000);
			}
			const { cursor } = await sweep(await org.source.start('Contact', 'everything'), 20);
			const again = await sweep(cursor, 20, TWENTY_MINUTES);
			expect(again.pages).toBe(3);
			expect(new Set(ids(again.changes)).size).toBe(45);
			const { stamp, id } = JSON.parse(cursor) as { stamp: string; id: string };
			expect(JSON.parse(again.cursor)).toMatchObject({ stamp, id });
		});

		it('tell deleted and merged records apart, and who won', async () => {
			const [winner = '', loser = '', gone = ''] = org.makePeople(3);
			org.sandbox.clock.advance(60_000);
			org.sandbox.merge('Contact', winner, [loser]);
			org.sandbox.delete('Contact', gone);
			const { changes } = await sweep(await org.source.start('Contact', 'everything'), 20);
			expect(changes.find((change) => change.id === loser)).toMatchObject({ kind: 'merged', mergedInto: winner });
			expect(changes.find((change) => change.id === gone)).toMatchObject({ kind: 'deleted' });
			expect(changes.find((change) => change.id === winner)).toMatchObject({ kind: 'upserted' });
			const states = await org.records.read('Contact', [loser, gone, winner], ['Title']);
			expect([states.get(loser)?.gone, states.get(gone)?.gone, states.get(winner)?.gone]).toEqual([
				{ kind: 'merged', into: winner },
				{ kind: 'deleted' },
				undefined,
			]);
		});

		it('carry fields of related records under dotted names', async () => {
			org.makePeople(1);
			const [change] = (await sweep(await org.source.start('Contact', 'everything'), 20)).changes;
			expect(change?.fields['Owner.Email']).toMatch(/@/);
		});

		it('keep to the filter', async () => {
			org.make('Contact', { LastName: "O'Hara", Title: 'CEO' });
			org.make('Contact', { LastName: 'Smith', Title: 'CTO' });
			const start = await org.source.start('Contact', 'everything');
			const page = await org.source.readPage(contacts(20, "LastName = 'O\\'Hara' OR Title = 'CFO'"), start, {
				lookBackMs: TWENTY_MINUTES,
			});
			expect(page.changes.map((change) => change.fields.Title)).toEqual(['CEO']);
			expect(await org.source.count({ object: 'Contact', filter: "Title LIKE 'C%'" })).toBe(2);
		});

		it('of an object with a vanished field stop with the field and the object by name, while other objects go on', async () => {
			const start = await org.source.start('Contact', 'everything');
			const broken = org.source.readPage({ object: 'Contact', fields: ['Gone__c'], limit: 5 }, start, {
				lookBackMs: 0,
			});
			await expect(broken).rejects.toMatchObject({
				details: {
					class: 'invalid',
					code: 'INVALID_FIELD',
					message: expect.stringMatching(/Gone__c.*Contact.*Remove it/),
				},
			});
			const account = await org.source.readPage(
				{ object: 'Account', fields: ['Name'], limit: 5 },
				await org.source.start('Account', 'everything'),
				{ lookBackMs: 0 },
			);
			expect(account.more).toBe(false);
		});
	});

	describe('calls', () => {
		it('stop at the share of the day that is ours, and say when they go on', async () => {
			const small = await salesforceSubject({ dailyApi: 100, dailyShare: 0.1 });
			try {
				await expect(
					(async () => {
						for (let call = 0; call < 20; call++) await small.source.count({ object: 'Contact' });
					})(),
				).rejects.toMatchObject({
					details: {
						class: 'quota-spent',
						retryAfterMs: expect.any(Number),
						message: expect.stringContaining('share'),
					},
				});
				expect(small.sandbox.stats.snapshot().calls).toBe(10);
			} finally {
				await small.sandbox.close();
			}
		});

		it('that Salesforce itself refuses for the day wait for the next', async () => {
			const spent = await salesforceSubject({ dailyApi: 3, dailyShare: 1_000 });
			try {
				await expect(
					(async () => {
						for (let call = 0; call < 5; call++) await spent.source.count({ object: 'Contact' });
					})(),
				).rejects.toMatchObject({ details: { class: 'quota-spent' } });
			} finally {
				await spent.sandbox.close();
			}
		});

		it('after the session has expired ask for the credential', async () => {
			org.sandbox.expireSessions();
			await expect(org.source.count({ object: 'Contact' })).rejects.toMatchObject({
				details: { class: 'credential-refused', code: 'INVALID_SESSION_ID' },
			});
		});

		it('are one for each 200 written records, one for each 300 read, and two to learn who writes what', async () => {
			org.sandbox.stats.reset();
			const bulk = (from: string) => Array.from({ length: 400 }, (_, n) => ({ op: 'create' as const, values: { LastName: `${from} ${n}` } }));
			const results = await org.records.write('Contact', bulk('First'));
			expect(results.every((result) => result.ok)).toBe(true);
			expect(org.sandbox.stats.snapshot().calls).toBe(4);
			await org.records.write('Contact', bulk('Second'));
			expect(org.sandbox.stats.snapshot()).toMatchObject({ calls: 6, writes: 4 });
			const ids = results.flatMap((result) => (result.ok ? [result.id] : []));
			await org.records.read('Contact', ids, ['LastName']);
			expect(org.sandbox.stats.snapshot().calls).toBe(8);
		});
	});

	describe('a query that is too long for a URI', () => {
		/** REST API Developer Guide, "Status Codes and Error Responses". */
		const MAX_URI_BYTES = 16_384;
		const COMPOSITE = 'POST /services/data/vXX/composite';
		const names = Array.from(
			{ length: 400 },
			(_, n) => `A_field_whose_name_is_as_long_as_${String(n).padStart(4, '0')}__c`,
		);
		const lastName = names.at(-1) ?? '';
		let people: string[];
		let lastOne: string;

		beforeEach(async () => {
			await org.addTextFields('Contact', names);
			people = org.makePeople(300);
			lastOne = people.at(-1) ?? '';
			org.edit('Contact', lastOne, { [lastName]: 'Far end' });
			org.sandbox.stats.reset();
		});

		it('would be refused as a plain GET', async () => {
			const soql = encodeURIComponent(`SELECT ${names.join(', ')} FROM Contact`);
			expect(soql.length).toBeGreaterThan(MAX_URI_BYTES);
			const headers = { authorization: `Bearer ${org.sandbox.openSession()}` };
			const answer = await fetch(`${org.sandbox.url}/services/data/v60.0/query?q=${soql}`, { headers });
			expect(answer.status).toBe(414);
		});

		it('reads records in one call', async () => {
			const found = await org.records.read('Contact', people, names);
			expect(found.size).toBe(300);
			expect(found.get(lastOne)?.fields[lastName]).toBe('Far end');
			const { byRoute, byStatus } = org.sandbox.stats.snapshot();
			expect(byRoute).toEqual({ 'GET /services/data/vXX/sobjects/:object/describe': 1, [COMPOSITE]: 1 });
			expect(byStatus).toEqual({ 200: 2 });
		});

		it('reads changes page by page, deleted ones too', async () => {
			org.sandbox.clock.advance(60_000);
			const [gone = ''] = people;
			org.sandbox.delete('Contact', gone);
			const ask = { object: 'Contact', fields: names, limit: 200 };
			const start = await org.source.start('Contact', 'everything');
			const first = await org.source.readPage(ask, start, { lookBackMs: 0 });
			const second = await org.source.readPage(ask, first.cursor, { lookBackMs: 0 });
			expect(ids([...first.changes, ...second.changes]).sort()).toEqual([...people].sort());
			expect(second.changes.find((change) => change.id === gone)?.kind).toBe('deleted');
			expect(first.changes.concat(second.changes).find((change) => change.id === lastOne)?.fields[lastName]).toBe(
				'Far end',
			);
			expect(org.sandbox.stats.snapshot().byRoute[COMPOSITE]).toBe(2);
		});

		it('says the same as a short one about a vanished field', async () => {
			const start = await org.source.start('Contact', 'everything');
			const ask = { object: 'Contact', fields: [...names, 'Gone__c'], limit: 5 };
			await expect(org.source.readPage(ask, start, { lookBackMs: 0 })).rejects.toMatchObject({
				details: {
					class: 'invalid',
					code: 'INVALID_FIELD',
					message: expect.stringMatching(/Gone__c.*Contact.*Remove it/),
				},
			});
		});
	});

	it('knows the connection by the org id', () => {
		expect(org.source.connection).toBe(org.sandbox.orgId);
	});

	it('describes owners, record types and stages', async () => {
		const { fields } = await org.schema.describe('Opportunity');
		const names = fields.map((field) => field.name);
		expect(names).toEqual(expect.arrayContaining(['Owner.Email', 'StageName', 'CloseDate']));
		expect(fields.find((field) => field.name === 'Name')).toMatchObject({ requiredOnCreate: true, maxLength: 120 });
		const owner = fields.find((field) => field.name === 'Owner.Email');
		expect(owner).toMatchObject({ createable: true, updateable: true, requiredOnCreate: false, type: 'email', restricted: true });
		expect(owner?.options?.map(({ value }) => value)).toContain('user1@sandbox-org.example');
		expect(owner?.options?.map(({ value }) => value)).not.toContain('user7@sandbox-org.example');
		expect(fields.find((field) => field.name === 'RecordType.Name')).toMatchObject({
			createable: true,
			updateable: true,
			type: 'picklist',
			restricted: true,
			options: [{ value: 'New Business' }, { value: 'Renewal' }],
		});
		expect(fields.find((field) => field.name === 'LastModifiedBy.Email')).toMatchObject({ createable: false, updateable: false });
	});

	it('tells what each stage of an opportunity means: open, won or lost', async () => {
		const { fields } = await org.schema.describe('Opportunity');
		const stages = fields.find((field) => field.name === 'StageName')?.options ?? [];
		const typeOf = Object.fromEntries(stages.map(({ value, stageType }) => [value, stageType]));
		expect(typeOf).toMatchObject({
			Prospecting: 'open',
			'Negotiation/Review': 'open',
			'Closed Won': 'won',
			'Closed Lost': 'lost',
			'In Discussion': 'open',
			Renewed: 'won',
			Churned: 'lost',
		});
		expect(Object.values(typeOf)).not.toContain(undefined);
		const status = fields.find((field) => field.name === 'Type')?.options ?? [];
		expect(status.filter((option) => option.stageType !== undefined)).toEqual([]);
	});
});
