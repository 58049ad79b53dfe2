import { refKey, type SystemName } from '../../../engine/model';
import type { SyncStore } from '../../../engine/run/store-port';
import { openStore } from '../../../store';
import { Chance, VirtualTime } from '../convergence-time';
import { START, ThreeSandboxes } from '../pairs/sandboxes';
import { SkewedClock } from './clocks';
import { Journal } from './journal';
import type { Knowledge } from './knowledge';
import { Life } from './life';
import { Network } from './network';
import { POLL_MS, Process, RESTART_MS } from './process';
import { brokenPromises } from './promises';
import { shapeOf, type Shape, type Size } from './shape';
import { Users } from './users';
import { Witness } from './witness';

/** How a run went. */
export interface Report {
	seed: number;
	/** What did not hold, the first one first. Empty: all is well. */
	broken: string[];
	/** Things that people did. */
	deeds: number;
	/** Calls of the services, and those that something happened to. */
	calls: number;
	faults: number;
	/** Calls that changed something. */
	writes: number;
	/** Times that a process died. */
	deaths: number;
	/** Values that nobody promises: saved between our read and our write. */
	raced: number;
	/** Records that a person is asked about in the end. */
	asked: number;
	virtualMs: number;
	log: readonly string[];
}

const MINUTE = 60_000;
const POLL_AT_REST_MS = 5 * MINUTE;
/** Two polls at least. Longer than every look back, and than the pause between two looks at what HubSpot archived. */
const QUIET_MS = 11 * MINUTE;
/** Back-offs of a quarter of an hour are waited for; a Salesforce session lasts two hours. */
const LONGEST_MS = 95 * MINUTE;
/** How long a process can stand still, ms: for a moment, and for longer than the holds of feeds (15 s) and the locks of records (20 s) last. */
const SLEEPS_MS = [2_000, 14_000, 30_000, 200_000, 700_000] as const;

/** One world from its first record to its rest; the same for the same seed. `file`: an empty store, which is not tidied up. */
export async function simulate(seed: number, file: string, knowledge: Knowledge, size: Size = 'small'): Promise<Report> {
	const simulation = await Simulation.build(seed, file, knowledge, size);
	try {
		return await simulation.play();
	} finally {
		await simulation.close();
	}
}

class Simulation {
	private readonly broken: string[] = [];
	private lives = 0;
	private deaths = 0;
	private hints = 0;
	private over = false;
	private pollMs = POLL_MS;
	private outcomes = 0;
	private editing = true;
	private raced = 0;
	private asked = 0;
	private readonly users: Users;
	private readonly witness: Witness;

	private constructor(
		private readonly seed: number,
		private readonly shape: Shape,
		private readonly knowledge: Knowledge,
		private readonly time: VirtualTime,
		private readonly chance: Chance,
		private readonly journal: Journal,
		private readonly network: Network,
		private readonly world: ThreeSandboxes,
		private readonly store: SyncStore,
		private readonly closeStore: () => Promise<void>,
		private readonly enter: (life: Life) => void,
	) {
		this.witness = new Witness(
			time,
			this.branch(),
			shape.ambushes,
			(system, object, id) =>
				system === 'salesforce'
					? this.world.salesforce.records(object).some((row) => row.Id === id && row.HasOptedOutOfEmail === true)
					: this.world.pact.records('contacts').some((row) => row.public_id === id && row.consent_status === 'declined'),
			(system, object, id) => void (this.editing && this.users.ambush(system, object, id)),
		);
		this.users = new Users(world, shape, time, this.branch(), journal, () => this.witness, (system, object, id) => this.hint(system, object, id));
	}

	static async build(seed: number, file: string, knowledge: Knowledge, size: Size): Promise<Simulation> {
		const chance = new Chance(seed);
		const time = new VirtualTime(START.getTime(), new Chance(chance.below(2 ** 31)));
		const journal = new Journal(time);
		const shape = shapeOf(chance, size);
		const network = new Network(time, new Chance(chance.below(2 ** 31)), journal, shape);
		const skews = { salesforce: skew(chance), hubspot: skew(chance), pact: skew(chance) };
		let life = new Life('before', { diesAt: Infinity, after: false }, time);
		const world = await ThreeSandboxes.start({
			systems: shape.systems,
			clockOf: (system) => new SkewedClock(time, skews[system]),
			get clock() { return life.clock(time.clock); },
			way: (system, sandbox, headers) => life.http(network.way(system, sandbox, headers)),
			searchLagMs: shape.searchLagMs,
		});
		const store = await openStore({ file, now: () => new Date(time.now) });
		journal.note(`seed ${seed}: ${JSON.stringify({ shape, skews })}`);
		return new Simulation(seed, shape, knowledge, time, chance, journal, network, world, time.around<SyncStore>(store), async () => await store.close(), (next) => (life = next));
	}

	async close(): Promise<void> {
		await this.world.stop();
		await this.closeStore();
	}

	async play(): Promise<Report> {
		await this.time.until(this.script());
		return {
			seed: this.seed, broken: this.broken, deeds: this.users.count, calls: this.network.calls, faults: this.network.faults,
			writes: this.writes(), deaths: this.deaths, raced: this.raced, asked: this.asked, virtualMs: Math.round(this.time.now - START.getTime()), log: this.journal.lines,
		};
	}

