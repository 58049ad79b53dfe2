import { SYSTEMS, type SystemName } from '../../../engine/model';
import type { Chance } from '../convergence-time';
import type { Kind } from '../pairs/words';

/** `small`: most faults need few records, and many small worlds see more of them than a large one. `large`: three systems with everything. */
export const SIZES = ['small', 'large'] as const;
export type Size = (typeof SIZES)[number];

/** What a world is made of, as its seed decides. */
export interface Shape {
	systems: readonly SystemName[];
	kinds: readonly Kind[];
	/** Has Salesforce leads? */
	leads: boolean;
	/** Are lists, campaigns and tags kept in step, too? */
	tags: boolean;
	/** Are calls and e-mails told to Pact and by Pact, too? */
	activities: boolean;
	/** Records that are there before the first process starts. */
	before: number;
	/** Things that people do while the processes run. */
	deeds: number;
	/** Between two of them, on average, ms. */
	pauseMs: number;
	/** Shares of calls that something happens to, and of readings after which somebody saves at the worst moment. */
	faults: number;
	ambushes: number;
	/** The longest that a call takes in good weather, ms. */
	latencyMs: number;
	searchLagMs: number;
	/** Does every process ask the services for their schemas? Else it knows them already: it is many calls. */
	asksForSchemas: boolean;
	/** Processes that work on the store at once. */
	processes: 1 | 2;
	/** Share of processes that do not live until the end, and within how many of its awaits one dies. */
	mortality: number;
	lifespan: number;
	/** Share of processes that stand still for a while at one of their awaits, as a machine that sleeps. */
	sleepiness: number;
}

const PAIRS: ReadonlyArray<readonly SystemName[]> = [['salesforce', 'hubspot'], ['salesforce', 'pact'], ['hubspot', 'pact']];
const KINDS: ReadonlyArray<readonly Kind[]> = [['person'], ['person'], ['company', 'person'], ['company', 'deal'], ['company', 'person', 'deal']];

export function shapeOf(chance: Chance, size: Size): Shape {
	const small = size === 'small';
	const systems = small && chance.hits(0.7) ? chance.pick(PAIRS) : SYSTEMS;
	const kinds: readonly Kind[] = small ? chance.pick(KINDS) : ['company', 'person', 'deal'];
	return {
		systems,
		kinds,
		leads: systems.includes('salesforce') && kinds.includes('person') && (!small || chance.hits(0.5)),
		tags: kinds.includes('person') && chance.hits(small ? 0.15 : 0.5),
		activities: kinds.includes('person') && systems.includes('pact') && chance.hits(small ? 0.15 : 0.3),
		before: chance.below(small ? 4 : 8),
		deeds: small ? chance.between(3, 12) : chance.between(5, 40),
		pauseMs: chance.pick(small ? [300, 3_000, 10_000] : [500, 4_000, 20_000]),
		faults: chance.pick([0, 0.01, 0.05, 0.15]),
		ambushes: chance.pick([0, 0.02, 0.2]),
		latencyMs: chance.pick([40, 400, 3_000]),
		searchLagMs: chance.pick([0, 3_000, 15_000]),
		asksForSchemas: chance.hits(0.1),
		processes: chance.hits(0.25) ? 2 : 1,
		mortality: 0.7,
		lifespan: small ? 700 : 4_000,
		sleepiness: chance.pick([0, 0, 0.4]),
	};
}
