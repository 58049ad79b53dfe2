import type { CanvasPair } from './canvas';
import { call } from './relations';
import type { ThreeSandboxes } from './sandboxes';

/** Salesforce's Project__c and HubSpot's p_projects, with their company and contact. Each keeps the other's id. */
export const projects = (definition: NonNullable<CanvasPair['definition']> = {}, contact = 'assoc.contacts.id'): CanvasPair => ({
	left: { system: 'salesforce', object: 'Project__c' },
	right: { system: 'hubspot', object: 'p_projects' },
	definition: {
		defaultRule: 'newestWins',
		...definition,
		rows: [
			{ left: 'Name', right: 'name' },
			{ left: 'Account__c', right: 'assoc.companies.id' },
			{ left: 'Contact__c', right: contact },
			...(definition.rows ?? []),
		],
	},
});

interface Project {
	name: string;
	company?: string;
	contact?: string;
}

/** People who run projects, in both systems. */
export class ProjectOffice {
	private constructor(private readonly world: ThreeSandboxes) {}

	/** HubSpot gets the custom object, and both the fields for each other's ids. */
	static async open(world: ThreeSandboxes): Promise<ProjectOffice> {
		await call(world, 'hubspot', 'POST', 'projects');
		const [salesforce, hubspot] = [world.connectSalesforce(), world.connectHubSpot()];
		const made = [
			await salesforce.setUpMatchField({ object: 'Project__c', field: 'HubSpot_Id__c', label: 'HubSpot ID' }),
			await hubspot.setUpMatchField({ object: 'p_projects', field: 'salesforce_id', label: 'Salesforce ID' }),
		];
		if (made.some(({ result }) => result !== 'created')) throw new Error(JSON.stringify(made));
		return new ProjectOffice(world);
	}

	async salesforce({ name, company, contact }: Project): Promise<string> {
		return await this.world.screen('salesforce').create('Project__c', { Name: name, ...(company ? { Account__c: company } : {}), ...(contact ? { Contact__c: contact } : {}) });
	}

	async hubspot({ name, company, contact }: Project): Promise<string> {
		const id = await this.world.screen('hubspot').create('p_projects', { name });
		if (company) await this.associate(id, 'companies', company);
		if (contact) await this.associate(id, 'contacts', contact);
		return id;
	}

	async associate(id: string, object: string, other: string, label?: string): Promise<void> {
		const types = this.world.hubspot.portal.associationTypes;
		const portal = this.world.hubspot.portal.catalog;
		const [from, to] = [portal.objectType('p_projects')?.id ?? '', portal.objectType(object)?.id ?? ''];
		const kind = label === undefined ? undefined : types.existing(from, to).find((type) => type.label === label)?.id;
		await call(this.world, 'hubspot', 'POST', 'associations', { object: 'p_projects', id, toObject: object, toId: other, ...(kind === undefined ? {} : { kind }) });
	}

	async dissociate(id: string, object: string, other: string): Promise<void> {
		await call(this.world, 'hubspot', 'DELETE', 'associations', { object: 'p_projects', id, toObject: object, toId: other });
	}

	/** A project of Salesforce by its name: its fields. */
	async inSalesforce(name: string): Promise<Record<string, unknown>> {
		return only(name, (await this.world.screen('salesforce').all('Project__c')).filter(({ fields }) => fields.Name === name)).fields;
	}

	/** A project of HubSpot by its name: its id, its fields, and with whom it is associated, by label ('' without one). */
	async inHubSpot(name: string): Promise<{ id: string; fields: Record<string, unknown>; companies: string[]; contacts: Record<string, string[]> }> {
		const { id, fields } = only(name, (await this.world.screen('hubspot').all('p_projects')).filter((row) => row.fields.name === name));
		const { associations, associationTypes, catalog } = this.world.hubspot.portal;
		const type = catalog.objectType('p_projects')?.id ?? '';
		const contacts = associations.of(type, id, '0-1').map((other) => {
			const labels = [...other.typeIds].flatMap((typeId) => associationTypes.find(typeId, type, '0-1')?.label ?? []);
			return [other.id, labels] as const;
		});
		return { id, fields, companies: associations.of(type, id, '0-2').map((other) => other.id), contacts: Object.fromEntries(contacts) };
	}
}

function only<T>(name: string, rows: readonly T[]): T {
	if (rows.length !== 1) throw new Error(`The project ${name} is there ${rows.length} times.`);
	return rows[0] as T;
}
