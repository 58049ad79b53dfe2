import type { FieldValue, FieldValues, Mapping, MappingRow, RecordRef, Rule, Side, SystemName } from '../../engine/model';
import type { Link } from '../../engine/run/store-port';
import type { Store } from '../../store';
import { SimSystem, type SystemTraits, type Watch } from './convergence-system';
import { Chance, VirtualTime } from './convergence-time';
import { SimWorld, type SimPair } from './convergence-world';

const START = Date.parse('2026-03-01T12:00:00.000Z');
const EDITING_MS = 240_000;
/** A change is in the feed after this time at the latest; the look-back reaches further. */
const LONGEST_LAG_MS = 60_000;
/** Longest time from the last edit to rest. Long back-offs are counted in: 5 s · 2^n for a few refused tries. */
const LONGEST_MS = 30 * 60_000;
/** A fight takes its flips and the wait until it is sure that nothing follows. */
const LONGEST_FIGHT_MS = 90 * 60_000;

const FIELDS = ['key', 'email', 'title', 'phone', 'score', 'note', 'consent'] as const;
type Field = (typeof FIELDS)[number];
const EDITABLE = FIELDS.filter((field) => field !== 'key');

const LENSES: Record<Field, MappingRow['lens']> = {
	key: { kind: 'text' }, email: { kind: 'email' }, title: { kind: 'text' }, phone: { kind: 'phone', country: 'DE' },
	score: { kind: 'number' }, note: { kind: 'text' }, consent: { kind: 'consent' },
};

const OBJECTS: Record<SystemName, string> = { salesforce: 'Contact', hubspot: 'contacts', pact: 'contacts' };

const fieldOf = (system: SystemName, field: Field): string =>
	system === 'salesforce' ? field[0]!.toUpperCase() + field.slice(1) : system === 'hubspot' ? `hs_${field}` : field;
const plain = (name: string): Field => name.replace(/^hs_/, '').toLowerCase() as Field;

const SPELLINGS: Record<SystemName, (field: Field, text: string) => string> = {
	salesforce: (_field, text) => text.trim(),
	hubspot: (field, text) => (field === 'email' ? text.toLowerCase() : text.trim()),
	pact: (field, text) => (field === 'email' ? text.toLowerCase() : field === 'phone' ? text.replace(/[^\d+]/g, '') : text.replace(/\s+/g, ' ').trim()),
};

/** What a person would call the same value, however a system spells it. */
function fold(name: string, value: FieldValue | undefined): string {
	if (value === null || value === undefined || value === '') return '';
	switch (plain(name)) {
		case 'phone':
			return String(value).replace(/\D/g, '').slice(-7);
		case 'consent':
			return value === true || value === 'declined' ? 'withdrawn' : value === 'confirmed' ? 'granted' : 'unknown';
		default:
			return String(value).toLowerCase().replace(/\s+/g, '');
	}
}

export interface ScenarioOptions {
	systems: 2 | 3;
	/** Systems (and in half of the worlds also rules) that contradict each other around the triangle: only the guard can end it. */
	contradictory?: boolean;
	/** Salesforce holds some persons several times, as leads too where there are three systems. */
	several?: boolean;
	/** Webhooks name records beside the polls. */
	hints?: boolean;
}

const LEAD = 'Lead';
/** Between our search for a record and its create, a user may make it. */
const RACE_MS = 60_000;

/** One random world: systems, mappings, users and weather by one seed. `play` answers what went wrong; nothing is fine. */
export class Scenario {
	readonly chance: Chance;
	readonly time: VirtualTime;
	readonly systems: SimSystem[];
	readonly pairs: SimPair[];
	readonly world: SimWorld;
	readonly trace: string[] = [];
	private editing = true;
	private writes = 0;
	private serial = 0;
	/** person|field|value that a user has entered / has replaced by another / that was overwritten between our read and our write. */
	private readonly entered = new Set<string>();
	private readonly replaced = new Set<string>();
	readonly raced = new Set<string>();
	/** Fields that were frozen. */
	fights = 0;
	private readonly problems: string[] = [];
	/** system|object|person → when it was first made there; person → where users made them. */
	private readonly births = new Map<string, number>();
	private readonly entries = new Map<string, string[]>();
	private readonly shared: boolean;
	/** Around a triangle: an owner that is blank lets the others keep what they have, and these then disagree about it. */
	private readonly neverBlank = new Set<Field>();
	private readonly store: Store;

