import { mappingSchema } from '../../../model';
import { errors, contact, contacts, problemsOf, rowOf, salesforce, field, options, readOnly } from '../compile.fixture';
import {
	compileSides, hubspot, hubspotCompanies, hubspotContacts, hubspotDeals, opportunities, opportunity, pactCompanies,
} from '../hubspot.fixture';
import { lookupsFor } from '../../../identity/lookups';
import { createDefaults, mapRecord } from '../../map-record';
import { KNOWN_PAIRS } from '.';

const lead = salesforce('Lead', [
	field('FirstName'), field('LastName', 'text', { requiredOnCreate: true }), field('Email', 'email'), field('Company', 'text', { requiredOnCreate: true }),
	field('HasOptedOutOfEmail', 'boolean'), field('Street'), field('City'), field('Status', 'picklist', { options: options('New', 'Open Deal', 'Nurture') }),
]);
const table = ({ mapping }: ReturnType<typeof compileSides>) => mapping.rows.map(({ id, lens, rule }) => [id, lens.kind, rule]);
const fields = (compiled: ReturnType<typeof compileSides>, side: 'left' | 'right', values: Parameters<typeof mapRecord>[2]) =>
	mapRecord(compiled.mapping, side, values);

it('the table joins every two systems in one order, and each two objects once', () => {
	const names = KNOWN_PAIRS.map(({ left, right }) => `${left.system}-${left.object}~${right.system}-${right.object}`);
	expect(new Set(names).size).toBe(names.length);
	expect(names.filter((name) => !/^(salesforce-\w+~(hubspot|pact)|hubspot-\w+~pact)-/.test(name))).toEqual([]);
});

