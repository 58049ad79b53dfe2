import type { Canonical, MappingRow, Rule, Side } from '../model';
import { otherSide } from '../model';
import { canonicalText, sameCanonical } from '../mapping/canonical';
import { isConceded } from './base';
import { withdrawalsAgain, withdrawalsAmong } from './consent';
import { laterSide, type Order } from './evidence';
import { elementsOf, isSet } from './elements';
import { planSet, setOnCreate } from './plan-set';
import { decide, travelsOnCreate, type Verdict } from './rules';
import { afterWrite, frozenUntil, isGuarded } from './ping-pong';
import type { Loss, Plan, PlanInput, UpdateInput } from './types';

/**
 * The three-way merge of one record: what to write to the target, what must flow back, what a person decides, and which rows are
 * settled. Pure; symmetric in the two sides (see `decide`). Writes only values that differ.
 */
export function planRecord(input: PlanInput): Plan {
	const { target } = input;
	return target === undefined ? planCreate(input) : planUpdate({ ...input, target });
}

function planCreate(input: PlanInput): Plan {
	if (!input.mapping.create[otherSide(input.side)]) return { ...nothing, action: 'skip', reason: 'create-not-allowed' };
	const rows = input.mapping.rows.filter((row) => row.id in input.source && row.rule !== 'doNotSync');
	const valueOf = (row: MappingRow): Canonical => (isSet(row) ? setOnCreate(row, input) : (input.source[row.id] ?? null));
	const written = rows.filter((row) => travelsOnCreate(row.rule, input.side, valueOf(row)));
	const sets = rows.filter(isSet);
	return {
		...nothing,
		action: 'create',
		reason: 'created',
		write: Object.fromEntries(written.map((row) => [row.id, valueOf(row)])),
		settle: rows.map((row) => row.id),
		...(sets.length === 0 ? {} : { agreed: Object.fromEntries(sets.map((row) => [row.id, elementsOf(valueOf(row))])) }),
	};
}

function planUpdate(input: UpdateInput): Plan {
	const target = input.target.values;
	const write: Record<string, Canonical> = {};
	const repair: string[] = [];
	const ask: string[] = [];
	const frozen: Array<{ row: string; until: string }> = [];
	const losses: Loss[] = [];
	const settle: string[] = [];
	const decided: string[] = [];
	const agreed: Record<string, readonly string[]> = {};
	const closed: string[] = [];

	for (const row of input.mapping.rows) {
		if (row.rule === 'doNotSync' || !(row.id in input.source) || !(row.id in target)) continue;
		const decision = input.link?.decided?.[row.id];
		if (decision !== undefined) {
			// The target gets it now, and gives it to the source, which has lost (see `concededBase`).
			if (!sameCanonical(decision, target[row.id] ?? null)) write[row.id] = decision;
			if (!sameCanonical(decision, input.source[row.id] ?? null)) repair.push(row.id);
			settle.push(row.id);
			decided.push(row.id);
			continue;
		}
		if (isSet(row)) {
			const set = planSet(row, input);
			const rests = set.write === undefined ? undefined : frozenUntil(input.link?.flips?.[row.id], input.at);
			if (rests !== undefined) {
				frozen.push({ row: row.id, until: rests });
				continue;
			}
			if (set.write !== undefined) write[row.id] = set.write;
			if (set.repairs) repair.push(row.id);
			if (set.settles) settle.push(row.id);
			if (set.closed) closed.push(row.id);
			agreed[row.id] = set.agreed;
			continue;
		}
		const field = mergeField(row, input);
		const until = isDispute(field.verdict) && isGuarded(row.rule) ? frozenUntil(input.link?.flips?.[row.id], input.at) : undefined;
		if (until !== undefined) {
			frozen.push({ row: row.id, until });
			continue;
		}
		if (field.verdict === input.side) write[row.id] = input.source[row.id] ?? null;
		else if (field.verdict === 'ask') ask.push(row.id);
		else if (field.verdict !== 'leave' && field.verdict !== 'agree' && field.owesRepair) repair.push(row.id);
		if (field.loss !== undefined) losses.push(field.loss);
		if (field.settles) settle.push(row.id);
	}

	const writes = Object.keys(write).length > 0;
	const sets = Object.keys(agreed).length === 0 ? {} : { agreed, closed };
	if (writes && input.mapping.update?.[otherSide(input.side)] === false) {
		const withdrawn = withdrawalsAmong(write, input);
		// What may not be written is not settled either: the difference stays one, and its values are not lost.
		const open = new Set(Object.keys(write).filter((row) => !(row in withdrawn)));
		const kept = { repair: repair.filter((row) => !decided.includes(row)), ask, frozen, losses: losses.filter(({ row }) => !open.has(row)), settle: settle.filter((row) => !open.has(row)) };
		if (Object.keys(withdrawn).length === 0) return { ...nothing, action: 'none', reason: 'update-not-allowed', ...kept, ...sets };
		const done = { decided: decided.filter((row) => row in withdrawn) };
		return { action: 'update', reason: 'updated', write: withdrawn, flips: flipsOf(input, withdrawn), onlyWithdrawals: true, ...kept, ...done, ...sets };
	}
	Object.assign(write, withdrawalsAgain(input, write, target));
	const reason = reasonOf(input, writes, ask.length > 0, frozen.length > 0);
	const done = decided.length === 0 ? {} : { decided };
	return { action: writes ? 'update' : 'none', reason, write, repair, ask, frozen, losses, settle, flips: flipsOf(input, write), ...done, ...sets };
}