	constructor(
		readonly seed: number,
		store: Store,
		private readonly options: ScenarioOptions,
		setNow: (now: () => Date) => void,
	) {
		this.chance = new Chance(seed);
		this.time = new VirtualTime(START, new Chance(seed + 1));
		setNow(() => new Date(this.time.now));
		this.store = this.time.around(store);
		const names: SystemName[] = options.systems === 2 ? ['salesforce', 'pact'] : ['salesforce', 'hubspot', 'pact'];
		const calm = this.chance.hits(0.3);
		const weather = {
			latency: () => this.chance.between(5, calm ? 50 : 3_000),
			listingLag: () => (this.editing && !calm && this.chance.hits(0.2) ? this.chance.between(1_000, LONGEST_LAG_MS) : 0),
			fault: () => {
				if (!this.editing || calm || !this.chance.hits(0.06)) return 'none' as const;
				return this.chance.pick(['refuse', 'drop', 'call-fails'] as const);
			},
		};
		const places: Array<[SystemName, string]> = names.map((system) => [system, OBJECTS[system]]);
		if (options.several && names.length === 3) places.push(['salesforce', LEAD]);
		this.systems = places.map(([system, object]) => new SimSystem(this.traits(system, object), this.time, weather, this.watch(system, object)));
		const [a, b, c, lead] = this.systems as [SimSystem, SimSystem, SimSystem?, SimSystem?];
		const sides: Array<[SimSystem, SimSystem]> = c === undefined ? [[a, b]] : [[a, c], [b, c], [a, b]];
		if (lead !== undefined && c !== undefined) sides.push([lead, c], [lead, b]);
		const rulesOf = this.ruleBook(names);
		this.pairs = sides.map(([left, right]) => ({ left, right, mapping: this.mapping(left, right, rulesOf) }));
		const messy = this.chance.hits(0.5) ? { duplicates: 0.15, replays: 0.15 } : { duplicates: 0, replays: 0 };
		this.world = new SimWorld(this.store, this.time, this.chance, this.pairs, `w${seed}`, () => (this.editing ? messy : { duplicates: 0, replays: 0 }));
		this.shared = this.chance.hits(0.5);
	}

	private traits(system: SystemName, object: string): SystemTraits {
		return {
			system, connection: `${system}-${this.seed}`, object, ...(object === LEAD ? { idPrefix: 'lead' } : {}), stampMs: system === 'salesforce' ? 1_000 : 1,
			blank: Object.fromEntries(FIELDS.map((field) => [fieldOf(system, field), field === 'consent' && system === 'salesforce' ? false : null])),
			// Around a triangle, a spelling that no lens knows (Pact's white space) is a contradiction: the guard's matter.
			spell: (name, value) => (typeof value === 'string' ? SPELLINGS[this.options.systems === 3 && !this.options.contradictory && plain(name) !== 'email' && plain(name) !== 'phone' ? 'salesforce' : system](plain(name), value) : value),
			fieldTimes: system === 'hubspot' && this.chance.hits(0.5), answersRecord: system !== 'salesforce',
		};
	}

	/** Two systems: any rule. Three: rules that agree on who owns a field, as a sane administrator would set them. */
	private ruleBook(names: readonly SystemName[]): (field: Field, left: SystemName, right: SystemName) => Pick<MappingRow, 'rule' | 'ignoreClears'> {
		const book = new Map<Field, { style: string; order: readonly SystemName[]; ignoreClears: boolean }>();
		for (const field of FIELDS) {
			const styles = names.length === 2 ? ['newestWins', 'askPerson', 'prefer', 'always', 'createOnly', 'doNotSync'] : ['newestWins', 'askPerson', 'prefer', 'always'];
			const style = this.chance.pick(styles);
			if (names.length === 3 && style === 'always') this.neverBlank.add(field);
			book.set(field, { style, order: this.chance.shuffled(names), ignoreClears: this.chance.hits(0.2) });
		}
		const circular = this.options.contradictory === true && this.chance.hits(0.5);
		return (field, left, right) => {
			const { style, order, ignoreClears } = book.get(field) as { style: string; order: readonly SystemName[]; ignoreClears: boolean };
			if (field === 'consent') return { rule: 'mostRestrictive' };
			if (field === 'key') return { rule: 'newestWins' };
			// Salesforce over Pact, Pact over HubSpot, HubSpot over Salesforce.
			const inCircle = left === 'salesforce' && right === 'pact';
			const leftFirst = circular ? inCircle : order.indexOf(left) < order.indexOf(right);
			const asRule: Record<string, Rule> = { prefer: leftFirst ? 'preferLeftUnlessBlank' : 'preferRightUnlessBlank', always: leftFirst ? 'alwaysLeft' : 'alwaysRight' };
			return { rule: asRule[style] ?? (style as Rule), ...(ignoreClears ? { ignoreClears } : {}) };
		};
	}

