import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mapRecord } from '../../engine/mapping';
import { otherSide, type FieldValue, type FieldValues, type MappedItem, type Mapping, type Rule, type Side, type SystemName } from '../../engine/model';
import { runBatch, type RecordOutcome } from '../../engine/run/batch';
import type { RecordPort } from '../../engine/run/system-port';
import { openStore, type Store } from '../../store';
import { SimSystem } from './convergence-system';
import { Chance, VirtualTime } from './convergence-time';

const START = Date.parse('2026-03-01T12:00:00.000Z');
export const PLACES = { contact: ['salesforce', '00D', 'Contact'], lead: ['salesforce', '00D', 'Lead'], hub: ['hubspot', 'portal', 'contacts'], secondHub: ['hubspot', 'second portal', 'contacts'], pact: ['pact', 'ws', 'contacts'] } as const;
export type PlaceName = keyof typeof PLACES;
const PAIRS = [['contact', 'pact'], ['lead', 'pact'], ['contact', 'hub'], ['lead', 'hub'], ['hub', 'pact']] as const;
type PairName = `${PlaceName}~${PlaceName}`;

const FIELDS = ['email', 'name', 'title'] as const;

/** Salesforce leads and contacts, HubSpot contacts and Pact contacts, with a mapping for each pair; batches run one by one, as the test says. */
export class Triangle {
	readonly systems: Record<PlaceName, SimSystem>;
	readonly mappings = new Map<string, Mapping>();
	private runs = 0;

	private constructor(
		private readonly folder: string,
		readonly store: Store,
		readonly time: VirtualTime,
	) {
		const weather = { latency: () => 0, listingLag: () => 0, fault: () => 'none' as const };
		const traits = { blank: { email: null, name: null, title: null }, stampMs: 1, spell: (_field: string, value: FieldValue) => value, fieldTimes: false, answersRecord: true };
		const system = ([name, connection, object]: readonly [SystemName, string, string]) =>
			new SimSystem({ ...traits, system: name, connection, object }, time, weather, () => undefined);
		this.systems = { contact: system(PLACES.contact), lead: system(PLACES.lead), hub: system(PLACES.hub), secondHub: system(PLACES.secondHub), pact: system(PLACES.pact) };
	}

	static async open(): Promise<Triangle> {
		const folder = await mkdtemp(join(tmpdir(), 'triangle-'));
		const time = new VirtualTime(START, new Chance(1));
		const triangle = new Triangle(folder, await openStore({ file: join(folder, 'sync.db'), now: () => new Date(time.now) }), time);
		for (const [left, right] of PAIRS) await triangle.map(`${left}~${right}`);
		return triangle;
	}

	async close(): Promise<void> {
		await this.store.close();
		await rm(this.folder, { recursive: true });
	}

	/** The pair's mapping, with changes. Two-way, newest wins, creates on both sides, matched by e-mail unless told otherwise. */
	async map(pair: PairName, change: Partial<Mapping> & { rule?: Rule; fields?: readonly string[] } = {}): Promise<void> {
		const [left, right] = pair.split('~') as [PlaceName, PlaceName];
		const side = (place: PlaceName) => ({ system: PLACES[place][0], object: PLACES[place][2] });
		const { rule = 'newestWins', fields = FIELDS, ...rest } = change;
		this.mappings.set(pair, {
			pair, left: side(left), right: side(right),
			rows: fields.map((field) => ({ id: field, left: field, right: field, label: field, lens: field === 'email' ? { kind: 'email' } : { kind: 'text' }, rule: field === 'title' ? rule : 'newestWins', required: { left: false, right: false } })),
			match: [{ kind: 'email', left: 'email', right: 'email' }], externalIds: {}, create: { left: true, right: true }, tieWinner: 'left', ...rest,
		});
		for (const one of ['left', 'right'] as const) await this.store.noteFeed(pair, one, feedOf(one === 'left' ? left : right));
	}

	/** What the trigger and the mapper of that side make of these records (all, if none are named). */
	async items(pair: PairName, side: Side, ids?: readonly string[]): Promise<MappedItem[]> {
		const mapping = this.mappings.get(pair) as Mapping;
		const version = await this.store.saveMapping(mapping);
		const place = pair.split('~')[side === 'left' ? 0 : 1] as PlaceName;
		const source = this.systems[place].source();
		const [system, connection, object] = PLACES[place];
		const wanted = ids ?? [...this.systems[place].rows.keys()];
		const changes = await this.time.until(source.readAgain({ object, fields: [] }, wanted));
		return changes.map(({ fields, ...about }) => ({
			change: { system, connection, object, ...about, origin: 'manual' },
			fields,
			mapped: { pair, mapping: version, side, target: mapping[otherSide(side)], ...mapRecord(mapping, side, fields) },
		}));
	}

	/** Runs items through the upsert of their target; `records` stands in for its system. */
	async upsert(pair: PairName, side: Side, items: readonly MappedItem[], records?: RecordPort): Promise<RecordOutcome[]> {
		const target = pair.split('~')[side === 'left' ? 1 : 0] as PlaceName;
		this.runs += 1;
		return await runBatch(items, { store: this.store, records: records ?? this.systems[target].records(), clock: this.time.clock }, { owner: `run-${this.runs}` });
	}

	async run(pair: PairName, side: Side, ids?: readonly string[]): Promise<RecordOutcome[]> {
		const items = await this.items(pair, side, ids);
		return await this.time.until(this.upsert(pair, side, items));
	}

	/** What each record of the place holds in that field. */
	all(place: PlaceName, field = 'email'): FieldValue[] {
		return [...this.systems[place].rows.values()].map(({ fields }) => fields[field] ?? null);
	}

	fields(place: PlaceName, id: string): FieldValues {
		return { ...this.systems[place].rows.get(id)?.fields };
	}

	/** Time goes by. */
	pass(ms: number): void {
		this.time.now += ms;
	}
}

/** The feed that reads a place. */
export const feedOf = (place: PlaceName): string => `feed/${place}`;