describe('HubSpot and Pact by themselves', () => {
	it('join contacts, people by e-mail, parents by the pair of the companies', () => {
		const compiled = compileSides(hubspotContacts, contacts);
		expect(errors(compiled)).toEqual([]);
		expect(mappingSchema.parse(compiled.mapping)).toEqual(compiled.mapping);
		expect(table(compiled)).toEqual([
			['city~city', 'text', 'preferLeftUnlessBlank'],
			['company.id~company_id', 'reference', 'preferLeftUnlessBlank'],
			['email.optout~consent_status', 'consent', 'mostRestrictive'],
			['email~email', 'email', 'preferLeftUnlessBlank'],
			['firstname~first_name', 'text', 'preferLeftUnlessBlank'],
			['jobtitle~title', 'text', 'preferLeftUnlessBlank'],
			['lastname~last_name', 'text', 'preferLeftUnlessBlank'],
			['owner.email~owner', 'picklist', 'preferLeftUnlessBlank'],
			['phone~phone', 'phone', 'preferLeftUnlessBlank'],
		]);
		expect(rowOf(compiled, 'company.id~company_id')?.lens).toMatchObject({ pair: 'hubspot-companies~pact-companies', left: 'companies', right: 'companies' });
		expect(compiled.mapping.match).toEqual([{ kind: 'email', left: 'email', right: 'email' }]);
		expect(compiled.mapping.externalIds).toEqual({ left: 'pact_id' });
	});

	it('say the industry by its label, and know it again', () => {
		const compiled = compileSides(hubspotCompanies, pactCompanies);
		expect(errors(compiled)).toEqual([]);
		expect(fields(compiled, 'left', { industry: 'COMPUTER_SOFTWARE' }).values).toEqual({ industry: 'Computer Software' });
		expect(fields(compiled, 'right', { industry: 'computer software' }).values).toEqual({ industry: 'COMPUTER_SOFTWARE' });
		expect(fields(compiled, 'right', { industry: 'Alchemy' }).held).toMatchObject([{ field: 'industry' }]);
	});

	it('let a company’s owner go to a plain text whoever it is, and to HubSpot only when it is a user there', () => {
		const compiled = compileSides(hubspotCompanies, pactCompanies);
		expect(fields(compiled, 'left', { 'owner.email': 'amara@acme.example' }).values).toEqual({ crm_owner: 'amara@acme.example' });
		expect(fields(compiled, 'left', { 'owner.email': 'left@acme.example' }).values).toEqual({ crm_owner: 'left@acme.example' });
		expect(fields(compiled, 'right', { crm_owner: 'Amara@acme.example' }).values).toEqual({ 'owner.email': 'amara@acme.example' });
		const stranger = fields(compiled, 'right', { name: 'Acme', crm_owner: 'stranger@acme.example' });
		expect(stranger.values).toEqual({ name: 'Acme' });
		expect(stranger.held).toMatchObject([{ field: 'crm_owner', message: expect.stringContaining('names nobody on the list') }]);
		expect(stranger.held[0]?.message).not.toContain('stranger');
	});

	it('find companies by domain or website, whichever of them is filled in', () => {
		expect(compileSides(hubspotCompanies, pactCompanies).mapping.match.map(({ left, right }) => [left, right])).toEqual([
			['domain', 'domain'], ['domain', 'website'], ['website', 'domain'],
		]);
	});

	it('write numbers to HubSpot as text', () => {
		const compiled = compileSides(hubspotCompanies, pactCompanies);
		expect(fields(compiled, 'right', { employees_total: 120, revenue_usd: 12.5 }).values).toEqual({ numberofemployees: '120', annualrevenue: '12.5' });
		expect(fields(compiled, 'left', { numberofemployees: '120', annualrevenue: '12.50' }).values).toEqual({ employees_total: 120, revenue_usd: 12.5 });
	});

	it('carry opt-outs both ways, by the communication preferences', () => {
		const compiled = compileSides(hubspotContacts, contacts);
		const id = 'email.optout~consent_status';
		expect(rowOf(compiled, id)).toMatchObject({ rule: 'mostRestrictive', lens: { kind: 'consent' } });
		expect(problemsOf(compiled, id)).toEqual([]);
		expect(fields(compiled, 'left', { 'email.optout': 'true' }).values).toEqual({ consent_status: 'declined' });
		expect(fields(compiled, 'right', { consent_status: 'declined' }).values).toEqual({ 'email.optout': true });
		expect(fields(compiled, 'right', { consent_status: 'confirmed' }).values).toEqual({ 'email.optout': false });
	});

	it.each([
		['the property that shows the preferences', 'hs_email_optout', { rows: [{ left: 'hs_email_optout', right: 'consent_status' }] }],
		['preferences that the credential may not write', 'email.optout', {}],
	])('only ever bring opt-outs from HubSpot by %s: a box that is not ticked undoes nothing', (_what, name, more) => {
		const closed = hubspot('contacts', [...hubspotContacts.fields.filter((one) => one.name !== 'email.optout'), field('email.optout', 'boolean', readOnly)]);
		const compiled = compileSides(closed, contacts, more);
		const id = `${name}~consent_status`;
		expect(rowOf(compiled, id)).toMatchObject({ rule: 'alwaysLeft', ignoreClears: true, lens: { kind: 'consent', onlyOptOuts: true } });
		expect(problemsOf(compiled, id)).toEqual([]);
		expect(fields(compiled, 'left', { [name]: 'true' }).values).toEqual({ consent_status: 'declined' });
		expect(fields(compiled, 'left', { [name]: 'false' }).values).toEqual({ consent_status: null });
	});

	it('may go by one subscription type', () => {
		const portal = hubspot('contacts', [...hubspotContacts.fields, field('email.optout.316890482', 'boolean')]);
		const compiled = compileSides(portal, contacts, { rows: [{ left: 'email.optout.316890482', right: 'consent_status' }] });
		expect(table(compiled).filter(([, kind]) => kind === 'consent')).toEqual([['email.optout.316890482~consent_status', 'consent', 'mostRestrictive']]);
	});
});

