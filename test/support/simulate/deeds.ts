import type { SystemName } from '../../../engine/model';
import type { Chance, VirtualTime } from '../convergence-time';
import type { Row } from '../pairs/rows';
import type { ThreeSandboxes } from '../pairs/sandboxes';
import { OBJECT, personOf, type Kind } from '../pairs/words';
import { Activities } from './activities';
import type { Journal } from './journal';
import type { Shape } from './shape';
import { Tags, TAGS } from './tags';
import type { Users } from './users';

/** What the deeds work with. */
export interface Hands {
	world: ThreeSandboxes;
	shape: Shape;
	time: VirtualTime;
	chance: Chance;
	journal: Journal;
	users: Users;
}

interface Deleted {
	system: SystemName;
	kind: Kind;
	object: string;
	row: Row;
}

/** What people do to whole records: opt out, delete, restore, merge, convert, put into lists. What there is nothing for is not done. */
export class Deeds {
	readonly tags: Tags;
	readonly activities: Activities;
	private readonly bin: Deleted[] = [];

	constructor(private readonly hands: Hands) {
		this.tags = new Tags(hands.world);
		this.activities = new Activities(hands.world, hands.time);
		if (hands.shape.tags) this.tags.prepare();
	}

	/** One of them. */
	async one(): Promise<void> {
		const { shape, chance } = this.hands;
		const people: ReadonlyArray<() => Promise<void>> = shape.kinds.includes('person') ? [async () => await this.optOut(), async () => await this.optOut(), async () => await this.merge()] : [];
		const leads: typeof people = shape.leads ? [async () => await this.convert(), async () => await this.convert()] : [];
		const tags: typeof people = shape.tags ? Array.from({ length: 6 }, () => async () => await this.tag()) : [];
		const activities: typeof people = shape.activities ? Array.from({ length: 6 }, () => async () => await this.meet()) : [];
		await chance.pick([async () => await this.remove(), async () => await this.restore(), ...people, ...leads, ...tags, ...activities])();
	}

	private async optOut(): Promise<void> {
		const { chance, shape, world, users, journal } = this.hands;
		const system = chance.pick(shape.systems);
		const person = await this.anybody(system);
		const { last, email } = person ? personOf(system, person.fields) : { last: null, email: null };
		if (person === undefined || last === null || email === null) return;
		if (system === 'hubspot') world.hubspot.preferences.unsubscribeAll(email);
		else await users.screens[system].edit(OBJECT[system].person, person.id, system === 'salesforce' ? { HasOptedOutOfEmail: true } : { consent_status: 'declined' });
		users.optedOut.add(email.toLowerCase());
		journal.note(`user opts ${email} out in ${system}`);
	}

	private async remove(): Promise<void> {
		const { chance, shape, world, users, journal } = this.hands;
		const system = chance.pick(shape.systems);
		const kind = chance.pick(shape.kinds);
		const object = OBJECT[system][kind];
		const rows = await users.screens[system].all(object);
		if (rows.length < 2) return;
		const row = chance.pick(rows);
		if (system === 'salesforce') world.salesforce.delete(object, row.id);
		else if (system === 'hubspot') world.hubspot.archive(object, row.id);
		else world.pact.remove(object as 'contacts', row.id);
		users.depart(system, kind, row);
		this.bin.push({ system, kind, object, row });
		journal.note(`user deletes ${system} ${object} ${row.id}`);
	}

	private async restore(): Promise<void> {
		const { chance, world, users, journal } = this.hands;
		const places = this.bin.filter(({ system }) => system !== 'pact');
		if (places.length === 0) return await this.remove();
		const one = chance.pick(places);
		this.bin.splice(this.bin.indexOf(one), 1);
		const { system, object, row } = one;
		if (system === 'salesforce') world.salesforce.undelete(object, row.id);
		else world.hubspot.restore(object, row.id);
		users.came(system, object, row);
		journal.note(`user restores ${system} ${object} ${row.id}`);
	}

	private async merge(): Promise<void> {
		const { chance, shape, time, world, users, journal } = this.hands;
		const system = chance.pick(shape.systems);
		const object = OBJECT[system].person;
		const [winner, loser] = chance.shuffled(await users.screens[system].all(object));
		if (winner === undefined || loser === undefined) return;
		if (system === 'salesforce') world.salesforce.merge(object, winner.id, [loser.id]);
		else if (system === 'hubspot') world.hubspot.merge(object, winner.id, loser.id);
		else await time.around(world.control('pact')).call('POST', 'merge', { object, winnerId: winner.id, loserId: loser.id });
		for (const row of [winner, loser]) users.depart(system, 'person', row);
		journal.note(`user merges ${system} ${loser.id} into ${winner.id}`);
	}

	/** Into the contact with that address where there is one, as who converts sees it proposed. */
	private async convert(): Promise<void> {
		const { chance, world, users, journal } = this.hands;
		const leads = (await users.screens.salesforce.all('Lead')).filter(({ fields }) => fields.IsConverted !== true);
		if (leads.length === 0) return;
		const { id, fields } = chance.pick(leads);
		const email = String(fields.Email).toLowerCase();
		const contact = (await users.screens.salesforce.all('Contact')).find((row) => String(row.fields.Email).toLowerCase() === email);
		world.salesforce.convertLead(id, { opportunity: false, ...(contact ? { contactId: contact.id } : {}), ...(typeof contact?.fields.AccountId === 'string' ? { accountId: contact.fields.AccountId } : {}) });
		users.becameContact(email, fields);
		journal.note(`user converts salesforce Lead ${id}${contact ? ` into ${contact.id}` : ''}`);
	}

	private async tag(): Promise<void> {
		const { chance, shape, users, journal } = this.hands;
		const system = chance.pick(shape.systems);
		const person = await this.anybody(system);
		if (person === undefined) return;
		const tag = chance.pick(TAGS);
		const has = !this.tags.of(system, person.id).includes(tag) || chance.hits(0.2);
		this.tags.change(system, person.id, tag, has);
		users.tagged(system, person, tag, has);
		journal.note(`user ${has ? 'puts' : 'takes'} ${system} ${person.id} ${has ? 'into' : 'out of'} ${tag}`);
	}

	private async meet(): Promise<void> {
		const { chance, shape, journal } = this.hands;
		const system = chance.pick(shape.systems);
		const person = await this.anybody(system);
		const email = person && personOf(system, person.fields).email;
		if (person === undefined || email === null || email === undefined) return;
		journal.note(`user adds ${this.activities.make(system, person, email)} with ${system} ${person.id}`);
	}

	private async anybody(system: SystemName): Promise<Row | undefined> {
		const rows = await this.hands.users.screens[system].all(OBJECT[system].person);
		return rows.length === 0 ? undefined : this.hands.chance.pick(rows);
	}
}
