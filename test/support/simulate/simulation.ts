import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { refKey, SystemError, SYSTEMS, type SystemName } from '../../../engine/model';
import type { SyncStore } from '../../../engine/run/store-port';
import { openStore, StoreError } from '../../../store';
import { Chance, VirtualTime } from '../convergence-time';
import { Canvas } from '../pairs/canvas';
import { START, ThreeSandboxes } from '../pairs/sandboxes';
import { trianglePairs } from '../pairs/triangle';
import { SkewedClock } from './clocks';
import { Journal } from './journal';
import { Life } from './life';
import { Network } from './network';
import { brokenPromises } from './promises';
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
	/** Times that the process died. */
	deaths: number;
	/** Values that nobody promises: saved between our read and our write. */
	raced: number;
	/** Records that a person is asked about in the end. */
	asked: number;
	virtualMs: number;
	log: readonly string[];
}

const MINUTE = 60_000;
const POLL_MS = 10_000;
const POLL_AT_REST_MS = MINUTE;
/** Longer than every look back, and than the pause between two looks at what HubSpot archived. */
const QUIET_MS = 6 * MINUTE;
/** Back-offs of a quarter of an hour are waited for; a Salesforce session lasts two hours. */
const LONGEST_MS = 80 * MINUTE;
const RESTART_MS = 5_000;
const KEY_BYTES = 32;
/** Of one store and one seed nothing may differ between two runs: not even the key of its hashes. */
const keyOf = (seed: number) => Buffer.alloc(KEY_BYTES, `simulation ${seed} `);

/** One world from its first record to its rest; the same for the same seed. `folder` is empty, and is not tidied up. */
export async function simulate(seed: number, folder: string): Promise<Report> {
	const simulation = await Simulation.build(seed, folder);
	try {
		return await simulation.play();
	} finally {
		await simulation.close();
	}
}

