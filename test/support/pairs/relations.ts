import type { SystemName } from '../../../engine/model';
import type { CanvasPair } from './canvas';
import type { Row } from './rows';
import type { ThreeSandboxes } from './sandboxes';
import { OBJECT, type Kind } from './words';

const STAGE = { salesforce: ['StageName', 'Qualification'], hubspot: ['dealstage', 'qualifiedtobuy'], pact: ['stage', 'qualification'] } as const;
const PIPELINE = { salesforce: ['RecordType.Name', 'New Business'], hubspot: ['pipeline', 'default'], pact: ['pipeline', 'New Business'] } as const;
const NAME = { salesforce: 'Name', hubspot: 'dealname', pact: 'name' } as const;
const COMPANY_NAME = { salesforce: 'Name', hubspot: 'name', pact: 'name' } as const;

/** Companies, people and deals of two systems, with the rows that are known of themselves; in the order that is asked for. */
export const recordPairs = (left: SystemName, right: SystemName, kinds: readonly Kind[] = ['company', 'person', 'deal']): CanvasPair[] =>
	kinds.map((kind) => ({
		left: { system: left, object: OBJECT[left][kind] },
		right: { system: right, object: OBJECT[right][kind] },
		definition: {
			defaultRule: 'newestWins',
			values: kind === 'deal' ? [STAGE, PIPELINE].map((words) => ({ field: words[left][0], leftValue: words[left][1], rightValue: words[right][1] })) : [],
		},
	}));

/** People at one system's screen who care for whom a deal is with. */
export class DealDesk {
	constructor(
		private readonly world: ThreeSandboxes,
		readonly system: SystemName,
	) {}

	async company(name: string): Promise<string> {
		const website = { salesforce: 'Website', hubspot: 'domain', pact: 'domain' }[this.system];
		return await this.screen.create(OBJECT[this.system].company, { [COMPANY_NAME[this.system]]: name, [website]: `${name.toLowerCase()}-relations.com` });
	}

	/** A person by a first name, who works for the company. */
	async person(name: string, company?: string): Promise<string> {
		const words = { salesforce: ['LastName', 'Email', 'AccountId'], hubspot: ['lastname', 'email', ''], pact: ['last_name', 'email', 'company_id'] }[this.system];
		const [last = '', email = '', of = ''] = words;
		const id = await this.screen.create(OBJECT[this.system].person, { [last]: name, [email]: emailOf(name), ...(company && of ? { [of]: company } : {}) });
		if (this.system === 'hubspot' && company) await this.associate('POST', 'contacts', id, 'companies', company);
		return id;
	}

	/** A deal with these people. */
	async deal(name: string, people: readonly string[] = [], company?: string): Promise<string> {
		const { system } = this;
		const own = {
			salesforce: { CloseDate: '2027-03-01', ...(company ? { AccountId: company } : {}) },
			hubspot: { pipeline: 'default', closedate: '2027-03-01' },
			pact: { pipeline: 'New Business', close_date: '2027-03-01', value: 10, contact_ids: people, ...(company ? { company_id: company } : {}) },
		}[system];
		const id = await this.screen.create(OBJECT[system].deal, { [NAME[system]]: name, [STAGE[system][0]]: STAGE[system][1], ...own });
		if (system === 'hubspot' && company) await this.associate('POST', 'deals', id, 'companies', company);
		if (system !== 'pact') for (const person of people) await this.join(id, person);
		return id;
	}

	async join(deal: string, person: string, role: Record<string, unknown> = {}): Promise<void> {
		switch (this.system) {
			case 'salesforce':
				return void (await this.screen.create('OpportunityContactRole', { OpportunityId: deal, ContactId: person, ...role }));
			case 'hubspot':
				return await this.associate('POST', 'deals', deal, 'contacts', person);
			case 'pact':
				return await this.screen.edit('opportunities', deal, { contact_ids: [...(await this.idsOf(deal)), person] });
		}
	}

