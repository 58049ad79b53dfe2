import { SYSTEMS, type SystemName } from '../../../engine/model';
import type { Chance, VirtualTime } from '../convergence-time';
import { Consents } from '../pairs/consents';
import { Screen, type Control, type Row } from '../pairs/rows';
import type { ThreeSandboxes } from '../pairs/sandboxes';
import { Office } from '../pairs/triangle';
import { inWordsOf, KINDS, OBJECT, personOf, type Kind } from '../pairs/words';
import type { Journal } from './journal';
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
	deeds = 0;
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
		private readonly time: VirtualTime,
		private readonly chance: Chance,
		private readonly journal: Journal,
		private readonly witness: () => Witness,
		/** Tells of a save as a webhook does. */
		private readonly hint: (system: SystemName, object: string, id: string) => void,
	) {
		const screen = (system: SystemName) => new WitnessedScreen(system, time.around(world.control(system)), this);
		this.screens = { salesforce: screen('salesforce'), hubspot: screen('hubspot'), pact: screen('pact') };
		this.office = new Office(this.screens, chance.below(2 ** 31));
		this.consents = Consents.over({ screen: (system) => this.screens[system], hubspot: world.hubspot });
	}

	/** One thing that somebody does. What a system refuses is not done. */
	async act(): Promise<void> {
		const dice = this.chance.next();
		const deed = dice < 0.8 ? async () => await this.office.act() : dice < 0.88 ? async () => await this.optOut() : dice < 0.94 ? async () => await this.remove() : async () => await this.merge();
		await this.attempt(deed);
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
		this.deeds += 1;
		try {
			await deed();
		} catch (error) {
			this.journal.note(`user is refused: ${String(error).slice(0, 160)}`);
		}
	}

	private async optOut(): Promise<void> {
		const system = this.chance.pick(SYSTEMS);
		const person = await this.anybody(system);
		const { last, email } = person ? personOf(system, person.fields) : { last: null, email: null };
		if (person === undefined || last === null || email === null) return;
		if (system === 'hubspot') this.world.hubspot.preferences.unsubscribeAll(email);
		else await this.screens[system].edit(OBJECT[system].person, person.id, system === 'salesforce' ? { HasOptedOutOfEmail: true } : { consent_status: 'declined' });
		this.optedOut.add(email.toLowerCase());
		this.journal.note(`user opts ${email} out in ${system}`);
	}

	private async remove(): Promise<void> {
		const system = this.chance.pick(SYSTEMS);
		const kind = this.chance.pick(['person', 'person', 'company', 'deal'] as const);
		const object = OBJECT[system][kind];
		const rows = await this.screens[system].all(object);
		if (rows.length < 2) return;
		const row = this.chance.pick(rows);
		if (system === 'salesforce') this.world.salesforce.delete(object, row.id);
		else if (system === 'hubspot') this.world.hubspot.archive(object, row.id);
		else this.world.pact.remove(object as 'contacts', row.id);
		this.depart(system, kind, row);
		this.journal.note(`user deletes ${system} ${object} ${row.id}`);
	}

	private async merge(): Promise<void> {
		const system = this.chance.pick(SYSTEMS);
		const object = OBJECT[system].person;
		const rows = this.chance.shuffled(await this.screens[system].all(object));
		const [winner, loser] = rows;
		if (winner === undefined || loser === undefined) return;
		if (system === 'salesforce') this.world.salesforce.merge(object, winner.id, [loser.id]);
		else if (system === 'hubspot') this.world.hubspot.merge(object, winner.id, loser.id);
		else await this.time.around(this.world.control('pact')).call('POST', 'merge', { object, winnerId: winner.id, loserId: loser.id });
		for (const row of [winner, loser]) this.depart(system, 'person', row);
		this.journal.note(`user merges ${system} ${loser.id} into ${winner.id}`);
	}

	private depart(system: SystemName, kind: Kind, { id, fields }: Row): void {
		this.witness().tookAway(fields);
		this.departed.add(keyOf(kind, system, { id, fields }));
	}

	/** The e-mail addresses and names of these records, of whatever system. */
	async keysOf(ids: ReadonlySet<string>): Promise<Set<string>> {
		const keys = new Set<string>();
		for (const system of SYSTEMS) {
			for (const kind of KINDS) {
				for (const row of await this.screens[system].all(OBJECT[system][kind])) if (ids.has(row.id)) keys.add(keyOf(kind, system, row));
			}
		}
		return keys;
	}

	private async anybody(system: SystemName): Promise<Row | undefined> {
		const rows = await this.screens[system].all(OBJECT[system].person);
		return rows.length === 0 ? undefined : this.chance.pick(rows);
	}
}

/** By what test/support/pairs/triangle.ts tells records. */
const keyOf = (kind: Kind, system: SystemName, { id, fields }: Row): string =>
	kind === 'person' ? (personOf(system, fields).email?.toLowerCase() ?? id) : String(fields[NAMES[system][kind]]);