	private mapping(left: SimSystem, right: SimSystem, rulesOf: ReturnType<Scenario['ruleBook']>): Mapping {
		const [l, r] = [left.traits.system, right.traits.system];
		return {
			pair: `${this.seed}-${left.traits.object === LEAD ? 'lead' : l}~${r}`, left: { system: l, object: left.traits.object }, right: { system: r, object: OBJECTS[r] },
			rows: FIELDS.map((field) => ({
				id: field, left: fieldOf(l, field), right: fieldOf(r, field), label: field, lens: LENSES[field], required: { left: false, right: false }, ...rulesOf(field, l, r),
			})),
			match: [{ kind: 'text', left: fieldOf(l, 'key'), right: fieldOf(r, 'key') }], externalIds: {}, create: { left: left.traits.object !== LEAD, right: true },
			tieWinner: this.chance.pick(['left', 'right'] as const),
		};
	}

	/** Everything that a person enters is unique, so that it can be followed. */
	private value(field: Field, system: SystemName): FieldValue {
		const n = (this.serial += 1);
		if (field === 'consent') return system === 'salesforce' ? this.chance.hits(0.3) : this.chance.pick(['confirmed', 'pending', 'pending', 'declined']);
		if (!this.neverBlank.has(field) && this.chance.hits(0.15)) return null;
		switch (field) {
			case 'email':
				return `User.${n}@Example.com`;
			case 'phone':
				return this.chance.pick([`(0151) 2${String(1_000_000 + n)}`, `+49 151 2${String(1_000_000 + n)}`, `0151-2${String(1_000_000 + n)}`]);
			case 'score':
				return n;
			default:
				return this.chance.pick([`${field} ${n}`, `${field}  ${n}`, ` ${field}\t${n} `]);
		}
	}

	private maySeveral({ traits }: SimSystem): boolean {
		return this.options.several === true && traits.system === 'salesforce';
	}

	private record(system: SystemName, key: string): FieldValues {
		return Object.fromEntries(FIELDS.map((field) => [fieldOf(system, field), field === 'key' ? key : this.value(field, system)]));
	}

	private async users(): Promise<void> {
		const keys = Array.from({ length: this.chance.between(1, 4) }, (_, index) => `k${index + 1}`);
		// Some exist on several sides before the first run.
		for (const key of keys) {
			for (const system of this.chance.shuffled(this.systems).slice(0, this.chance.between(1, this.systems.length))) {
				system.create(this.record(system.traits.system, key));
				if (this.maySeveral(system) && this.chance.hits(0.3)) system.create(this.record(system.traits.system, key));
			}
		}
		const edits = this.chance.between(0, 25);
		for (let edit = 0; edit < edits; edit += 1) {
			await this.time.sleep(this.chance.hits(0.4) ? this.chance.below(1_500) : this.chance.below((2 * EDITING_MS) / edits));
			const system = this.chance.pick(this.systems);
			const { system: name } = system.traits;
			if (this.chance.hits(0.08)) {
				system.create(this.record(name, `new${edit}`));
				continue;
			}
			if (this.maySeveral(system) && this.chance.hits(0.05)) {
				system.create(this.record(name, this.chance.pick(keys)));
				continue;
			}
			const id = this.chance.pick([...system.rows.keys(), '']);
			if (id === '') continue;
			const fields = this.chance.shuffled(EDITABLE).slice(0, this.chance.between(1, 2));
			system.edit(id, Object.fromEntries(fields.map((field) => [fieldOf(name, field), this.value(field, name)])));
		}
		await this.time.sleep(LONGEST_LAG_MS + 1_000);
		this.editing = false;
	}