describe('Salesforce and HubSpot by themselves', () => {
	it('join contacts, both ways, the opt-out too', () => {
		const compiled = compileSides(contact, hubspotContacts);
		expect(errors(compiled)).toEqual([]);
		const optOut = rowOf(compiled, 'HasOptedOutOfEmail~email.optout');
		expect(optOut).toMatchObject({ rule: 'mostRestrictive', lens: { kind: 'consent', flags: { left: true, right: true } } });
		expect(fields(compiled, 'right', { 'email.optout': 'true' }).values).toEqual({ HasOptedOutOfEmail: true });
		expect(fields(compiled, 'left', { HasOptedOutOfEmail: true }).values).toEqual({ 'email.optout': true });
		expect(rowOf(compiled, 'AccountId~company.id')?.lens).toMatchObject({ pair: 'salesforce-account~hubspot-companies' });
		expect(rowOf(compiled, 'MailingCity~city')?.rule).toBe('preferLeftUnlessBlank');
	});

	it('join leads, and their status by its words', () => {
		const compiled = compileSides(lead, hubspotContacts);
		expect(errors(compiled)).toEqual([]);
		expect(fields(compiled, 'left', { Status: 'Open Deal', Company: 'Acme', Street: '1 Road' }).values).toEqual({
			hs_lead_status: 'OPEN_DEAL', company: 'Acme', address: '1 Road',
		});
		expect(problemsOf(compiled, 'Status~hs_lead_status')).toMatchObject([{ level: 'info', message: expect.stringContaining('"Nurture"') }]);
	});

	it('keep the close date as a day: written to HubSpot as its noon, read back as that day', () => {
		const compiled = compileSides(opportunity, hubspotDeals);
		expect(errors(compiled)).toEqual([]);
		expect(rowOf(compiled, 'CloseDate~closedate')?.rule).toBe('preferLeftUnlessBlank');
		expect(fields(compiled, 'left', { CloseDate: '2026-11-21' }).values).toEqual({ closedate: '2026-11-21T12:00:00.000Z' });
		expect(fields(compiled, 'right', { closedate: '2026-11-21T23:59:59.999Z' }).values).toEqual({ CloseDate: '2026-11-21' });
		expect(fields(compiled, 'right', { closedate: '1795219200000' }).values).toEqual({ CloseDate: '2026-11-21' });
	});

	it('report what HubSpot has and the other side does not: read-only fields, and values without a partner by their labels', () => {
		const compiled = compileSides(opportunity, hubspotDeals);
		expect(problemsOf(compiled, 'StageName~dealstage')).toMatchObject([{ level: 'info', message: expect.stringContaining('"Renewal due" (98001)') }]);
		const said = compileSides(contact, hubspotContacts, { rows: [{ left: 'HasOptedOutOfEmail', right: 'hs_email_optout', rule: 'newestWins' }] });
		expect(errors(said)).toEqual([expect.stringMatching(/hs_email_optout .*cannot be changed from outside/)]);
	});

	it('find an account by the domain of a company that has nothing else, and make its website of it', () => {
		const account = salesforce('Account', [field('Name'), field('Website', 'url')]);
		const { mapping } = compileSides(account, hubspotCompanies);
		const company = { name: 'Acme', domain: 'acme.com', website: null };
		const ref = { system: 'hubspot' as const, connection: '77', object: 'companies', id: '9' };
		expect(lookupsFor(mapping, 'right', company, mapRecord(mapping, 'right', company).values, ref)).toMatchObject([{ kind: 'domain', field: 'Website', value: 'acme.com' }]);
		expect(createDefaults(mapping, 'left', company)).toEqual({ Website: 'https://acme.com' });
		const social = { ...company, website: 'https://www.facebook.com/acme' };
		expect(lookupsFor(mapping, 'right', social, mapRecord(mapping, 'right', social).values, ref)).toMatchObject([{ value: 'acme.com' }]);
	});

	it('give no website to a side whose domains are their own', () => {
		expect(compileSides(hubspotCompanies, pactCompanies).mapping.rows.filter(({ createFrom }) => createFrom)).toEqual([]);
	});

	it('leave out what a portal does not have', () => {
		const small = hubspot('contacts', [field('email')]);
		expect(table(compileSides(contact, small)).map(([id]) => id)).toEqual(['Email~email']);
	});
});

describe('deals of HubSpot and Pact', () => {
	const compiled = compileSides(hubspotDeals, opportunities, {
		values: [
			{ field: 'pipeline', leftValue: 'default', rightValue: 'New business' },
			{ field: 'dealstage', leftValue: 'qualifiedtobuy', rightValue: 'Qualified' },
		],
	});

	it('travel with stage and pipeline by their labels', () => {
		expect(errors(compiled)).toEqual([]);
		expect(fields(compiled, 'left', { pipeline: '7301', dealstage: '98003', deal_currency_code: 'EUR', 'owner.email': 'amara@acme.example' }).values).toEqual({
			pipeline: 'Renewals', stage: 'Closed won', currency: 'EUR', owner: 'amara@acme.example',
		});
	});

	it('come back into the pipeline that they are in, although its stages are called like those of the other', () => {
		expect(fields(compiled, 'right', { pipeline: 'Renewals', stage: 'Closed won' }).values).toEqual({ pipeline: '7301', dealstage: '98003' });
		expect(fields(compiled, 'right', { pipeline: 'New business', stage: 'Closed won' }).values).toEqual({ pipeline: 'default', dealstage: 'closedwon' });
	});
});
