import fc from 'fast-check';
import { planRecord } from '../../engine/merge/plan-record';
import { baseHash, elementsOf, listOf } from '../../engine/merge/elements';
import { seenAfter } from '../../engine/merge/plan-set';
import { settledBase } from '../../engine/merge/base';
import { at, hash, linked, mappingOf, rowOf } from '../../engine/merge/merge.fixture';
import { otherSide, type Canonical, type MappingRow, type Rule, type Side } from '../../engine/model';
import type { Base } from '../../engine/run/store-port';

const NAMES = ['Webinar', 'Newsletter', 'VIP', 'Fair'];
const readOnlyName = 'Newsletter';

interface World {
	row: MappingRow;
	left: Set<string>;
	right: Set<string>;
	base: Base[string] | undefined;
	/** Records that must be processed: their own changes, and repairs. */
	due: Set<Side>;
	writes: number;
}

type Edit = { side: Side; name: string; has: boolean } | { process: Side };

const sides = fc.constantFrom<Side>('left', 'right');
const edits = fc.array(
	fc.oneof(fc.record({ side: sides, name: fc.constantFrom(...NAMES), has: fc.boolean() }), fc.record({ process: sides })),
	{ maxLength: 14 },
);
const sets = fc.uniqueArray(fc.constantFrom(...NAMES));

const rowFor = (rule: Rule, more: Partial<MappingRow> = {}): MappingRow => rowOf('tags', rule, { lens: { kind: 'tags', values: NAMES.map((name) => [name, name]) }, ...more });

/** One side's change is processed, as an upsert node does it: merge, write, settle. */
function process(world: World, side: Side): void {
	const target = otherSide(side);
	const now: Record<Side, Canonical> = { left: listOf(world.left), right: listOf(world.right) };
	const input = linked([world.row], {}, { left: { tags: now.left }, right: { tags: now.right } }, { side, mapping: mappingOf([world.row]), at: at(9) });
	const plan = planRecord({ ...input, link: { ...input.link!, base: world.base === undefined ? {} : { tags: world.base } } });
	world.due.delete(side);
	if ('tags' in plan.write) {
		world.writes++;
		world[target] = new Set(elementsOf(plan.write.tags));
		world.due.add(target);
	}
	if (plan.repair.length > 0) world.due.add(target);
	if (!plan.settle.includes('tags')) return;
	const agreed = plan.agreed?.tags ?? [];
	const seen = 'tags' in plan.write ? seenAfter(agreed, now[target], plan.write.tags ?? null, listOf(world[target])) : listOf(agreed);
	const [source, there] = [baseHash(world.row, now[side], hash), baseHash(world.row, seen, hash)];
	world.base = side === 'left' ? settledBase(source, there) : settledBase(there, source);
}

function settleDown(world: World, first: Side): void {
	for (let round = 0; world.due.size > 0; round++) {
		if (round > 10) throw new Error('it never comes to rest');
		const side = world.due.has(first) ? first : otherSide(first);
		process(world, side);
	}
}

function worldOf(row: MappingRow, left: readonly string[], right: readonly string[]): World {
	return { row, left: new Set(left), right: new Set(right), base: undefined, due: new Set<Side>(['left', 'right']), writes: 0 };
}

function play(world: World, history: readonly Edit[], first: Side): void {
	settleDown(world, first);
	for (const edit of history) {
		if ('process' in edit) {
			process(world, edit.process);
			continue;
		}
		if (edit.has) world[edit.side].add(edit.name);
		else world[edit.side].delete(edit.name);
		world.due.add(edit.side);
	}
	settleDown(world, first);
}

const sorted = (set: ReadonlySet<string>): string[] => [...set].sort();

describe('tags of two records', () => {
	it('end alike on both sides, whatever was added and removed where, and in whatever order it was looked at', () => {
		fc.assert(
			fc.property(sets, sets, edits, sides, (left, right, history, first) => {
				const world = worldOf(rowFor('newestWins'), left, right);
				play(world, history, first);
				expect(sorted(world.left)).toEqual(sorted(world.right));
			}),
		);
	});

	it('survive a first meeting: nothing is taken away', () => {
		fc.assert(
			fc.property(sets, sets, sides, (left, right, first) => {
				const world = worldOf(rowFor('newestWins'), left, right);
				settleDown(world, first);
				expect(sorted(world.left)).toEqual([...new Set([...left, ...right])].sort());
			}),
		);
	});

	it('that were added on the two sides at one time all survive, and those removed are gone from both', () => {
		fc.assert(
			fc.property(sets, sets, sets, sets, sets, sides, (agreed, addedLeft, addedRight, goneLeft, goneRight, first) => {
				const world = worldOf(rowFor('newestWins'), agreed, agreed);
				settleDown(world, first);
				const isNew = (name: string) => !agreed.includes(name);
				for (const name of goneLeft) world.left.delete(name);
				for (const name of goneRight) world.right.delete(name);
				for (const name of addedLeft.filter(isNew)) world.left.add(name);
				for (const name of addedRight.filter(isNew)) world.right.add(name);
				world.due = new Set<Side>(['left', 'right']);
				settleDown(world, first);
				const expected = NAMES.filter((name) =>
					isNew(name) ? addedLeft.includes(name) || addedRight.includes(name) : !goneLeft.includes(name) && !goneRight.includes(name),
				);
				expect(sorted(world.left)).toEqual(expected.sort());
				expect(sorted(world.right)).toEqual(expected.sort());
			}),
		);
	});

	it('are written no more once they are settled, from whichever side it is looked at', () => {
		fc.assert(
			fc.property(fc.constantFrom<Rule>('newestWins', 'alwaysLeft', 'alwaysRight', 'createOnly'), sets, sets, edits, sides, (rule, left, right, history, first) => {
				const world = worldOf(rowFor(rule, { lens: { kind: 'tags', values: [], readOnly: { left: [readOnlyName] } } }), left, right);
				play(world, history, first);
				const { writes, base } = world;
				process(world, 'left');
				process(world, 'right');
				expect(world.writes).toBe(writes);
				expect(world.base).toEqual(base);
				expect(world.due.size).toBe(0);
			}),
		);
	});

	it('of an owner are put back, and what the other side added of itself is left to it', () => {
		fc.assert(
			fc.property(sets, sets, edits, sides, (left, right, history, first) => {
				const world = worldOf(rowFor('alwaysLeft'), left, right);
				const leftEdits = new Set(left);
				for (const edit of history) {
					if (!('side' in edit) || edit.side === 'right') continue;
					if (edit.has) leftEdits.add(edit.name);
					else leftEdits.delete(edit.name);
				}
				play(world, history, first);
				expect(sorted(world.left)).toEqual([...leftEdits].sort());
				for (const name of world.left) expect(world.right.has(name)).toBe(true);
			}),
		);
	});

	it('are never written to a side that decides by itself', () => {
		fc.assert(
			fc.property(sets, sets, edits, sides, (left, right, history, first) => {
				const world = worldOf(rowFor('newestWins', { lens: { kind: 'tags', values: [], readOnly: { left: [readOnlyName] } } }), left, right);
				let expected = left.includes(readOnlyName);
				for (const edit of history) if ('side' in edit && edit.side === 'left' && edit.name === readOnlyName) expected = edit.has;
				play(world, history, first);
				expect(world.left.has(readOnlyName)).toBe(expected);
				expect(sorted(world.left).filter((name) => name !== readOnlyName)).toEqual(sorted(world.right).filter((name) => name !== readOnlyName));
			}),
		);
	});
});
