import type { SourceChange } from '../../engine/run/system-port';
import { DEMO_TOKENS } from '../../sandbox/hubspot';
import { pathsOf } from '../../systems/hubspot/contract';
import { type HubSpotSubject, hubSpotSubject } from './subjects/hubspot';

/** What only HubSpot does. The behaviours that all adapters share are in conformance/. */
describe('HubSpot', () => {
	let hub: HubSpotSubject;

	beforeEach(async () => {
		hub = await hubSpotSubject();
	});
	afterEach(() => hub.sandbox.close());

	const MINUTE = 60_000;
	const calls = () => hub.sandbox.stats.snapshot().calls;
	const wait = (ms: number) => hub.sandbox.clock.advance(ms);
	const ids = (changes: readonly SourceChange[]) => changes.map((change) => change.id);
	const contacts = (limit: number, filter?: object, fields = ['jobtitle']) => ({
		object: 'contacts',
		fields,
		limit,
		...(filter ? { filter: JSON.stringify(filter) } : {}),
	});

	async function sweep(
		query: ReturnType<typeof contacts>,
		from: string,
		lookBackMs = 0,
		between?: (page: number) => void,
	) {
		const changes: SourceChange[] = [];
		let cursor = from;
		for (let pages = 1; ; pages++) {
			const page = await hub.source.readPage(query, cursor, { lookBackMs: pages === 1 ? lookBackMs : 0 });
			changes.push(...page.changes);
			cursor = page.cursor;
			if (!page.more) return { changes, cursor, pages };
			between?.(pages);
		}
	}
	const now = () => hub.source.start('contacts', 'now');
	const create = async (object: string, ...values: Array<Record<string, string | string[] | null>>) =>
		await hub.records.write(
			object,
			values.map((each) => ({ op: 'create' as const, values: each })),
		);
	const update = async (object: string, id: string, values: Record<string, string | string[] | null>) =>
		(await hub.records.write(object, [{ op: 'update', id, values }]))[0];
	const read = async (object: string, id: string, fields: string[]) =>
		(await hub.records.read(object, [id], fields)).get(id);
	const someOwner = () => {
		const found = hub.sandbox.portal.owners.all().find((each) => !each.archived && each.email !== '');
		if (!found) throw new Error('The sandbox has no owner');
		return found;
	};

	describe('changes', () => {
		it('of 12,000 records with one time arrive exactly once', async () => {
			const made = hub.makePeople(12_000);
			wait(2 * MINUTE);
			const start = await now();
			wait(1_000);
			expect(hub.sandbox.bulkTouch('contacts', 'all', { jobtitle: 'Bulk' })).toBe(12_000);
			wait(1_000);
			const { changes } = await sweep(contacts(200), start);
			expect(changes).toHaveLength(12_000);
			expect(new Set(ids(changes))).toEqual(new Set(made));
		}, 120_000);

		it('of 25,000 records at once arrive exactly once, at few calls a record', async () => {
			const made = hub.makePeople(25_000);
			wait(2 * MINUTE);
			const start = await now();
			for (let from = 0; from < made.length; from += 90) {
				wait(1);
				hub.sandbox.bulkTouch('contacts', made.slice(from, from + 90), { jobtitle: 'Bulk' });
			}
			wait(1_000);
			hub.sandbox.stats.reset();
			const { changes } = await sweep(contacts(200), start);
			expect(changes).toHaveLength(25_000);
			expect(new Set(ids(changes)).size).toBe(25_000);
			expect(calls() / 25_000).toBeLessThanOrEqual(0.02);
		}, 180_000);

		it('of a bulk edit are not read again with every look once the look-back has passed them', async () => {
			hub.makePeople(100);
			let { cursor } = await sweep(contacts(20), await hub.source.start('contacts', 'everything'), MINUTE);
			wait(2 * MINUTE);
			({ cursor } = await sweep(contacts(20), cursor, MINUTE));
			wait(MINUTE + 2_000);
			expect(await sweep(contacts(20), cursor, MINUTE)).toEqual({ changes: [], pages: 1, cursor });
			expect((await sweep(contacts(20), cursor, 20 * MINUTE)).changes.length).toBeGreaterThanOrEqual(100);
		});

		it('tell archived records within minutes, and once', async () => {
			const [old = '', gone = '', kept = ''] = hub.makePeople(3);
			hub.sandbox.archive('contacts', old);
			wait(10 * MINUTE);
			const first = await sweep(contacts(20), await now());
			wait(1_000);
			hub.sandbox.archive('contacts', gone);
			wait(6 * MINUTE);
			const second = await sweep(contacts(20), first.cursor);
			expect(second.changes).toMatchObject([
				{ id: gone, kind: 'deleted', modifiedAt: expect.stringMatching(/^2026-/) },
			]);
			wait(6 * MINUTE);
			expect((await sweep(contacts(20), second.cursor)).changes).toEqual([]);
			const states = await hub.records.read('contacts', [gone, kept], ['lastname']);
			expect(states.get(gone)).toMatchObject({ gone: { kind: 'deleted' } });
			expect(states.get(kept)?.gone).toBeUndefined();
			expect(await hub.source.readAgain(contacts(1), [gone])).toMatchObject([{ id: gone, kind: 'deleted' }]);
		});

		it('tell who was merged into whom, though the winner has a new id', async () => {
			const [one = '', two = ''] = hub.makePeople(2);
			wait(2 * MINUTE);
			const start = await now();
			const winner = hub.sandbox.merge('contacts', one, two);
			wait(1_000);
			const { changes } = await sweep(contacts(20), start);
			expect(changes).toEqual(
				expect.arrayContaining([
					expect.objectContaining({ id: one, kind: 'merged', mergedInto: winner }),
					expect.objectContaining({ id: two, kind: 'merged', mergedInto: winner }),
					expect.objectContaining({ id: winner, kind: 'upserted' }),
				]),
			);
			expect(changes).toHaveLength(3);
			expect((await read('contacts', one, ['email']))?.gone).toEqual({ kind: 'merged', into: winner });
			expect(await hub.source.readAgain(contacts(1), [two])).toMatchObject([
				{ id: two, kind: 'merged', mergedInto: winner },
			]);
		});

		it('do not tell of an old merge again with every later change of its winner', async () => {
			const [one = '', two = '', other = ''] = hub.makePeople(3);
			const winner = hub.sandbox.merge('contacts', one, two);
			wait(3 * 60 * MINUTE);
			hub.edit('contacts', other, { jobtitle: 'New' });
			wait(2 * MINUTE);
			const start = await now();
			hub.edit('contacts', winner, { jobtitle: 'New' });
			wait(1_000);
			expect(ids((await sweep(contacts(20), start)).changes)).toEqual([winner]);
		});

		it('tell of a merge from the time when nobody was looking, though the winner was changed later', async () => {
			const [one = '', two = '', ...others] = hub.makePeople(30);
			wait(2 * MINUTE);
			const start = await now();
			const winner = hub.sandbox.merge('contacts', one, two);
			for (const id of others) {
				wait(60 * MINUTE);
				hub.edit('contacts', id, { jobtitle: 'New' });
			}
			wait(60 * MINUTE);
			hub.edit('contacts', winner, { jobtitle: 'New' });
			wait(1_000);
			const { changes } = await sweep(contacts(5), start);
			expect(changes.find(({ id }) => id === two)).toMatchObject({ kind: 'merged', mergedInto: winner });
		});

		it('of records merged twice lead to the last winner', async () => {
			const [one = '', two = '', three = ''] = hub.makePeople(3);
			const last = hub.sandbox.merge('contacts', three, hub.sandbox.merge('contacts', one, two));
			expect((await read('contacts', one, []))?.gone).toEqual({ kind: 'merged', into: last });
		});

		it('cost few calls in a first sync with companies and owners', async () => {
			const company = hub.make('companies', { name: 'Acme' });
			const people = hub.makePeople(1_000);
			for (const id of people) hub.sandbox.associate('contacts', id, 'companies', company, 'primary');
			wait(5 * MINUTE);
			hub.sandbox.stats.reset();
			const query = contacts(200, undefined, ['jobtitle', 'company.id', 'owner.email']);
			const { changes } = await sweep(query, await hub.source.start('contacts', 'everything'), MINUTE);
			expect(changes).toHaveLength(1_000);
			expect(changes[500]?.fields['company.id']).toBe(company);
			expect(calls() / 1_000).toBeLessThanOrEqual(0.02);
		});

		it('come whole when more properties are asked for than a search or an address takes', async () => {
			const names = Array.from({ length: 180 }, (_, n) => `a_property_with_a_rather_long_name_${n}`);
			for (const name of names.slice(0, 3)) {
				await hub.call('POST', '/crm/v3/properties/contacts', {
					name,
					label: name,
					type: 'string',
					fieldType: 'text',
					groupName: 'contactinformation',
				});
			}
			const id = hub.make('contacts', { lastname: 'Wide', [names[0] ?? '']: 'here' });
			const query = contacts(20, undefined, names);
			const first = await sweep(query, await hub.source.start('contacts', 'everything'));
			expect(first.changes[0]).toMatchObject({ id, fields: { [names[0] ?? '']: 'here' } });
			wait(1_000);
			hub.edit('contacts', id, { [names[1] ?? '']: 'there' });
			expect((await sweep(query, first.cursor)).changes).toMatchObject([{ id, fields: { [names[1] ?? '']: 'there' } }]);
		});
	});

	describe('a scope', () => {
		it('of a list holds for the first sync, for later changes, and for those who join without being changed', async () => {
			const [member = '', late = '', never = ''] = hub.makePeople(3);
			const { list } = (await hub.call('POST', '/crm/v3/lists', {
				name: 'VIPs',
				objectTypeId: '0-1',
				processingType: 'MANUAL',
			})) as { list: { listId: string } };
			await hub.call('PUT', `/crm/v3/lists/${list.listId}/memberships/add`, [member]);
			wait(2 * MINUTE);
			const scope = contacts(20, { list: list.listId });
			expect(await hub.source.count(scope)).toBe(1);
			const first = await sweep(scope, await hub.source.start('contacts', 'everything'));
			expect(ids(first.changes)).toEqual([member]);
			wait(1_000);
			for (const id of [member, never]) hub.edit('contacts', id, { jobtitle: 'New' });
			const second = await sweep(scope, first.cursor);
			expect(ids(second.changes)).toEqual([member]);
			await hub.call('PUT', `/crm/v3/lists/${list.listId}/memberships/add`, [late]);
			wait(6 * MINUTE);
			expect(ids((await sweep(scope, second.cursor)).changes)).toEqual([late]);
			expect(ids(await hub.source.readAgain(scope, [member, never]))).toEqual([member]);
			expect(await hub.choices.lists('contacts')).toEqual([{ value: list.listId, label: 'VIPs' }]);
		});

	});

	describe('finding', () => {
		const byEmail = async (value: string, options?: { plusAddress: 'drop' }) =>
			(
				await hub.records.find(
					'contacts',
					[{ kind: 'email', field: 'email', value, ...(options ? { options } : {}) }],
					['email'],
				)
			)[0]?.map(({ id }) => id);

		it('by e-mail does not wait for the search index', async () => {
			hub.sandbox.setSearchLag(MINUTE);
			const id = hub.make('contacts', { lastname: 'Ann', email: 'ann@acme.example' });
			expect(await byEmail('ann@acme.example')).toEqual([id]);
		});

		it('by e-mail knows further addresses, and addresses with a tag if asked', async () => {
			const more = hub.make('contacts', {
				lastname: 'Ann',
				email: 'ann@acme.example',
				hs_additional_emails: 'a.smith@acme.example',
			});
			const tagged = hub.make('contacts', { lastname: 'Bob', email: 'bob+news@acme.example' });
			expect(await byEmail('a.smith@acme.example')).toEqual([more]);
			expect(await byEmail('bob@acme.example')).toEqual([]);
			expect(await byEmail('bob@acme.example', { plusAddress: 'drop' })).toEqual([tagged]);
		});

		it('by domain finds the bare domain of many companies in few calls', async () => {
			const made = Array.from({ length: 60 }, (_, n) =>
				hub.make('companies', { name: `C${n}`, domain: `company${n}.example.com`.replace('.example', '') }),
			);
			hub.sandbox.stats.reset();
			const lookups = made.map((_, n) => ({ kind: 'domain' as const, field: 'domain', value: `company${n}.com` }));
			const found = await hub.records.find('companies', lookups, ['name']);
			expect(found.map((list) => list.map(({ id }) => id))).toEqual(made.map((id) => [id]));
			expect(calls()).toBeLessThanOrEqual(5);
		});

		it('finds what was created a moment ago, though no search shows it yet', async () => {
			hub.sandbox.setSearchLag(MINUTE);
			const [made] = await create('companies', { name: 'Acme', domain: 'acme-widgets.com' });
			const [found] = await hub.records.find(
				'companies',
				[{ kind: 'domain', field: 'domain', value: 'acme-widgets.com' }],
				['name'],
			);
			expect(found).toMatchObject([{ id: made?.ok ? made.id : 'not made', fields: { name: 'Acme' } }]);
		});

		it('by a unique property asks the records themselves', async () => {
			hub.sandbox.setSearchLag(MINUTE);
			const id = hub.make('contacts', { lastname: 'Ann', salesforce_id: '003A' });
			const [found] = await hub.records.find(
				'contacts',
				[{ kind: 'external-id', field: 'salesforce_id', value: '003A' }],
				['lastname'],
			);
			expect(found?.map((record) => record.id)).toEqual([id]);
		});

		it('does not believe a search that shows an earlier version', async () => {
			const id = hub.make('companies', { name: 'Old Name' });
			hub.sandbox.setSearchLag(MINUTE);
			hub.edit('companies', id, { name: 'New Name' });
			const [found] = await hub.records.find(
				'companies',
				[{ kind: 'text', field: 'name', value: 'old name' }],
				['name'],
			);
			expect(found).toEqual([]);
		});
	});

	describe('writing', () => {
		it('250 records takes three calls, and each answer shows the record', async () => {
			hub.sandbox.stats.reset();
			const results = await create(
				'contacts',
				...Array.from({ length: 250 }, (_, n) => ({ lastname: `P${n}`, email: `p${n}@acme.example` })),
			);
			expect(results.every((result) => result.ok && result.record !== undefined)).toBe(true);
			expect(calls()).toBe(3);
			expect(hub.sandbox.records('contacts')).toHaveLength(250);
		});

		it('goes on with the others when one record fails its whole batch', async () => {
			const path = '/crm/v3/objects/contacts/batch/create$';
			hub.sandbox.faults.add({
				match: { method: 'POST', path },
				kind: 'status',
				status: 400,
				body: { status: 'error', category: 'VALIDATION_ERROR', message: 'Bad batch' },
			});
			const results = await create(
				'contacts',
				...Array.from({ length: 8 }, (_, n) => ({ lastname: `P${n}`, email: `p${n % 7}@acme.example` })),
			);
			expect(results.map((result) => (result.ok ? 'ok' : result.error.class))).toEqual([
				...Array.from({ length: 7 }, () => 'ok'),
				'duplicate',
			]);
			expect(hub.sandbox.records('contacts')).toHaveLength(7);
		});

		it('does not take a 2xx without results for a success', async () => {
			const path = '/crm/v3/objects/contacts/batch/create$';
			hub.sandbox.faults.add({
				match: { method: 'POST', path },
				kind: 'status',
				status: 201,
				body: { status: 'COMPLETE', results: [] },
			});
			expect(await create('contacts', { lastname: 'A' }, { lastname: 'B' })).toMatchObject([
				{ ok: false, error: { class: 'unknown-outcome' } },
				{ ok: false, error: { class: 'unknown-outcome' } },
			]);
		});

		it('names the property by its label, and says who has the unique value', async () => {
			hub.make('contacts', { lastname: 'Ann', salesforce_id: '003A' });
			const [readOnly, unknown, taken] = await create(
				'contacts',
				{ lastname: 'A', hs_email_optout: 'true' },
				{ lastname: 'B', nonsense: 'x' },
				{ lastname: 'C', salesforce_id: '003A' },
			);
			expect(readOnly).toMatchObject({
				ok: false,
				error: {
					class: 'invalid',
					code: 'READ_ONLY_VALUE',
					message: expect.stringContaining('Unsubscribed from all email'),
				},
			});
			expect(unknown).toMatchObject({
				ok: false,
				error: { class: 'invalid', code: 'PROPERTY_DOESNT_EXIST', fields: ['nonsense'] },
			});
			expect(taken).toMatchObject({ ok: false, error: { class: 'duplicate' } });
			expect(JSON.stringify(taken)).not.toContain('003A');
		});

		it('takes the owner by e-mail, and refuses one whom HubSpot does not know', async () => {
			const { email, id } = someOwner();
			const [made, unknown] = await create(
				'contacts',
				{ lastname: 'A', 'owner.email': email.toUpperCase() },
				{ lastname: 'B', 'owner.email': 'nobody@else.example' },
			);
			const made1 = made?.ok ? made.id : '';
			expect(hub.sandbox.record('contacts', made1)?.properties.hubspot_owner_id).toBe(id);
			expect(unknown).toMatchObject({ ok: false, error: { class: 'invalid', fields: ['owner.email'] } });
			expect(JSON.stringify(unknown)).not.toContain('nobody@else');
			expect((await read('contacts', made1, ['owner.email']))?.fields).toEqual({ 'owner.email': email.toLowerCase() });
			await update('contacts', made1, { 'owner.email': null });
			expect((await read('contacts', made1, ['owner.email']))?.fields).toEqual({ 'owner.email': null });
		});

		it('sets, changes and removes the primary company after the record', async () => {
			const [one, two] = [hub.make('companies', { name: 'One' }), hub.make('companies', { name: 'Two' })];
			const [made] = await create('contacts', { lastname: 'A', 'company.id': one });
			expect(made).toMatchObject({ ok: true, record: { fields: { lastname: 'A', 'company.id': one } } });
			const id = made?.ok ? made.id : '';
			expect(await update('contacts', id, { 'company.id': two, jobtitle: 'CEO' })).toMatchObject({ ok: true });
			expect((await read('contacts', id, ['company.id', 'jobtitle']))?.fields).toEqual({
				'company.id': two,
				jobtitle: 'CEO',
			});
			expect(await update('contacts', id, { 'company.id': null })).toMatchObject({ ok: true });
			const after = (await read('contacts', id, ['company.id']))?.fields['company.id'];
			expect(after).not.toBe(two);
		});

		it('sets the contacts of a deal to exactly the given ones', async () => {
			const [a = '', b = '', c = ''] = hub.makePeople(3);
			const [made] = await create('deals', { dealname: 'D', dealstage: 'appointmentscheduled', 'contact.ids': [a, b] });
			const id = made?.ok ? made.id : '';
			expect((await read('deals', id, ['contact.ids']))?.fields).toEqual({ 'contact.ids': [a, b] });
			await update('deals', id, { 'contact.ids': [b, c] });
			expect((await read('deals', id, ['contact.ids']))?.fields).toEqual({ 'contact.ids': [b, c] });
		});

		it('does not pass a record off as done whose company could not be set', async () => {
			const [id = ''] = hub.makePeople(1);
			const company = hub.make('companies', { name: 'Acme' });
			const [made, fine] = await create(
				'contacts',
				{ lastname: 'A', 'company.id': hub.unknownId },
				{ lastname: 'B', 'company.id': company },
			);
			expect(made).toMatchObject({ ok: false, error: { class: 'unknown-outcome', fields: ['company.id'] } });
			expect(fine).toMatchObject({ ok: true });
			expect(await update('contacts', id, { 'company.id': hub.unknownId })).toMatchObject({
				ok: false,
				error: { fields: ['company.id'] },
			});
		});

		it('moves a lifecycle stage back when it is told to', async () => {
			const id = hub.make('contacts', { lastname: 'A', lifecyclestage: 'customer' });
			expect(await update('contacts', id, { lifecyclestage: 'lead' })).toMatchObject({
				ok: true,
				record: { fields: { lifecyclestage: 'lead' } },
			});
			expect(hub.sandbox.record('contacts', id)?.properties.lifecyclestage).toBe('lead');
		});
	});

	describe('limits', () => {
		it('are kept by spacing the searches, without a single refusal', async () => {
			await hub.sandbox.close();
			hub = await hubSpotSubject({ plan: 'starter' });
			hub.makePeople(45);
			let { cursor } = await sweep(contacts(5), await hub.source.start('contacts', 'everything'), MINUTE);
			for (let n = 0; n < 6; n++) ({ cursor } = await sweep(contacts(5), cursor, MINUTE));
			expect(hub.sandbox.stats.snapshot().byStatus['429']).toBeUndefined();
			expect(hub.waitedMs()).toBeGreaterThan(0);
		});

		it('of the day are left to others beyond the share', async () => {
			await hub.sandbox.close();
			hub = await hubSpotSubject({ plan: 'starter', dailyShare: 0.5 });
			hub.sandbox.setPlan('starter', 20);
			const readSome = () => hub.records.read('contacts', ['1'], ['email']);
			await expect(
				(async () => {
					for (let n = 0; n < 20; n++) await readSome();
				})(),
			).rejects.toMatchObject({ details: { class: 'quota-spent', retryAfterMs: expect.any(Number) } });
			expect(calls()).toBeLessThanOrEqual(11);
		});

		it.each([
			['DAILY', 'quota-spent'],
			['SECONDLY', 'rate-limited'],
		])('that HubSpot names %s are waited for as %s', async (policyName, expected) => {
			hub.sandbox.faults.add({
				match: hub.paths.read,
				kind: 'status',
				status: 429,
				times: -1,
				body: { status: 'error', errorType: 'RATE_LIMIT', policyName, message: 'x' },
			});
			await expect(hub.records.read('contacts', ['1'], ['email'])).rejects.toMatchObject({
				details: { class: expected, code: policyName },
			});
		});
	});

	it('says which scope is missing', async () => {
		const { records } = hub.withToken(DEMO_TOKENS.noDeals);
		await expect(records.read('deals', ['1'], ['dealname'])).rejects.toMatchObject({
			details: { class: 'not-allowed', message: expect.stringContaining('crm.objects.deals.read') },
		});
	});

	it('describes deals with pipelines, what each stage means, owners and what they point at', async () => {
		const { fields } = await hub.schema.describe('deals');
		const field = (name: string) => fields.find((each) => each.name === name);
		const stages = field('dealstage')?.options ?? [];
		expect(new Set(stages.map(({ stageType }) => stageType))).toEqual(new Set(['open', 'won', 'lost']));
		expect(field('pipeline')?.options?.map(({ value }) => value)).toContain(stages[0]?.pipeline);
		expect(field('owner.email')?.options?.map(({ value }) => value)).toContain(someOwner().email.toLowerCase());
		expect(field('company.id')).toMatchObject({ type: 'reference', referenceTo: ['companies'], updateable: true });
		expect(field('salesforce_id')).toMatchObject({ externalId: true });
		expect(field('hs_object_id')).toMatchObject({ type: 'id', createable: false });
	});

	it('knows what a new deal requires, and says so when it is missing', async () => {
		const { fields } = await hub.schema.describe('deals');
		expect(fields.filter(({ requiredOnCreate }) => requiredOnCreate).map(({ name }) => name)).toEqual(
			expect.arrayContaining(['dealname', 'dealstage']),
		);
		expect(await create('deals', { dealname: 'D' })).toMatchObject([
			{ ok: false, error: { class: 'missing-required', fields: ['dealstage'] } },
		]);
	});

	it('tells when each field was changed and by whom, by the property history', async () => {
		const id = hub.make('contacts', { lastname: 'A', jobtitle: 'One' });
		wait(MINUTE);
		hub.edit('contacts', id, { jobtitle: 'Two' });
		const times = (await hub.records.times('contacts', [id], ['lastname', 'jobtitle'])).get(id);
		expect(Date.parse(times?.jobtitle?.at ?? '') - Date.parse(times?.lastname?.at ?? '')).toBe(MINUTE);
		// A user of whom no list of owners has told the name.
		expect(times?.jobtitle?.by).toBe('user 1001');
	});

	it('tells when an owner was changed, and leaves out what keeps no history', async () => {
		const id = hub.make('contacts', { lastname: 'A', hubspot_owner_id: someOwner().id });
		const times = async (fields: string[]) => (await hub.records.times('contacts', [id], fields)).get(id);
		expect(Object.keys((await times(['owner.email', 'company.id', 'lastname'])) ?? {})).toEqual(['owner.email', 'lastname']);
		expect(await times(['company.id'])).toBeUndefined();
	});

	it.each(['numbered', '2026-03'] as const)('is spoken to by %s paths that are all there', async (generation) => {
		const paths = pathsOf(generation);
		const id = hub.make('contacts', { lastname: 'A' });
		const { list } = (await hub.call('POST', '/crm/v3/lists', {
			name: 'VIPs',
			objectTypeId: '0-1',
			processingType: 'MANUAL',
		})) as { list: { listId: string } };
		const reads = [
			paths.account,
			paths.owners,
			paths.schemas,
			paths.schema('deals'),
			paths.properties('deals'),
			paths.pipelines('deals'),
			paths.records('deals'),
			paths.members(list.listId),
		];
		for (const path of reads) await expect(hub.call('GET', path)).resolves.toBeDefined();
		await hub.call('POST', paths.search('contacts'), {});
		await hub.call('POST', paths.listSearch, {});
		await hub.call('POST', paths.listsOfRecords, { inputs: [{ objectTypeId: '0-1', recordId: id }] });
		await hub.call('POST', paths.batch('contacts', 'read'), { inputs: [{ id }] });
		await hub.call('POST', paths.batch('contacts', 'update'), { inputs: [{ id, properties: { jobtitle: 'CEO' } }] });
		await hub.call('POST', paths.associations('contacts', 'companies', 'read'), { inputs: [{ id }] });
	});
});
