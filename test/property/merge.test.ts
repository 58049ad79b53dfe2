import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { canonicalText } from '../../engine/mapping/canonical';
import { concededBase, settledBase } from '../../engine/merge/base';
import { planRecord } from '../../engine/merge/plan-record';
import type { Plan } from '../../engine/merge/types';
import { RULES, otherSide, type Canonical, type Mapping, type Rule, type Side } from '../../engine/model';
import type { Base } from '../../engine/run/ports';

/** A linked pair of records in a small world of its own: the planner's decisions are applied literally, nothing else happens. */
interface World {
	left: Record<string, Canonical>;
	right: Record<string, Canonical>;
	leftModifiedAt: number;
	rightModifiedAt: number;
	seen: { left: number; right: number };
	base: Base;
	lost: Canonical[];
}

const FIELDS = ['a', 'b', 'c'];
const hash = (text: string) => createHmac('sha256', 'test').update(text).digest('base64url').slice(0, 16);
const iso = (ms: number) => new Date(ms).toISOString();

const mappingOf = (rules: Rule[], tieWinner: Side): Mapping => ({
	pair: 'p', left: { system: 'salesforce', object: 'Contact' }, right: { system: 'pact', object: 'contacts' },
	rows: FIELDS.map((field, index) => ({ id: field, left: field, right: field, label: field, lens: { kind: 'text' as const }, rule: rules[index] ?? 'newestWins', required: { left: false, right: false } })),
	match: [], externalIds: {}, create: { left: true, right: true }, tieWinner,
});

function plan(world: World, mapping: Mapping, side: Side): Plan {
	const target = otherSide(side);
	return planRecord({
		mapping, side, hash, at: iso(10_000),
		change: { system: 'pact', connection: 'c', object: 'o', id: '1', kind: 'upserted', origin: 'poll', modifiedAt: iso(world[`${side}ModifiedAt`]) },
		source: world[side],
		target: { values: world[target], modifiedAt: iso(world[`${target}ModifiedAt`]) },
		link: {
			id: '1', pair: 'p', left: { system: 'salesforce', connection: 'c', object: 'o', id: 'l' }, right: { system: 'pact', connection: 'c', object: 'o', id: 'r' },
			leftModifiedAt: iso(world.seen.left), rightModifiedAt: iso(world.seen.right), base: world.base,
		},
	});
}

/** Processes one side's change; returns whether the other side must now be processed. */
function process(world: World, mapping: Mapping, side: Side, now: number): { plan: Plan; repair: boolean } {
	const decision = plan(world, mapping, side);
	const target = otherSide(side);
	for (const [row, value] of Object.entries(decision.write)) world[target][row] = value;
	if (Object.keys(decision.write).length > 0) world[`${target}ModifiedAt`] = now;
	for (const loss of decision.losses) world.lost.push(loss.value);
	const hashOf = (at: Side, row: string) => hash(canonicalText(world[at][row] ?? null));
	for (const row of decision.settle) world.base[row] = settledBase(hashOf('left', row), hashOf('right', row));
	for (const row of decision.repair) world.base[row] = concededBase(side, hashOf(side, row));
	world.seen = { left: world.leftModifiedAt, right: world.rightModifiedAt };
	return { plan: decision, repair: decision.repair.length > 0 };
}

function settle(world: World, mapping: Mapping, order: Side[]): number {
	let writes = 0;
	const queue = [...order];
	let now = 10_000;
	for (let step = 0; queue.length > 0; step += 1) {
		if (step > 12) throw new Error('does not come to rest');
		const side = queue.shift() as Side;
		const { plan: decision, repair } = process(world, mapping, side, (now += 1));
		const wrote = Object.keys(decision.write).length;
		writes += wrote;
		// The system that was written reports our write; a repair brings the other record's change.
		if (wrote > 0 || repair) queue.push(otherSide(side));
	}
	return writes;
}

const value: fc.Arbitrary<Canonical> = fc.oneof(fc.constant(null), fc.constantFrom('x', 'y', 'z', 'withdrawn', 'granted', 'unknown'));
const record = fc.record({ a: value, b: value, c: value });
const rules = fc.array(fc.constantFrom(...RULES), { minLength: 3, maxLength: 3 });
const scene = fc.record({
	left: record, right: record, rules, tieWinner: fc.constantFrom<Side>('left', 'right'),
	/** Per field: never seen in agreement, agreed as it is now on the left, on the right, on both, or on something else. */
	based: fc.array(fc.constantFrom('none', 'left', 'right', 'both', 'neither'), { minLength: 3, maxLength: 3 }),
	leftTime: fc.integer({ min: 200, max: 205 }), rightTime: fc.integer({ min: 200, max: 205 }),
});

function build(scenario: (typeof scene) extends fc.Arbitrary<infer T> ? T : never): World {
	const base: Base = {};
	FIELDS.forEach((field, index) => {
		const key = field as 'a';
		const kind = scenario.based[index];
		if (kind === 'none') return;
		const at = (side: Side, hit: boolean) => hash(hit ? canonicalText(scenario[side][key]) : canonicalText(`other-${side}`));
		base[field] = { left: at('left', kind === 'left' || kind === 'both'), right: at('right', kind === 'right' || kind === 'both') };
	});
	return { left: { ...scenario.left }, right: { ...scenario.right }, base, lost: [], seen: { left: 100, right: 100 }, leftModifiedAt: scenario.leftTime, rightModifiedAt: scenario.rightTime };
}