	async leave(deal: string, person: string): Promise<void> {
		switch (this.system) {
			case 'salesforce': {
				const role = (await this.roles(deal)).find(({ fields }) => fields.ContactId === person) as Row;
				return void (await call(this.world, 'salesforce', 'DELETE', 'records', { object: 'OpportunityContactRole', id: role.id }));
			}
			case 'hubspot':
				return await this.associate('DELETE', 'deals', deal, 'contacts', person);
			case 'pact':
				return await this.screen.edit('opportunities', deal, { contact_ids: (await this.idsOf(deal)).filter((id) => id !== person) });
		}
	}

	/** Salesforce's contact roles of a deal. */
	async roles(deal: string): Promise<Row[]> {
		return (await this.screen.all('OpportunityContactRole')).filter(({ fields }) => fields.OpportunityId === deal);
	}

	/** Who takes part in a deal, by name. */
	async peopleOf(deal: string): Promise<string[]> {
		const email = { salesforce: 'Email', hubspot: 'email', pact: 'email' }[this.system];
		const names = new Map((await this.screen.all(OBJECT[this.system].person)).map(({ id, fields }) => [id, String(fields[email]).split('@')[0] ?? '']));
		return (await this.idsOf(deal)).map((id) => names.get(id) ?? `unknown ${id}`).sort();
	}

	/** The company of a deal or a person, by name. */
	async companyOf(kind: 'deal' | 'person', id: string): Promise<string | undefined> {
		const object = OBJECT[this.system][kind];
		const row = (await this.screen.all(object)).find((each) => each.id === id);
		const hubspot = (): string[] => this.world.hubspot.portal.associations.of(kind === 'deal' ? '0-3' : '0-1', id, '0-2').map((other) => other.id);
		const company = { salesforce: row?.fields.AccountId, hubspot: this.system === 'hubspot' ? hubspot()[0] : undefined, pact: row?.fields.company_id }[this.system];
		const found = (await this.screen.all(OBJECT[this.system].company)).find((each) => each.id === company);
		return found && String(found.fields[COMPANY_NAME[this.system]]);
	}

	async dealNamed(name: string): Promise<string> {
		const all = (await this.screen.all(OBJECT[this.system].deal)).filter(({ fields }) => fields[NAME[this.system]] === name);
		if (all.length !== 1) throw new Error(`${this.system} has the deal ${name} ${all.length} times.`);
		return (all[0] as Row).id;
	}

	async personNamed(name: string): Promise<string> {
		const email = { salesforce: 'Email', hubspot: 'email', pact: 'email' }[this.system];
		const all = (await this.screen.all(OBJECT[this.system].person)).filter(({ fields }) => fields[email] === emailOf(name));
		if (all.length !== 1) throw new Error(`${this.system} has ${name} ${all.length} times.`);
		return (all[0] as Row).id;
	}

	private get screen() {
		return this.world.screen(this.system);
	}

	private async idsOf(deal: string): Promise<string[]> {
		switch (this.system) {
			case 'salesforce':
				return (await this.roles(deal)).map(({ fields }) => String(fields.ContactId));
			case 'hubspot':
				return this.world.hubspot.portal.associations.of('0-3', deal, '0-1').map(({ id }) => id);
			case 'pact':
				return ((await this.screen.all('opportunities')).find(({ id }) => id === deal)?.fields.contact_ids as string[] | undefined) ?? [];
		}
	}

	private async associate(method: 'POST' | 'DELETE', object: string, id: string, toObject: string, toId: string): Promise<void> {
		await call(this.world, 'hubspot', method, 'associations', { object, id, toObject, toId });
	}
}

const emailOf = (name: string): string => `${name.toLowerCase()}@relations-of-deals.com`;

/** What a sandbox's screen has no button for. */
export async function call(world: ThreeSandboxes, system: SystemName, method: string, path: string, body?: unknown): Promise<unknown> {
	const response = await fetch(`${world[system].url}/__sandbox/${path}`, {
		method,
		...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
	});
	if (!response.ok) throw new Error(`${system}: ${path} answered ${response.status}: ${await response.text()}`);
	return await response.json();
}
