import { START, testPortal, type TestPortal } from '../client.test-helper';
import { COMPANIES, CONTACTS, DEALS } from '../schema/objectTypes';
import { domainOf } from './spelling';
import { salesforceTwins } from './twins';

jest.setTimeout(30_000);

describe('the seed', () => {
	let hubspot: TestPortal;
	const twins = salesforceTwins(START);

	beforeAll(async () => {
		hubspot = await testPortal({ seedRecords: true });
	});
	afterAll(() => hubspot.sandbox.close());

	const rows = (object: string, from = hubspot) => from.sandbox.records(object);
	const values = (object: string, name: string) => rows(object).flatMap(({ properties }) => properties[name] ?? []);
	const share = (part: readonly unknown[], whole: readonly unknown[]) => part.length / whole.length;

	it('has the promised numbers, and search knows them at once', async () => {
		expect(['companies', 'contacts', 'deals'].map((object) => rows(object).length)).toEqual([500, 2_000, 400]);
		expect((await hubspot.search('contacts', {})).body.total).toBe(2_000);
	});

	it('is the same for the same seed and another for another', async () => {
		const again = await testPortal({ seedRecords: true });
		for (const object of ['companies', 'contacts', 'deals']) expect(rows(object, again)).toEqual(rows(object));
		await again.sandbox.close();
		const other = await testPortal({ seedRecords: true, seed: 43 });
		expect(rows('contacts', other)).not.toEqual(rows('contacts'));
		await other.sandbox.close();
	});

	it('gives ids in the order of creation and stamps of the past', () => {
		for (const object of ['companies', 'contacts', 'deals']) {
			const created = rows(object).map(({ createdAt }) => createdAt);
			expect(created).toEqual(created.toSorted((a, b) => a - b));
			expect(rows(object).every((row) => row.updatedAt >= row.createdAt && row.updatedAt <= START.getTime())).toBe(
				true,
			);
		}
	});

	it('shares about half of its people, companies and deals with the Salesforce sandbox', () => {
		const emails = new Set(twins.contacts.map((row) => String(row.Email).toLowerCase()));
		const domains = new Set(twins.accounts.flatMap((row) => domainOf(row.Website) ?? []));
		const names = new Set(twins.opportunities.map((row) => String(row.Name).trim().toLowerCase().replace('–', '-')));
		const shared = (list: string[], known: Set<string>) => list.filter((each) => known.has(each));
		const about = (found: number) => expect(Math.abs(found - 0.5)).toBeLessThan(0.1);
		about(share(shared(values('contacts', 'email'), emails), rows('contacts')));
		about(share(shared(values('companies', 'domain'), domains), rows('companies')));
		const deals = values('deals', 'dealname').map((name) => name.trim().toLowerCase().replace('–', '-'));
		about(share(shared(deals, names), rows('deals')));
		const leads = new Set(twins.leads.map((row) => String(row.Email).toLowerCase()));
		expect(shared(values('contacts', 'email'), leads).length).toBeGreaterThan(50);
	});

	it('spells what it shares differently, and has other values for some of it', () => {
		const byEmail = new Map(twins.contacts.map((row) => [String(row.Email).toLowerCase(), row]));
		const pairs = rows('contacts').flatMap(({ properties }) => {
			const row = byEmail.get(properties['email'] ?? '');
			return row ? [{ row, properties }] : [];
		});
		const differing = (field: string, name: string) =>
			share(
				pairs.filter(({ row, properties }) => (row[field] ?? '') !== (properties[name] ?? '')),
				pairs,
			);
		for (const [field, name] of [
			['LastName', 'lastname'],
			['Phone', 'phone'],
			['Title', 'jobtitle'],
		] as const) {
			expect(differing(field, name)).toBeGreaterThan(0.15);
			expect(differing(field, name)).toBeLessThan(0.85);
		}
	});

	it('has the dirt of a real portal', () => {
		const emails = values('contacts', 'email');
		expect(2_000 - emails.length).toBeGreaterThan(80);
		expect(2_000 - emails.length).toBeLessThan(200);
		expect(new Set(emails).size).toBe(emails.length);
		expect(emails.every((email) => email === email.toLowerCase())).toBe(true);
		expect(values('contacts', 'hs_additional_emails').length).toBeGreaterThan(40);
		expect(values('contacts', 'hs_email_optout').length).toBeGreaterThan(70);
		const domains = values('companies', 'domain');
		expect(domains.length - new Set(domains).size).toBeGreaterThan(8);
		expect(domains.length).toBeLessThan(490);
		expect(values('companies', 'name').some((name) => name === name.toUpperCase() && /[A-Z]/.test(name))).toBe(true);
		expect(values('contacts', 'phone').some((phone) => !/\d/.test(phone))).toBe(true);
	});

	it('has owners that Salesforce and Pact know by e-mail, one of whom has left, and others', () => {
		const owners = hubspot.sandbox.portal.owners.all();
		const known = owners.filter(({ email }) => email.endsWith('@sandbox-org.example'));
		expect(known.map(({ archived }) => archived)).toEqual([false, false, false, false, false, false, true]);
		expect(owners.length).toBeGreaterThan(known.length);
		const used = new Set(values('contacts', 'hubspot_owner_id'));
		expect(known.every(({ id }) => used.has(id))).toBe(true);
	});

	it('uses both pipelines, with stages of their own only', () => {
		const { pipelines } = hubspot.sandbox.portal;
		const used = new Set(values('deals', 'pipeline'));
		expect([...used].sort()).toEqual(
			pipelines
				.of(DEALS)
				.map(({ id }) => id)
				.sort(),
		);
		for (const { properties } of rows('deals')) {
			const own = pipelines.get(DEALS, properties['pipeline'] ?? '')?.stages.map(({ id }) => id);
			expect(own).toContain(properties['dealstage']);
		}
	});

	it('has a custom property of every type on some object, each filled somewhere', () => {
		const all = [COMPANIES, CONTACTS, DEALS].flatMap((id) =>
			hubspot.sandbox.portal.catalog
				.propertiesOf(id)
				.filter(({ hubspotDefined }) => !hubspotDefined)
				.map((each) => ({ id, ...each })),
		);
		const kinds = new Set(all.map(({ type, fieldType }) => `${type} ${fieldType}`));
		for (const kind of [
			'string text',
			'string textarea',
			'number number',
			'bool booleancheckbox',
			'date date',
			'datetime date',
			'enumeration select',
			'enumeration checkbox',
		]) {
			expect(kinds).toContain(kind);
		}
		const objects = { [COMPANIES]: 'companies', [CONTACTS]: 'contacts', [DEALS]: 'deals' };
		for (const { id, name } of all) {
			const filled = values(objects[id as keyof typeof objects], name).length > 0;
			expect([name, filled]).toEqual([name, !['pact_id', 'salesforce_id'].includes(name)]);
		}
	});

	it('associates contacts and deals with primary companies, and counts them', () => {
		const withCompany = values('contacts', 'associatedcompanyid');
		expect(share(withCompany, rows('contacts'))).toBeGreaterThan(0.6);
		const total = values('companies', 'num_associated_contacts').reduce((sum, count) => sum + Number(count), 0);
		expect(total).toBe(withCompany.length);
		expect(values('deals', 'num_associated_contacts').length).toBeGreaterThan(100);
	});

	it('knows opt-outs of people who are not here yet', () => {
		const here = new Set(values('contacts', 'email'));
		const elsewhere = twins.contacts
			.map((row) => String(row.Email).toLowerCase())
			.filter((email) => !here.has(email) && hubspot.sandbox.preferences.optedOutAt(email) !== undefined);
		expect(new Set(elsewhere).size).toBe(30);
	});

	it('has static and dynamic lists with members', () => {
		const { lists } = hubspot.sandbox;
		expect(new Set(lists.all().map(({ processingType }) => processingType))).toEqual(new Set(['MANUAL', 'DYNAMIC']));
		for (const { listId } of lists.all()) expect(lists.members(listId).length).toBeGreaterThan(10);
	});

	it('leaves every property writable again with the value it has', async () => {
		const { catalog } = hubspot.sandbox.portal;
		for (const [object, id] of [
			['companies', COMPANIES],
			['contacts', CONTACTS],
			['deals', DEALS],
		] as const) {
			const archivedOwners = new Set(
				hubspot.sandbox.portal.owners
					.all()
					.filter(({ archived }) => archived)
					.map((each) => each.id),
			);
			for (const record of rows(object).slice(0, 60)) {
				const entries = Object.entries(record.properties).filter(
					([name, value]) =>
						catalog.property(id, name)?.modificationMetadata.readOnlyValue === false &&
						!(name === 'hubspot_owner_id' && archivedOwners.has(value)),
				);
				const path = `/crm/v3/objects/${object}/${record.id}`;
				const answer = await hubspot.call(path, { method: 'PATCH', body: { properties: Object.fromEntries(entries) } });
				expect([answer.status, answer.body.message]).toEqual([200, undefined]);
			}
		}
	});
});

it('can be small, and share its people with a small Salesforce org', async () => {
	const size = { accounts: 10, contacts: 40, leads: 10, opportunities: 10 };
	const options = { seedRecords: { companies: 10, contacts: 40, deals: 10 }, salesforce: { size } };
	const small = await testPortal(options);
	const known = new Set(salesforceTwins(START, { size }).contacts.map((row) => String(row.Email).toLowerCase()));
	const shared = small.sandbox.records('contacts').filter(({ properties }) => known.has(properties['email'] ?? ''));
	expect(small.sandbox.records('contacts')).toHaveLength(40);
	expect(shared.length).toBeGreaterThan(10);
	await small.sandbox.close();
});