const swap = (rule: Rule): Rule =>
	({ preferLeftUnlessBlank: 'preferRightUnlessBlank', preferRightUnlessBlank: 'preferLeftUnlessBlank', alwaysLeft: 'alwaysRight', alwaysRight: 'alwaysLeft' } as Partial<Record<Rule, Rule>>)[rule] ?? rule;

describe('the merge', () => {
	it('reaches the same values whichever change is processed first', () => {
		fc.assert(fc.property(scene, (scenario) => {
			const mapping = mappingOf(scenario.rules, scenario.tieWinner);
			const [one, two] = [build(scenario), build(scenario)];
			settle(one, mapping, ['left', 'right']);
			settle(two, mapping, ['right', 'left']);
			expect({ left: one.left, right: one.right }).toEqual({ left: two.left, right: two.right });
		}), { numRuns: 3000 });
	});

	it('comes to rest, and then writes nothing', () => {
		fc.assert(fc.property(scene, (scenario) => {
			const mapping = mappingOf(scenario.rules, scenario.tieWinner);
			const world = build(scenario);
			settle(world, mapping, ['left', 'right']);
			expect(settle(world, mapping, ['left', 'right', 'left'])).toBe(0);
		}), { numRuns: 3000 });
	});

	it('is the same with the sides swapped', () => {
		fc.assert(fc.property(scene, (scenario) => {
			const world = build(scenario);
			const mirrored: World = {
				...world, left: world.right, right: world.left, leftModifiedAt: world.rightModifiedAt, rightModifiedAt: world.leftModifiedAt, lost: [],
				base: Object.fromEntries(Object.entries(world.base).map(([row, { left, right }]) => [row, { left: right, right: left }])),
			};
			settle(world, mappingOf(scenario.rules, scenario.tieWinner), ['left', 'right']);
			settle(mirrored, mappingOf(scenario.rules.map(swap), otherSide(scenario.tieWinner)), ['right', 'left']);
			expect({ left: mirrored.right, right: mirrored.left }).toEqual({ left: world.left, right: world.right });
		}), { numRuns: 2000 });
	});

	it('keeps edits of different fields on both sides, under every rule that lets both travel', () => {
		fc.assert(fc.property(record, fc.constantFrom<Rule>('newestWins', 'askPerson'), (agreed, rule) => {
			const world = build({ left: agreed, right: agreed, rules: [rule, rule, rule], tieWinner: 'left', based: ['both', 'both', 'both'], leftTime: 201, rightTime: 202 });
			world.left.a = 'edited left';
			world.right.b = 'edited right';
			settle(world, mappingOf([rule, rule, rule], 'left'), ['left', 'right']);
			expect(world.left).toEqual({ ...agreed, a: 'edited left', b: 'edited right' });
			expect(world.right).toEqual(world.left);
		}));
	});

	it('loses no value that someone entered without reporting it', () => {
		fc.assert(fc.property(scene, (scenario) => {
			const world = build(scenario);
			const before = build(scenario);
			settle(world, mappingOf(scenario.rules, scenario.tieWinner), ['left', 'right']);
			for (const side of ['left', 'right'] as const) {
				for (const field of FIELDS) {
					const was = before[side][field] ?? null;
					const entered = was !== null && before.base[field]?.[side] !== hash(canonicalText(was));
					if (entered) expect([world.left[field], world.right[field], ...world.lost]).toContainEqual(was);
				}
			}
		}), { numRuns: 3000 });
	});

	it('never opts anyone in: under "most restrictive" a withdrawal stays one, and nothing else becomes granted', () => {
		const status = fc.constantFrom<Canonical>('granted', 'unknown', 'withdrawn', null);
		fc.assert(fc.property(status, status, fc.constantFrom('none', 'left', 'right', 'both', 'neither'), fc.boolean(), (left, right, based, older) => {
			const blankRecord = { a: null, b: null, c: null };
			const world = build({ left: { ...blankRecord, a: left }, right: { ...blankRecord, a: right }, rules: ['mostRestrictive', 'doNotSync', 'doNotSync'], tieWinner: 'left', based: [based, 'none', 'none'], leftTime: older ? 200 : 205, rightTime: 203 });
			settle(world, mappingOf(['mostRestrictive', 'doNotSync', 'doNotSync'], 'left'), ['left', 'right']);
			if (left === 'withdrawn' || right === 'withdrawn') expect([world.left.a, world.right.a]).toEqual(['withdrawn', 'withdrawn']);
			else expect([world.left.a, world.right.a]).toEqual([left, right]);
		}));
	});

	it('suppresses echoes without an origin marker', () => {
		fc.assert(fc.property(record, rules, (agreed, chosen) => {
			const world = build({ left: agreed, right: agreed, rules: chosen, tieWinner: 'left', based: ['both', 'both', 'both'], leftTime: 201, rightTime: 204 });
			expect(plan(world, mappingOf(chosen, 'left'), 'right')).toMatchObject({ action: 'none', write: {}, repair: [], losses: [] });
		}));
	});
});
