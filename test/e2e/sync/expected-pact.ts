import { getDomain } from 'tldts';
import { SHARED_DOMAINS } from '../../../engine/identity/free-mail';
import type { PactRow, SalesforceRow as Row } from './world';

/**
 * What Pact must hold after a one-way sync, computed from the Salesforce rows alone and by other means than the product:
 * plain grouping, no store, no lenses. Answers the differences as sentences; an empty list is the proof.
 */
export function differences(salesforce: Record<'Account' | 'Contact' | 'Lead' | 'Opportunity', Row[]>, pact: Record<'companies' | 'contacts' | 'opportunities', PactRow[]>): string[] {
	const alive = (rows: Row[]) => rows.filter((row) => row.IsDeleted !== true);
	const companies = companyGroups(alive(salesforce.Account));
	const people = personGroups([...alive(salesforce.Contact), ...alive(salesforce.Lead).filter((lead) => lead.IsConverted !== true)]);
	const companyOf = new Map(pact.companies.flatMap((company) => (groupOf(companies, String(company.custom_fields.salesforce_id)) ?? []).map((row) => [row.Id, company.public_id] as const)));
	return [
		...checkGroups('company', companies, pact.companies, (rows, company) => [
			...check(rows, company, 'Name', 'name'),
			...check(rows, company, 'Industry', 'industry'),
			...(ownDomain(newest(rows)) !== undefined && company.domain !== ownDomain(newest(rows)) ? [`domain is ${String(company.domain)}`] : []),
		]),
		...checkGroups('contact', people, pact.contacts, (rows, contact) => [
			...check(rows, contact, 'FirstName', 'first_name'),
			...check(rows, contact, 'LastName', 'last_name'),
			...check(rows, contact, 'Title', 'title'),
			...(emailOf(newest(rows)) !== undefined && contact.email !== emailOf(newest(rows)) ? ['e-mail differs'] : []),
			...consent(rows, contact),
			...company(rows, contact, companyOf),
		]),
		...opportunities(alive(salesforce.Opportunity), pact.opportunities, companyOf),
	];
}

type Groups = Map<string, Row[]>;

const text = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined);

export function emailOf(row: Row): string | undefined {
	const email = text(row.Email)?.toLowerCase();
	return email !== undefined && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? email : undefined;
}

function ownDomain(account: Row): string | undefined {
	const domain = getDomain(text(account.Website)?.toLowerCase() ?? '', { allowPrivateDomains: true }) ?? undefined;
	return domain !== undefined && !SHARED_DOMAINS.has(domain) ? domain : undefined;
}

function companyGroups(accounts: Row[]): Groups {
	return grouped(accounts, (account) => ownDomain(account) ?? account.Id);
}

function personGroups(rows: Row[]): Groups {
	return grouped(rows, (row) => emailOf(row) ?? row.Id);
}

function grouped(rows: Row[], keyOf: (row: Row) => string): Groups {
	const groups: Groups = new Map();
	for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
	return groups;
}

const stampOf = (row: Row) => Date.parse(String(row.SystemModstamp));

function newest(rows: Row[]): Row {
	return rows.reduce((best, row) => (stampOf(row) >= stampOf(best) ? row : best));
}

/** The group that a Pact record stands for, by the Salesforce id it was created with. */
function groupOf(groups: Groups, salesforceId: string): Row[] | undefined {
	return [...groups.values()].find((rows) => rows.some((row) => row.Id === salesforceId));
}

function checkGroups(what: string, groups: Groups, records: PactRow[], differ: (rows: Row[], record: PactRow) => string[]): string[] {
	const byId = new Map([...groups.values()].flatMap((rows) => rows.map((row) => [row.Id, rows] as const)));
	const claimed = new Map<Row[], PactRow>();
	const found: string[] = [];
	for (const record of records) {
		const rows = byId.get(String(record.custom_fields.salesforce_id));
		if (rows === undefined) found.push(`${what} ${record.public_id} stands for no Salesforce record`);
		else if (claimed.has(rows)) found.push(`${what} ${record.public_id} doubles ${claimed.get(rows)?.public_id}`);
		else {
			claimed.set(rows, record);
			found.push(...differ(rows, record).map((difference) => `${what} ${record.public_id} (${rows.map((row) => row.Id).join(', ')}): ${difference}`));
		}
	}
	for (const rows of groups.values()) if (!claimed.has(rows)) found.push(`${what} for ${rows.map((row) => row.Id).join(', ')} is missing`);
	return found;
}

/** The newest record's value counts; where it is blank, any of the others' may have filled the blank. */
function check(rows: Row[], record: PactRow, from: string, to: string): string[] {
	const wanted = text(newest(rows)[from]);
	const actual = text(record[to]);
	if (wanted !== undefined) return actual === wanted ? [] : [`${to} differs from ${from}`];
	const others = rows.map((row) => text(row[from]));
	return others.includes(actual) ? [] : [`${to} is nobody's ${from}`];
}

function consent(rows: Row[], contact: PactRow): string[] {
	const out = rows.some((row) => row.HasOptedOutOfEmail === true);
	const declined = contact.consent_status === 'declined';
	return out === declined ? [] : [`consent is ${String(contact.consent_status)}, opted out: ${out}`];
}

function company(rows: Row[], contact: PactRow, companyOf: Map<string, string>): string[] {
	const contacts = rows.filter((row) => row.Id.startsWith('003'));
	const allowed = contacts.map((row) => (typeof row.AccountId === 'string' ? companyOf.get(row.AccountId) : null));
	if (contacts.length === 0) return [];
	const last = newest(contacts).AccountId;
	if (typeof last === 'string') return contact.company_id === companyOf.get(last) ? [] : ['points to another company'];
	return allowed.includes(contact.company_id as string | null) ? [] : ['points to a company of nobody'];
}

/** Each Pact stage by the Salesforce stage that the template maps to it. */
function opportunities(rows: Row[], records: PactRow[], companyOf: Map<string, string>): string[] {
	const byId = new Map(rows.map((row) => [row.Id, row]));
	const seen = new Set<string>();
	const found: string[] = [];
	for (const record of records) {
		const id = String(record.custom_fields.salesforce_id);
		const row = byId.get(id);
		if (row === undefined) found.push(`opportunity ${record.public_id} stands for no Salesforce record`);
		else {
			if (seen.has(id)) found.push(`opportunity ${record.public_id} doubles another of ${id}`);
			seen.add(id);
			if (record.name !== text(row.Name)) found.push(`opportunity ${id}: name differs`);
			if ((record.value ?? null) !== (row.Amount ?? null)) found.push(`opportunity ${id}: value differs`);
			if (record.close_date !== row.CloseDate) found.push(`opportunity ${id}: close date differs`);
			if ((record.company_id ?? null) !== (typeof row.AccountId === 'string' ? (companyOf.get(row.AccountId) ?? null) : null)) found.push(`opportunity ${id}: company differs`);
		}
	}
	return found;
}