	private async script(): Promise<void> {
		for (let deed = this.shape.before; deed > 0; deed -= 1) {
			await this.users.act();
			await this.time.sleep(this.chance.between(1, MINUTE));
		}
		const working = Promise.all(Array.from({ length: this.shape.processes }, async () => await this.processes()));
		await this.work();
		this.editing = false;
		this.network.calm();
		this.pollMs = POLL_AT_REST_MS;
		const rested = await this.rests();
		if (rested) await this.idles();
		this.over = true;
		await working;
		await this.tellTheLog();
		if (!rested) return;
		const { broken, raced, asked } = await brokenPromises(this.users, this.witness, this.store);
		this.broken.push(...broken);
		this.raced = raced;
		this.asked = asked;
	}

	/** People at work, and storms. */
	private async work(): Promise<void> {
		const { deeds, pauseMs } = this.shape;
		for (let deed = 0; deed < deeds && this.broken.length === 0; deed += 1) {
			await this.users.act();
			if (this.chance.hits(0.03)) this.network.storm(this.chance.pick(this.shape.systems), this.chance.between(1_000, MINUTE), this.chance.hits(0.3));
			await this.time.sleep(this.chance.below(2 * pauseMs));
		}
		await this.time.sleep(this.chance.below(MINUTE));
	}

	/** One process after the other on the same store: each lives until it dies. */
	private async processes(): Promise<void> {
		while (!this.over) {
			const life = this.beginLife();
			const around = {
				world: this.world, store: this.store, time: this.time, chance: this.chance, journal: this.journal, witness: this.witness, shape: this.shape, knowledge: this.knowledge,
				pollMs: () => this.pollMs, isOver: () => this.over, enter: this.enter, told: () => void (this.outcomes += 1), broke: (words: string) => void this.broken.push(words),
			};
			this.journal.note(`${life.name} starts`);
			await Promise.race([new Process(around, life).run(), life.death]);
			if (life.dead) {
				this.deaths += 1;
				this.journal.note(`${life.name} dies`);
			}
			await this.time.sleep(RESTART_MS);
		}
	}

	private beginLife(): Life {
		const { mortality, lifespan, sleepiness } = this.shape;
		const mortal = this.editing && this.chance.hits(mortality);
		const fate = { diesAt: mortal ? this.chance.between(1, lifespan) : Infinity, after: this.chance.hits(0.5) };
		const sleep = this.editing && this.chance.hits(sleepiness) ? { sleepsAt: this.chance.between(1, lifespan), sleepsMs: this.chance.pick(SLEEPS_MS) } : {};
		return new Life(`process-${(this.lives += 1)}/`, { ...fate, ...sleep }, this.time, (words) => this.journal.note(words));
	}

	/** Waits until nothing is under way or due, and nothing has been said, for a while. */
	private async rests(): Promise<boolean> {
		let since = this.time.now;
		let seen = '';
		for (const end = this.time.now + LONGEST_MS; this.time.now < end && this.broken.length === 0;) {
			await this.time.sleep(POLL_AT_REST_MS);
			const pending = await this.store.pendingCounts();
			const now = JSON.stringify([this.outcomes, this.writes(), pending]);
			const { due = 0, emitted = 0, answered = 0 } = pending;
			if (now !== seen || due + emitted + answered > 0) since = this.time.now;
			seen = now;
			if (this.time.now - since >= QUIET_MS) return true;
		}
		if (this.broken.length === 0) this.broken.push(`does not come to rest within ${LONGEST_MS / MINUTE} minutes: ${seen}`);
		return false;
	}

	private async idles(): Promise<void> {
		const before = this.writes();
		await this.time.sleep(QUIET_MS);
		if (this.writes() !== before) this.broken.push(`${this.writes() - before} writes while nobody did anything`);
	}

	private writes(): number {
		return this.shape.systems.reduce((sum, system) => sum + this.world.writes(system), 0);
	}

	/** As a webhook: soon or late, now and then twice, in any order. */
	private hint(system: SystemName, object: string, id: string): void {
		if (!this.chance.hits(0.4)) return;
		const key = `event-${(this.hints += 1)}`;
		const { connection } = this.world.connect(system).source;
		const ref = { system, connection, object, id };
		for (let times = this.chance.hits(0.3) ? 2 : 1; times > 0; times -= 1) {
			const waitMs = this.chance.between(0, 30_000);
			void (async () => {
				await this.time.sleep(waitMs);
				if (this.over) return;
				await this.store.noteHints(`canvas/${system}`, [{ ref, key }]);
				this.journal.note(`${system} tells of ${object} ${id}`);
			})();
		}
	}

	private async tellTheLog(): Promise<void> {
		for (const { at, pair, source, target, outcome, reason, movements } of (await this.store.log({ limit: 100_000 })).reverse())
			this.journal.note(`log ${at} ${pair} ${refKey(source)} ${target ? refKey(target) : '-'} ${outcome}/${reason} ${JSON.stringify(movements)}`);
	}

	private branch(): Chance {
		return new Chance(this.chance.below(2 ** 31));
	}
}

/** Up to a minute ahead or behind; mostly none. */
const skew = (chance: Chance): number => (chance.hits(0.5) ? 0 : chance.between(-MINUTE, MINUTE));
