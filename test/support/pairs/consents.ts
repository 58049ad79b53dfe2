import { SYSTEMS, type SystemName } from '../../../engine/model';
import { DEFINITIONS } from '../../../sandbox/hubspot/preferences/definitions';
import type { CanvasPair } from './canvas';
import type { Row, Screen } from './rows';
import type { ThreeSandboxes } from './sandboxes';
import { inWordsOf, personOf } from './words';

/** Where a system keeps people. */
const OBJECTS: Readonly<Record<SystemName, readonly string[]>> = {
	salesforce: ['Contact', 'Lead'],
	hubspot: ['contacts'],
	pact: ['contacts'],
};

/** A person's record as somebody at the screen sees it. */
export interface Seen {
	system: SystemName;
	object: string;
	id: string;
	name: string;
	email: string | null;
	withdrawn: boolean;
}

/** The people mapper of these systems, with their rows for consent as they come by themselves. */
export function peoplePairs(systems: readonly SystemName[], leads = false): CanvasPair[] {
	const definition = { defaultRule: 'newestWins' } as const;
	return ([['salesforce', 'hubspot'], ['salesforce', 'pact'], ['hubspot', 'pact']] as const)
		.filter((pair) => pair.every((system) => systems.includes(system)))
		.flatMap(([left, right]) => [
			{ left: { system: left, object: OBJECTS[left][0] ?? '' }, right: { system: right, object: 'contacts' }, definition },
			...(left === 'salesforce' && leads
				? [{ left: { system: left, object: 'Lead' }, right: { system: right, object: 'contacts' }, definition: { ...definition, create: { left: false, right: true } } }]
				: []),
		]);
}

/** HubSpot's communication preferences, which belong to addresses, as a person at its screen sees and changes them. */
export interface Addresses {
	optOut(email: string): Promise<void>;
	agree(email: string): Promise<void>;
	/** Has the contact's address opted out of everything? */
	hasOptedOut(contact: Row): boolean;
}

/** People at three screens, some of whom do not want any e-mail. A person's last name is the same for ever. */
export class Consents {
	constructor(
		private readonly world: { screen(system: SystemName): Screen },
		private readonly addresses: Addresses,
	) {}

	/** Over sandboxes of the same process. */
	static over(world: Pick<ThreeSandboxes, 'screen' | 'hubspot'>): Consents {
		// Asked for when it is needed: a world may be without HubSpot.
		const preferences = () => world.hubspot.preferences;
		return new Consents(world, {
			optOut: async (email) => preferences().unsubscribeAll(email),
			agree: async (email) => {
				for (const { id } of DEFINITIONS) preferences().set(email, id, 'SUBSCRIBED', { legalBasis: 'CONSENT_WITH_NOTICE', legalBasisExplanation: 'a signed form' });
			},
			hasOptedOut: ({ fields: { email } }) => typeof email === 'string' && email !== '' && preferences().optedOutAt(email) !== undefined,
		});
	}

	async make(system: SystemName, name: string, email: string, object = OBJECTS[system][0] ?? ''): Promise<void> {
		const company = object === 'Lead' ? { Company: 'Leads Inc' } : {};
		await this.world.screen(system).create(object, { ...inWordsOf(system, { first: 'First', last: name, email }), ...company });
	}

	async edit(system: SystemName, name: string, fields: Record<string, unknown>): Promise<void> {
		for (const { object, id } of await this.records(system, name)) await this.world.screen(system).edit(object, id, fields);
	}

	async newEmail(system: SystemName, name: string, email: string): Promise<void> {
		await this.edit(system, name, inWordsOf(system, { email }));
	}

	/** The person opts out there. */
	async withdraw(system: SystemName, name: string): Promise<void> {
		if (system === 'salesforce') await this.edit(system, name, { HasOptedOutOfEmail: true });
		else if (system === 'pact') await this.edit(system, name, { consent_status: 'declined' });
		else for (const { email } of await this.records(system, name)) if (email !== null) await this.addresses.optOut(email);
	}

	/** The person agrees there, as far as that system lets a person say so. */
	async agree(system: SystemName, name: string): Promise<void> {
		if (system === 'salesforce') await this.edit(system, name, { HasOptedOutOfEmail: false });
		else if (system === 'pact') await this.edit(system, name, { consent_status: 'confirmed', consent_proof: 'a signed form' });
		else for (const { email } of await this.records(system, name)) if (email !== null) await this.addresses.agree(email);
	}

	/** Everybody in that system, or the records of one person. */
	async records(system: SystemName, name?: string): Promise<Seen[]> {
		const found: Seen[] = [];
		for (const object of OBJECTS[system]) {
			for (const row of await this.world.screen(system).all(object)) {
				const { last, email } = personOf(system, row.fields);
				if (last === null || (name !== undefined && last !== name)) continue;
				found.push({ system, object, id: row.id, name: last, email, withdrawn: this.isWithdrawn(system, row) });
			}
		}
		return found;
	}

	/** "salesforce Contact" … of the person's records that are withdrawn, and of those that are not. */
	async of(name: string, systems: readonly SystemName[] = SYSTEMS): Promise<{ withdrawn: string[]; open: string[] }> {
		const seen = (await Promise.all(systems.map(async (system) => await this.records(system, name)))).flat();
		const names = (withdrawn: boolean) => seen.filter((one) => one.withdrawn === withdrawn).map(({ system, object }) => `${system} ${object}`);
		return { withdrawn: names(true), open: names(false) };
	}

	private isWithdrawn(system: SystemName, row: Row): boolean {
		if (system === 'salesforce') return row.fields.HasOptedOutOfEmail === true;
		if (system === 'pact') return row.fields.consent_status === 'declined';
		return this.addresses.hasOptedOut(row);
	}
}