	private watch(system: SystemName, object: string): Watch {
		return ({ by, row, create, values, seen }) => {
			if (this.options.hints && this.chance.hits(0.5)) this.world.hint(this.placeOf(system, object), row.id);
			if (create) this.born(by, `${system}|${object}|${String(row.after[fieldOf(system, 'key')])}`);
			const person = String(row.after[fieldOf(system, 'key')]);
			if (process.env.TRACE) this.trace.push(`${((this.time.now - START) / 1000).toFixed(3)} ${by} ${create ? 'creates' : 'edits'} ${row.id} (${person}): ${Object.keys(values).map((name) => `${name} ${JSON.stringify(row.before[name])} → ${JSON.stringify(row.after[name])}`).join(', ')}`);
			if (by === 'engine') this.writes += 1;
			for (const name of Object.keys(values)) {
				const field = plain(name);
				const [before, after] = [fold(name, row.before[name]), fold(name, row.after[name])];
				if (by === 'user' && before !== '' && before !== after) this.replaced.add(`${person}|${field}|${before}`);
				if (by === 'user' && after !== '' && field !== 'key') this.entered.add(`${person}|${field}|${after}`);
				if (by === 'engine' && field === 'consent' && after !== before && after !== 'withdrawn' && !(create && after === 'unknown'))
					this.problems.push(`consent of ${person} in ${system} was relaxed from ${before} to ${after}`);
				if (by === 'engine' && !create && before !== '' && before !== after && before !== fold(name, seen?.[name])) this.raced.add(`${person}|${field}|${before}`);
			}
		};
	}

	private placeOf(system: SystemName, object: string): SimSystem {
		return this.systems.find(({ traits }) => traits.system === system && traits.object === object) as SimSystem;
	}

	/** We never make somebody who has been there for a while; and no contact of somebody who came in as a lead only. */
	private born(by: 'engine' | 'user', place: string): void {
		const [system, , person] = place.split('|');
		const since = this.births.get(place);
		if (by === 'engine' && since !== undefined && this.time.now - since > RACE_MS) this.problems.push(`${place} was created a second time`);
		if (since === undefined) this.births.set(place, this.time.now);
		if (by === 'user') this.entries.set(String(person), [...(this.entries.get(String(person)) ?? []), place]);
		const only = this.entries.get(String(person)) ?? [];
		if (by === 'engine' && system === 'salesforce' && only.length > 0 && only.every((one) => one.includes(`|${LEAD}|`))) this.problems.push(`${place} was created beside the lead`);
	}

	async play(): Promise<string[]> {
		await this.time.until((async () => {
			const longestMs = this.options.contradictory === true ? LONGEST_FIGHT_MS : LONGEST_MS;
			const [first] = await Promise.all([
				this.world.run({ shared: this.shared, round: 'one', busy: () => this.editing, longestMs }),
				this.users(),
			]);
			if (!first.rested) this.problems.push('does not come to rest');
			await this.checkDuplicates();
			await this.checkAgreement();
			await this.checkVanished();
			await this.checkFights();
			this.writes = 0;
			// A fresh feed emits every record again.
			const second = await this.world.run({ shared: this.shared, round: 'two', busy: () => false, longestMs });
			if (!second.rested) this.problems.push('does not come to rest when everything is read again');
			if (this.options.several && this.writes > 0) {
				// Our own write may have made an older record of a person the latest, which then feeds what its side owns: once, and no more.
				this.writes = 0;
				await this.world.run({ shared: this.shared, round: 'three', busy: () => false, longestMs });
			}
			if (this.writes > 0 && this.options.contradictory !== true) this.problems.push(`${this.writes} writes when everything is read again`);
		})());
		return this.problems;
	}

	private checkDuplicates(): Promise<void> {
		const keysOf = (system: SimSystem) => [...system.rows.values()].map(({ fields }) => String(fields[fieldOf(system.traits.system, 'key')]));
		const all = new Set(this.systems.flatMap(keysOf));
		const leads = new Set(this.systems.filter(({ traits }) => traits.object === LEAD).flatMap(keysOf));
		for (const system of this.systems) {
			const { system: name, object } = system.traits;
			const keys = keysOf(system);
			if (!this.maySeveral(system) && new Set(keys).size !== keys.length) this.problems.push(`${name} holds a record twice: ${keys.join(' ')}`);
			const lacks = [...all].filter((key) => !keys.includes(key) && (name !== 'salesforce' || !leads.has(key)));
			if (object !== LEAD && lacks.length > 0) this.problems.push(`${name} lacks ${lacks.join(' ')}`);
		}
		return Promise.resolve();
	}

