import type { Canonical, MappingRow } from '../model';
import { otherSide } from '../model';
import { baseHash, elementsOf, isReadOnly, listOf, mergeSets } from './elements';
import { travelsOnCreate } from './rules';
import type { PlanInput, UpdateInput } from './types';

/** What the merge of one set comes to, for the side whose change is processed. */
interface SetPlan {
	/** What the target shall hold; absent where it holds that. */
	write?: Canonical;
	/** The target must send its own elements back: nothing else brings them to the source. */
	repairs: boolean;
	/** Something was to be written that the target's system does not let anybody write. */
	closed: boolean;
	/** What counts as seen of the target from now on; the source's is what it holds. */
	agreed: readonly string[];
	/** The base changes. */
	settles: boolean;
}

/**
 * One set of two linked records. What the source has yet to get or to give up stays out of the target's base, or in it: then the target
 * counts as the one that changed when its own record comes.
 */
export function planSet(row: MappingRow, input: UpdateInput): SetPlan {
	const target = otherSide(input.side);
	const source = input.source[row.id] ?? null;
	const there = input.target.values[row.id] ?? null;
	const base = input.link?.base[row.id];
	const sides = input.side === 'left' ? { left: source, right: there } : { left: there, right: source };
	const { wanted, owed, closed } = mergeSets(row, sides, base, input.hash);
	const here = new Set(elementsOf(source));
	const agreed = [...new Set([...here, ...elementsOf(there)])].filter((name) =>
		wanted[input.side].has(name) === here.has(name) ? wanted[target].has(name) : here.has(name),
	);
	const write = listOf(wanted[target]);
	const hashOf = (value: Canonical): string => baseHash(row, value, input.hash);
	const writes = hashOf(write) !== hashOf(listOf(elementsOf(there)));
	return {
		...(writes ? { write } : {}),
		repairs: owed[input.side],
		closed: closed[target],
		agreed,
		settles: writes || base === undefined || base[input.side] !== hashOf(source) || base[target] !== hashOf(listOf(agreed)),
	};
}

/** What a new record of the target holds from the start. */
export function setOnCreate(row: MappingRow, { source, side }: PlanInput): Canonical {
	const value = source[row.id] ?? null;
	return travelsOnCreate(row.rule, side, value) ? listOf(elementsOf(value).filter((name) => !isReadOnly(row, otherSide(side), name))) : null;
}

/**
 * The target's base after a write. `agreed`: as planned; `before`, `written`, `after`: what it held, was told to hold, and holds. What was
 * not taken, or not given up, is a difference that is known from now on: it is not tried again and again, and does not travel back.
 */
export function seenAfter(agreed: readonly string[], before: Canonical, written: Canonical, after: Canonical): Canonical {
	const [had, told, has] = [before, written, after].map((value) => new Set(elementsOf(value))) as [Set<string>, Set<string>, Set<string>];
	const taken = agreed.filter((name) => !told.has(name) || has.has(name));
	const kept = [...had].filter((name) => !told.has(name) && has.has(name));
	return listOf([...taken, ...kept]);
}
