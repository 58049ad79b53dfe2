import { SystemError, type SystemName } from '../../../engine/model';
import type { SyncStore } from '../../../engine/run/store-port';
import type { SchemaPort } from '../../../engine/run/system-port';
import { StoreError } from '../../../store';
import type { Chance, VirtualTime } from '../convergence-time';
import { Canvas, type CanvasPair } from '../pairs/canvas';
import type { ThreeSandboxes } from '../pairs/sandboxes';
import { trianglePairs } from '../pairs/triangle';
import { activityPairs } from './activities';
import type { Knowledge } from './knowledge';
import type { Journal } from './journal';
import type { Life } from './life';
import type { Shape } from './shape';
import { isPairOfPeople, withTags } from './tags';
import type { Witness } from './witness';

/** What the canvas of a world syncs. */
const pairsOf = (shape: Shape): CanvasPair[] => [
	...trianglePairs(shape).map((pair) => (shape.tags && isPairOfPeople(pair) ? withTags(pair) : pair)),
	...(shape.activities ? activityPairs(shape.systems) : []),
];

export const POLL_MS = 10_000;
export const RESTART_MS = 5_000;

/** What a process works with, and what it is told. */
interface Surroundings {
	world: ThreeSandboxes;
	store: SyncStore;
	time: VirtualTime;
	chance: Chance;
	journal: Journal;
	witness: Witness;
	shape: Shape;
	knowledge: Knowledge;
	/** Between two polls, ms; it changes. */
	pollMs(): number;
	isOver(): boolean;
	/** The way to the services belongs to whoever lives when it is made. */
	enter(life: Life): void;
	/** What was said of a record. */
	told(): void;
	/** A promise that did not hold. */
	broke(words: string): void;
}

/** One n8n process: a canvas with a trigger for each system, until everything is over. */
export class Process {
	/** How much of what the canvas said was noted. */
	private said = 0;

	constructor(
		private readonly around: Surroundings,
		private readonly life: Life,
	) {}

	async run(): Promise<void> {
		const { world, time, shape, knowledge } = this.around;
		const clock = this.life.clock(time.clock);
		const systems = Object.fromEntries(shape.systems.map((system) => [system, this.connect(system)]));
		let canvas: Canvas | undefined;
		while (canvas === undefined) {
			if (this.around.isOver()) return;
			canvas = await this.tolerate('start', async () => await Canvas.start({ systems, clock, pairs: pairsOf(shape), pollMs: POLL_MS, store: this.store(), process: this.life.name, ...(shape.asksForSchemas ? {} : { compiled: knowledge.compiled }) }));
			if (canvas === undefined) await clock.sleep(RESTART_MS);
		}
		await Promise.all(world.systems.map(async (system) => await this.trigger(canvas, system)));
	}

	private connect(system: SystemName) {
		const { world, witness, shape, knowledge } = this.around;
		this.around.enter(this.life);
		const connected = world.connect(system);
		const schema: SchemaPort = shape.asksForSchemas ? connected.schema : knowledge.schema(system);
		return { ...connected, schema, records: witness.records(connected.records) };
	}

	/** Every poll begins a loop, and a loop begins with looking for what is old: once a process is enough. */
	private store(): SyncStore {
		const store = this.life.around(this.around.store);
		let pruned = false;
		const prune: SyncStore['prune'] = async (options) => {
			if (pruned) return { removed: 0, more: false };
			pruned = true;
			return await store.prune(options);
		};
		return new Proxy(store, { get: (target, name) => (name === 'prune' ? prune : (Reflect.get(target, name) as unknown)) });
	}

	private async trigger(canvas: Canvas, system: SystemName): Promise<void> {
		const { time, chance, journal } = this.around;
		const clock = this.life.clock(time.clock);
		await clock.sleep(chance.below(POLL_MS));
		while (!this.around.isOver()) {
			const warned = canvas.troubles.length;
			await this.tolerate(system, async () => await canvas.turn(system));
			for (const trouble of canvas.troubles.slice(warned)) journal.note(`${system} trigger: ${trouble}`);
			for (const { source, target, outcome, reason } of canvas.outcomes.slice(this.said)) {
				this.around.told();
				if (reason === 'ping-pong') this.around.broke(`${source.system} ${source.object} ${source.id} went to and fro, as if there were two syncs`);
				journal.note(`${source.system} ${source.object} ${source.id} → ${target ? `${target.system} ${target.object} ${target.id}` : '-'} ${outcome}/${reason}`);
			}
			this.said = canvas.outcomes.length;
			await clock.sleep(this.around.pollMs());
		}
	}

	/** What a system or the store refused ends the work of the moment, as in n8n, and is tried again. Any other error is a fault of ours. */
	private async tolerate<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
		try {
			return await work();
		} catch (error) {
			const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
			this.around.journal.note(`${what}: ${words.split('\n')[0] ?? ''}`);
			if (!(error instanceof SystemError || error instanceof StoreError)) this.around.broke(`${what} ended with an error: ${words}`);
			return undefined;
		}
	}
}