	private async checkAgreement(): Promise<void> {
		for (const { left, right, mapping } of this.pairs) {
			const refs = [...left.rows.keys()].map((id): RecordRef => ({ system: left.traits.system, connection: left.traits.connection, object: left.traits.object, id }));
			const links = await this.store.links(mapping.pair, 'left', refs);
			if (links.length !== refs.length) this.problems.push(`${mapping.pair}: ${links.length} links of ${refs.length}`);
			const questions = await this.store.openReviews({ pair: mapping.pair });
			for (const link of links) {
				const [l, r] = [left.rows.get(link.left.id)?.fields ?? {}, right.rows.get(link.right.id)?.fields ?? {}];
				for (const row of mapping.rows) {
					const [x, y] = [fold(row.left, l[row.left]), fold(row.right, r[row.right])];
					if (x === y || this.mayDiffer(row, x, y)) continue;
					if (this.feedsNone(row, link, left, y)) continue;
					const asked = questions.some(({ key, details }) => details.row === row.id && key.includes(link.left.id));
					if (!asked) this.problems.push(`${mapping.pair} ${link.left.id}~${link.right.id} ${row.id} (${row.rule}${row.ignoreClears ? ', ignoring clears' : ''}): "${x}" and "${y}"`);
				}
			}
		}
	}

	/** Where the left records are their own owners, one of several feeds the right one, perhaps one of another object. */
	private feedsNone(row: MappingRow, link: Link, left: SimSystem, right: string): boolean {
		if (row.rule === 'newestWins' || row.rule === 'askPerson' || !this.maySeveral(left)) return false;
		const person = (place: SimSystem, id: string) => place.rows.get(id)?.fields[fieldOf(place.traits.system, 'key')];
		const own = person(left, link.left.id);
		const others = this.systems.filter((place) => place.traits.system === left.traits.system).flatMap((place) => [...place.rows.values()].filter(({ id }) => person(place, id) === own && (place !== left || id !== link.left.id)));
		return others.some(({ fields }) => ['', right].includes(fold(row.left, fields[row.left])));
	}

	private mayDiffer(row: MappingRow, left: string, right: string): boolean {
		const ownerBlank = (owner: Side) => (owner === 'left' ? left : right) === '';
		switch (row.rule) {
			case 'doNotSync':
			case 'createOnly':
				return true;
			case 'alwaysLeft':
				return ownerBlank('left');
			case 'alwaysRight':
				return ownerBlank('right');
			case 'mostRestrictive':
				return left !== 'withdrawn' && right !== 'withdrawn';
			case 'newestWins':
			case 'askPerson':
				return row.ignoreClears === true && (left === '' || right === '');
			default:
				return false;
		}
	}

	/** Sane rules and an ordinary burst of edits trip no guard. */
	private async checkFights(): Promise<void> {
		for (const { mapping } of this.pairs) {
			const fights = (await this.store.openReviews({ pair: mapping.pair })).filter(({ key }) => key.startsWith('ping-pong|'));
			this.fights += fights.length;
			if (fights.length > 0 && this.options.contradictory !== true) this.problems.push(`${mapping.pair}: ${fights.map(({ message }) => message).join(' ')}`);
		}
	}

	/** What somebody entered is still somewhere, or was replaced by somebody, or stands in the log or in a question. */
	private async checkVanished(): Promise<void> {
		const known = new Set<string>();
		for (const system of this.systems) {
			for (const { fields } of system.rows.values()) {
				for (const [name, value] of Object.entries(fields)) known.add(`${String(fields[fieldOf(system.traits.system, 'key')])}|${plain(name)}|${fold(name, value)}`);
			}
		}
		const told = new Set<string>();
		for (const { mapping } of this.pairs) {
			for (const { movements } of await this.store.log({ pair: mapping.pair, limit: 100_000 })) {
				for (const { row, from, lost } of movements) told.add(`${row}|${fold(row, from)}`).add(`${row}|${fold(row, lost?.value)}`);
			}
			for (const { details } of await this.store.openReviews({ pair: mapping.pair })) told.add(`${String(details.row)}|${fold(String(details.row), details.left)}`).add(`${String(details.row)}|${fold(String(details.row), details.right)}`);
		}
		for (const value of this.entered) {
			const rest = value.slice(value.indexOf('|') + 1);
			const safe = known.has(value) || this.replaced.has(value) || this.raced.has(value) || told.has(rest);
			if (!safe && !rest.startsWith('consent|')) this.problems.push(`vanished: ${value}`);
		}
	}
}
