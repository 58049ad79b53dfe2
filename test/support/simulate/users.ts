import type { SystemName } from '../../../engine/model';
import type { Chance, VirtualTime } from '../convergence-time';
import { Consents } from '../pairs/consents';
import { Screen, type Control, type Row } from '../pairs/rows';
import type { ThreeSandboxes } from '../pairs/sandboxes';
import { Office } from '../pairs/triangle';
import { inWordsOf, OBJECT, personOf, type Kind } from '../pairs/words';
import { Deeds } from './deeds';
import type { Journal } from './journal';
import type { Shape } from './shape';
import type { Witness } from './witness';

/** Longest that a transaction in Salesforce keeps others from seeing what it saved; the triggers look a minute back. */
const LATEST_MS = 20_000;
const NAMES = { salesforce: { company: 'Name', deal: 'Name' }, hubspot: { company: 'name', deal: 'dealname' }, pact: { company: 'name', deal: 'name' } } as const;

/** A screen whose every save is witnessed and stands in the journal. */
class WitnessedScreen extends Screen {
	constructor(
		system: SystemName,
		control: Control,
		private readonly users: { saved(screen: Screen, object: string, id: string, before: Row['fields'], fields: Row['fields'], save: () => Promise<void>): Promise<void>; made(screen: Screen, object: string, id: string, fields: Row['fields']): void },
	) {
		super(system, control);
	}

	override async create(object: string, fields: Record<string, unknown>): Promise<string> {
		const id = await super.create(object, fields);
		this.users.made(this, object, id, fields);
		return id;
	}

	override async edit(object: string, id: string, fields: Record<string, unknown>): Promise<void> {
		const before = (await this.all(object)).find((row) => row.id === id)?.fields ?? {};
		await this.users.saved(this, object, id, before, fields, async () => await super.edit(object, id, fields));
	}
}

/** People at three screens, who also opt out, delete, merge and save at the worst moment. */
export class Users {
	/** Things that people did. */
	count = 0;
	/** E-mail address and tag of whom somebody put into a list, and of whom somebody took out of it. */
	readonly tags = new Set<string>();
	readonly untagged = new Set<string>();
	readonly deeds: Deeds;
	/** E-mail addresses whose person opted out somewhere. */
	readonly optedOut = new Set<string>();
	/** E-mail addresses and names of what was deleted or merged. */
	readonly departed = new Set<string>();
	readonly screens: Readonly<Record<SystemName, Screen>>;
	readonly office: Office;
	readonly consents: Consents;
	private serial = 1_000_000;

	constructor(
		private readonly world: ThreeSandboxes,
		private readonly shape: Shape,
		private readonly time: VirtualTime,
		private readonly chance: Chance,
		private readonly journal: Journal,
		private readonly witness: () => Witness,
		/** Tells of a save as a webhook does. */
		private readonly hint: (system: SystemName, object: string, id: string) => void,
	) {
		const screen = (system: SystemName) => new WitnessedScreen(system, time.around(world.control(system)), this);
		this.screens = { salesforce: screen('salesforce'), hubspot: screen('hubspot'), pact: screen('pact') };
		this.office = new Office(this.screens, chance.below(2 ** 31), shape);
		this.deeds = new Deeds({ world, shape, time, chance, journal, users: this });
		this.consents = Consents.over({ screen: (system) => this.screens[system], hubspot: world.hubspot });
	}

	get isTagging(): boolean {
		return this.shape.tags;
	}

	get systems(): readonly SystemName[] {
		return this.shape.systems;
	}

	/** One thing that somebody does. What a system refuses is not done. */
	async act(): Promise<void> {
		const ordinary = this.chance.hits(0.7);
		await this.attempt(async () => await (ordinary ? this.office.act() : this.deeds.one()));

	}

	/** Somebody saves a title on this record, very soon. */
	async ambush(system: SystemName, object: string, id: string): Promise<void> {
		await this.time.sleep(this.chance.below(1_500));
		if (object !== OBJECT[system].person) return;
		await this.attempt(async () => await this.screens[system].edit(object, id, inWordsOf(system, { title: `Value ${(this.serial += 1)}` })));
	}

	made({ system }: Screen, object: string, id: string, fields: Row['fields']): void {
		this.witness().saved(system, id, {}, fields);
		this.journal.note(`user creates ${system} ${object} ${id} ${JSON.stringify(fields)}`);
		this.hint(system, object, id);
	}

	async saved({ system }: Screen, object: string, id: string, before: Row['fields'], fields: Row['fields'], save: () => Promise<void>): Promise<void> {
		const lateMs = system === 'salesforce' && this.chance.hits(0.15) ? this.chance.between(500, LATEST_MS) : 0;
		if (lateMs > 0) this.world.salesforce.makeLate(object, id, fields, lateMs);
		else await save();
		this.witness().saved(system, id, before, fields, lateMs);
		this.journal.note(`user edits ${system} ${object} ${id} ${JSON.stringify(fields)}${lateMs > 0 ? `, seen ${lateMs} ms later` : ''}`);
		this.hint(system, object, id);
	}

	private async attempt(deed: () => Promise<void>): Promise<void> {
		this.count += 1;
		try {
			await deed();
		} catch (error) {
			this.journal.note(`user is refused: ${String(error).slice(0, 160)}`);
		}
	}

	/** It is not there any more, or not as it was: each system may keep its own. */
	depart(system: SystemName, kind: Kind, { id, fields }: Row): void {
		this.witness().tookAway(fields);
		this.departed.add(keyOf(kind, system, { id, fields }));
	}

	/** What a restored record shows is there again, and what replaced it meanwhile is not seen there. */
	came(system: SystemName, object: string, { id, fields }: Row): void {
		this.witness().tookAway(fields);
		this.hint(system, object, id);
	}

	/** A lead with these values is a contact now, or goes into one. */
	becameContact(email: string, lead: Row['fields']): void {
		this.witness().tookAway(lead);
		this.office.becameContact(email);
	}

	tagged(system: SystemName, person: Row, tag: string, has: boolean): void {
		const key = `${keyOf('person', system, person)} ${tag}`;
		if (!has) this.untagged.add(key);
		else this.tags.add(key);
		this.hint(system, OBJECT[system].person, person.id);
	}

	/** The e-mail addresses and names of these records, of whatever system. */
	async keysOf(ids: ReadonlySet<string>): Promise<Set<string>> {
		const keys = new Set<string>();
		for (const system of this.shape.systems) {
			for (const kind of this.shape.kinds) {
				for (const row of await this.screens[system].all(OBJECT[system][kind])) if (ids.has(row.id)) keys.add(keyOf(kind, system, row));
			}
		}
		return keys;
	}
}

/** By what test/support/pairs/triangle.ts tells records. */
const keyOf = (kind: Kind, system: SystemName, { id, fields }: Row): string =>
	kind === 'person' ? (personOf(system, fields).email?.toLowerCase() ?? id) : String(fields[NAMES[system][kind]]);