class Simulation {
	private readonly broken: string[] = [];
	private deaths = -1;
	private life = new Life('before', Infinity, false);
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
		private readonly time: VirtualTime,
		private readonly chance: Chance,
		private readonly journal: Journal,
		private readonly network: Network,
		private readonly world: ThreeSandboxes,
		private readonly store: SyncStore,
		private readonly closeStore: () => Promise<void>,
		life: { current: () => Life },
	) {
		life.current = () => this.life;
		this.witness = new Witness(
			time,
			this.branch(),
			(system, object, id) =>
				system === 'salesforce'
					? this.world.salesforce.records(object).some((row) => row.Id === id && row.HasOptedOutOfEmail === true)
					: this.world.pact.records('contacts').some((row) => row.public_id === id && row.consent_status === 'declined'),
			(system, object, id) => void (this.editing && this.users.ambush(system, object, id)),
		);
		this.users = new Users(world, time, this.branch(), journal, () => this.witness, (system, object, id) => this.hint(system, object, id));
	}

	static async build(seed: number, folder: string): Promise<Simulation> {
		const chance = new Chance(seed);
		const time = new VirtualTime(START.getTime(), new Chance(chance.below(2 ** 31)));
		const journal = new Journal(time);
		const weather = { faults: chance.pick([0, 0.01, 0.05, 0.15]), latencyMs: chance.pick([40, 400, 3_000]) };
		const network = new Network(time, new Chance(chance.below(2 ** 31)), journal, weather);
		const skews = { salesforce: skew(chance), hubspot: skew(chance), pact: skew(chance) };
		const life = { current: (): Life => { throw new Error('Nobody lives yet.'); } };
		const world = await ThreeSandboxes.start({
			clockOf: (system) => new SkewedClock(time, skews[system]),
			get clock() { return life.current().clock(time.clock); },
			way: (system, sandbox, headers) => life.current().http(network.way(system, sandbox, headers)),
			searchLagMs: chance.pick([0, 3_000, 15_000]),
		});
		const file = join(folder, 'sync.sqlite');
		await writeFile(`${file}.key`, keyOf(seed));
		const store = await openStore({ file, now: () => new Date(time.now) });
		journal.note(`seed ${seed}: ${JSON.stringify({ weather, skews })}`);
		return new Simulation(seed, time, chance, journal, network, world, time.around<SyncStore>(store), async () => await store.close(), life);
	}

	async close(): Promise<void> {
		await this.world.stop();
		await this.closeStore();
	}

	async play(): Promise<Report> {
		await this.time.until(this.script());
		return {
			seed: this.seed, broken: this.broken, deeds: this.users.deeds, calls: this.network.calls, faults: this.network.faults,
			writes: this.writes(), deaths: this.deaths, raced: this.raced, asked: this.asked, virtualMs: Math.round(this.time.now - START.getTime()), log: this.journal.lines,
		};
	}

	private async script(): Promise<void> {
		for (let deed = this.chance.below(8); deed > 0; deed -= 1) {
			await this.users.act();
			await this.time.sleep(this.chance.between(1, 60_000));
		}
		const working = this.processes();
		await this.work();
		this.editing = false;
		this.network.calm();
		this.pollMs = POLL_AT_REST_MS;
		const rested = await this.rests();
		if (rested) await this.idles();
		this.over = true;
		await working;
		if (!rested) return;
		const { broken, raced, asked } = await brokenPromises(this.users, this.witness, this.store);
		this.broken.push(...broken);
		this.raced = raced;
		this.asked = asked;
		await this.tellTheLog();
	}

	/** People at work, and storms. */
	private async work(): Promise<void> {
		const deeds = this.chance.between(5, 40);
		const pauseMs = this.chance.pick([500, 4_000, 20_000]);
		for (let deed = 0; deed < deeds && this.broken.length === 0; deed += 1) {
			await this.users.act();
			if (this.chance.hits(0.03)) this.network.storm(this.chance.pick(SYSTEMS), this.chance.between(1_000, MINUTE));
			await this.time.sleep(this.chance.below(2 * pauseMs));
		}
		await this.time.sleep(MINUTE);
	}

	/** One process after the other on the same store: each lives until it dies. */
	private async processes(): Promise<void> {
		while (!this.over) {
			this.deaths += 1;
			const mortal = this.editing && this.chance.hits(0.7);
			const life = new Life(`process-${this.deaths}/`, mortal ? this.chance.between(1, 4_000) : Infinity, this.chance.hits(0.5));
			this.life = life;
			this.journal.note(`${life.name} starts`);
			await Promise.race([this.live(life), life.death]);
			if (life.dead) this.journal.note(`${life.name} dies`);
			await this.time.sleep(RESTART_MS);
		}
	}

	private async live(life: Life): Promise<void> {
		const clock = life.clock(this.time.clock);
		const connect = (system: SystemName) => {
			const connected = this.world.connect(system);
			return { ...connected, records: this.witness.records(connected.records) };
		};
		const systems = { salesforce: connect('salesforce'), hubspot: connect('hubspot'), pact: connect('pact') };
		let canvas: Canvas | undefined;
		while (canvas === undefined) {
			if (this.over) return;
			canvas = await this.tolerate('start', async () => await Canvas.start({ systems, clock, pairs: trianglePairs(), pollMs: POLL_MS, store: life.around(this.store), process: life.name }));
			if (canvas === undefined) await clock.sleep(RESTART_MS);
		}
		await Promise.all(SYSTEMS.map(async (system) => await this.trigger(canvas, system, life)));
	}

	private async trigger(canvas: Canvas, system: SystemName, life: Life): Promise<void> {
		const clock = life.clock(this.time.clock);
		await clock.sleep(this.chance.below(POLL_MS));
		while (!this.over) {
			const [said, warned] = [canvas.outcomes.length, canvas.troubles.length];
			await this.tolerate(system, async () => await canvas.turn(system));
			for (const trouble of canvas.troubles.slice(warned)) this.journal.note(`${system} trigger: ${trouble}`);
			for (const { source, target, outcome, reason } of canvas.outcomes.slice(said)) {
				this.outcomes += 1;
				this.journal.note(`${source.system} ${source.object} ${source.id} → ${target ? `${target.system} ${target.object} ${target.id}` : '-'} ${outcome}/${reason}`);
			}
			await clock.sleep(this.pollMs);
		}
	}

	/** What a system or the store refused ends the work of the moment, as in n8n, and is tried again. Any other error is a fault of ours. */
	private async tolerate<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
		try {
			return await work();
		} catch (error) {
			const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
			this.journal.note(`${what}: ${words.split('\n')[0] ?? ''}`);
			if (!(error instanceof SystemError || error instanceof StoreError)) this.broken.push(`${what} ended with an error: ${words}`);
			return undefined;
		}
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
		return SYSTEMS.reduce((sum, system) => sum + this.world.writes(system), 0);
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
