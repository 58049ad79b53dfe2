import { z } from 'zod';
import { otherSide, SIDES, SYSTEM_NAMES, type Mapping, type Side } from '../engine/model';
import type { Assignment } from '../engine/run/console-port';
import type { SyncStore } from '../engine/run/store-port';
import { noteDecided, type Decider } from './decided';
import { ConsoleProblem } from './problem';
import { nameOfPair } from './words';

/** A value's partner that a person chose, in words. */
export interface DecidedValue extends Assignment {
	/** Names the assignment, for removing it. */
	id: string;
	/** The pair's name. */
	sync: string;
	/** The field, as people know it. */
	field: string;
	/** The two systems' names, and their values. */
	values: Record<Side, string>;
	systems: Record<Side, string>;
}

type AssignmentStore = Pick<SyncStore, 'allAssignments' | 'latestMapping'>;

const keySchema = z.tuple([z.string(), z.string(), z.enum(SIDES), z.string()]);

/** All values that people gave a partner, by sync and field. */
export async function decidedValues(store: AssignmentStore, filter: { pair?: string } = {}): Promise<DecidedValue[]> {
	const found = (await store.allAssignments()).filter(({ pair }) => filter.pair === undefined || pair === filter.pair);
	const mappings = new Map<string, Mapping | undefined>();
	for (const { pair } of found) if (!mappings.has(pair)) mappings.set(pair, await store.latestMapping(pair));
	return found.map((assignment) => inWords(assignment, mappings.get(assignment.pair)));
}

/**
 * A value loses the partner that a person chose: the next record with it asks anew. What was written with it stays.
 * @throws ConsoleProblem when there is no such assignment (any more)
 */
export async function removeAssignment(store: Pick<SyncStore, 'removeAssignment' | 'latestMapping' | 'noteDecision'>, id: string, by?: Decider): Promise<{ removed: true; message: string }> {
	const [pair, row, side, from] = keyOf(id);
	if (!(await store.removeAssignment({ pair, row, side, from }))) {
		throw new ConsoleProblem('There is no such decided value (any more).', 'Get the list anew: somebody may have removed it already.');
	}
	const mapping = await store.latestMapping(pair);
	const field = labelOf(mapping, row);
	if (by) await noteDecided(store, by, { pair, message: `The partner of a value of “${field}” was taken away: it is asked about anew.` }, mapping);
	return { removed: true, message: `The value has no partner for “${field}” any more. The next record with it asks anew; what was written stays as it is.` };
}

function inWords({ pair, row, side, from, to }: Assignment, mapping: Mapping | undefined): DecidedValue {
	const values = { left: side === 'left' ? from : to, right: side === 'left' ? to : from };
	const systems = mapping === undefined ? { left: 'Left', right: 'Right' } : { left: SYSTEM_NAMES[mapping.left.system], right: SYSTEM_NAMES[mapping.right.system] };
	return { id: JSON.stringify([pair, row, side, from]), pair, row, side, from, to, sync: mapping === undefined ? pair : nameOfPair(mapping), field: labelOf(mapping, row), values, systems };
}

const labelOf = (mapping: Mapping | undefined, row: string): string => mapping?.rows.find(({ id }) => id === row)?.label ?? row;

/** "Negotiation in Salesforce is n7 in Pact": in the direction in which it was asked. */
export const saidOf = ({ side, from, to, systems }: DecidedValue): string => `“${from}” in ${systems[side]} is “${to}” in ${systems[otherSide(side)]}`;

function keyOf(id: string): z.output<typeof keySchema> {
	try {
		return keySchema.parse(JSON.parse(id));
	} catch {
		throw new ConsoleProblem('This names no decided value.', 'Take the "id" of an item from "Get Many Assignments".');
	}
}
