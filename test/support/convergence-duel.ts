import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FieldValue, FieldValues, Mapping, Rule } from '../../engine/model';
import { openStore, type Store } from '../../store';
import { SimSystem, type Watch } from './convergence-system';
import { Chance, VirtualTime } from './convergence-time';
import { SimWorld } from './convergence-world';

const START = Date.parse('2026-03-01T12:00:00.000Z');
/** An automation acts after the save that wakes it has been answered. */
const AUTOMATION_MS = 3_000;
const CALL_MS = 200;

type Automation = (fields: FieldValues) => FieldValues | undefined;

/** One linked record in Salesforce and Pact, with an automation on either side if the test wants one. */
export class Duel {
	readonly left: SimSystem;
	readonly right: SimSystem;
	readonly leftId: string;
	readonly rightId: string;
	onLeftSave: Automation = () => undefined;
	onRightSave: Automation = () => undefined;
	rule: Rule = 'preferLeftUnlessBlank';
	private readonly writes: Array<{ system: string; values: FieldValues }> = [];
	private readonly automated = new Set<Promise<void>>();

	private constructor(
		private readonly folder: string,
		readonly store: Store,
		private readonly time: VirtualTime,
	) {
		const weather = { latency: () => CALL_MS, listingLag: () => 0, fault: () => 'none' as const };
		const traits = { stampMs: 1, spell: (_field: string, value: FieldValue) => value, fieldTimes: false, answersRecord: true };
		this.left = new SimSystem({ ...traits, system: 'salesforce', connection: '00D', object: 'Contact', blank: { Key: null, Title: null, Note: null } }, time, weather, this.watch('left'));
		this.right = new SimSystem({ ...traits, system: 'pact', connection: 'ws', object: 'contacts', blank: { key: null, title: null, note: null } }, time, weather, this.watch('right'));
		this.leftId = this.left.create({ Key: 'k', Title: 'By hand' });
		this.rightId = this.right.create({ key: 'k' });
	}

	static async open(): Promise<Duel> {
		const folder = await mkdtemp(join(tmpdir(), 'duel-'));
		const time = new VirtualTime(START, new Chance(1));
		return new Duel(folder, await openStore({ file: join(folder, 'sync.db'), now: () => new Date(time.now) }), time);
	}

	async close(): Promise<void> {
		await this.store.close();
		await rm(this.folder, { recursive: true });
	}

	leftFields = (): FieldValues => ({ ...this.left.rows.get(this.leftId)?.fields });
	rightFields = (): FieldValues => ({ ...this.right.rows.get(this.rightId)?.fields });

	/** What the engine wrote to that field, in order. */
	written(system: string, field: string): FieldValue[] {
		return this.writes.flatMap(({ system: to, values }) => (to === system && field in values ? [values[field] ?? null] : []));
	}

	/** n8n is off for so long. */
	pass(ms: number): void {
		this.time.now += ms;
	}

	/** Lets the sync run for so long. */
	async settle(ms: number): Promise<void> {
		const end = this.time.now + ms;
		const world = new SimWorld(this.time.around(this.store), this.time, new Chance(2), [{ left: this.left, right: this.right, mapping: this.mapping() }], `duel-${this.time.now}`, () => ({ duplicates: 0, replays: 0 }));
		await this.time.until(world.run({ shared: true, round: 'feed', feed: 'duel', busy: () => this.time.now < end, longestMs: 0 }));
	}

	private watch(side: 'left' | 'right'): Watch {
		return ({ by, row, values }) => {
			if (by === 'engine') this.writes.push({ system: side === 'left' ? 'salesforce' : 'pact', values });
			const fields = (side === 'left' ? this.onLeftSave : this.onRightSave)(row.after);
			if (fields === undefined) return;
			const acting = (async () => {
				await this.time.sleep(AUTOMATION_MS);
				this[side].edit(row.id, fields);
			})().finally(() => this.automated.delete(acting));
			this.automated.add(acting);
		};
	}

	private mapping(): Mapping {
		const row = (left: string, right: string, rule: Rule) => ({ id: right, left, right, label: right, lens: { kind: 'text' as const }, rule, required: { left: false, right: false } });
		return {
			pair: 'duel', left: { system: 'salesforce', object: 'Contact' }, right: { system: 'pact', object: 'contacts' },
			rows: [row('Key', 'key', 'newestWins'), row('Title', 'title', this.rule), row('Note', 'note', 'newestWins')],
			match: [{ kind: 'text', left: 'Key', right: 'key' }], externalIds: {}, create: { left: true, right: true }, tieWinner: 'left',
		};
	}
}