const isDispute = (verdict: FieldMerge['verdict']): boolean => verdict === 'left' || verdict === 'right';

function flipsOf({ link, side, at, hash }: PlanInput, write: Readonly<Record<string, Canonical>>): Plan['flips'] {
	const flips: Plan['flips'] = {};
	for (const [row, value] of Object.entries(write)) {
		flips[row] = afterWrite(link?.flips?.[row], { to: otherSide(side), wrote: hash(canonicalText(value)), at });
	}
	return flips;
}

interface FieldMerge {
	verdict: Verdict | 'agree';
	/** If the source loses, the target's value must be sent back to it: nothing else brings it there. */
	owesRepair: boolean;
	loss?: Loss;
	/** The base becomes the two values as they are after the write. */
	settles: boolean;
}

function mergeField(row: MappingRow, input: UpdateInput): FieldMerge {
	const here = input.source[row.id] ?? null;
	const there = input.target.values[row.id] ?? null;
	const [left, right] = input.side === 'left' ? [here, there] : [there, here];
	const base = input.link?.base[row.id];
	const leftHash = input.hash(canonicalText(left));
	const rightHash = input.hash(canonicalText(right));
	const leftChanged = base === undefined || base.left !== leftHash;
	const rightChanged = base === undefined || base.right !== rightHash;
	// An earlier repair may have come to nothing because the source was changed again meanwhile, and then back to what it had conceded.
	const owesRepair = (input.side === 'left' ? leftChanged : rightChanged) || (base !== undefined && isConceded(base));
	const moved = leftChanged || rightChanged;
	if (leftHash === rightHash) return { verdict: 'agree', owesRepair, settles: moved };

	const ruled = decide(row.rule, {
		left,
		right,
		leftChanged,
		rightChanged,
		hasBase: base !== undefined,
		ignoreClears: row.ignoreClears ?? false,
		later: () => laterOf(row, input),
		tieWinner: input.mapping.tieWinner,
	});
	const onlyBlanks = fillsBlanksOnly(row.rule, ruled, input);
	const verdict = onlyBlanks ? blankFill(row.rule, input.side, here, there) : ruled;
	const loss = lossOf(row.id, verdict, { left, right, leftChanged, rightChanged });
	// An older record of a person that stands back agrees to nothing: once it is the newest, its values count, in whatever order they came.
	const settles = verdict === input.side || (verdict === 'leave' && moved && !onlyBlanks);
	return { verdict, owesRepair, settles, ...(loss === undefined ? {} : { loss }) };
}

/** Two left records that were changed at one moment meet on the right one: the older of them by name is the earlier. */
function laterOf(row: MappingRow, input: UpdateInput): Order {
	const later = laterSide(row, input);
	return later === 'tie' && input.olderSibling === true ? otherSide(input.side) : later;
}

/**
 * An opt-out counts whichever of a person's records it was said on. Where all of them get what the other side holds (`fanOut`), they meet
 * there: under a two-way rule an edit of any of them is an edit like any other, and what the other side owns comes to all of them.
 */
function fillsBlanksOnly(rule: Rule, ruled: Verdict, { olderSibling, mapping, side }: PlanInput): boolean {
	if (olderSibling !== true || rule === 'mostRestrictive') return false;
	if (mapping.fanOut === 'newest') return true;
	return ruled === side && rule !== 'newestWins' && rule !== 'askPerson';
}

function blankFill(rule: Rule, side: Side, here: Canonical, there: Canonical): Verdict {
	return there === null && rule !== 'createOnly' && travelsOnCreate(rule, side, here) ? side : 'leave';
}

/** A value that someone entered and that gives way. A value that is simply replaced by a newer one of the other side is no loss. */
function lossOf(row: string, verdict: Verdict, field: { left: Canonical; right: Canonical; leftChanged: boolean; rightChanged: boolean }): Loss | undefined {
	if (verdict !== 'left' && verdict !== 'right') return undefined;
	const loser = otherSide(verdict);
	const changed = loser === 'left' ? field.leftChanged : field.rightChanged;
	return changed && field[loser] !== null ? { row, side: loser, value: field[loser] } : undefined;
}

function reasonOf(input: PlanInput, writes: boolean, asks: boolean, fights: boolean): Plan['reason'] {
	if (writes) return 'updated';
	if (asks) return 'ask-person';
	if (fights) return 'ping-pong';
	if (input.olderSibling) return 'newer-record-feeds-it';
	return input.link === undefined ? 'linked' : 'no-difference';
}

const nothing = { write: {}, repair: [], ask: [], frozen: [], losses: [], settle: [], flips: {} } as const;
