import type { Canonical, Mapping, MappingRow, Rule, Side } from '../model';
import { canonicalText } from '../mapping/canonical';
import { settledBase } from './base';
import { FREEZE_MS, MOST_FLIPS } from './ping-pong';
import type { CanonicalRow, PlanInput } from './types';

/** Minutes after noon. */
export const at = (minute: number): string => new Date(Date.parse('2026-03-01T12:00:00.000Z') + minute * 60_000).toISOString();
/** Readable in a failure, and one-to-one. */
export const hash = (text: string): string => `#${text}`;

const LEFT = { system: 'salesforce', connection: 'org', object: 'Contact', id: '003' } as const;
const RIGHT = { system: 'pact', connection: 'w', object: 'contacts', id: 'p' } as const;

export const rowOf = (id: string, rule: Rule, more: Partial<MappingRow> = {}): MappingRow => ({
	id,
	left: id,
	right: `${id}_there`,
	label: id,
	lens: { kind: 'text' },
	rule,
	required: { left: false, right: false },
	...more,
});

export const mappingOf = (rows: MappingRow[], more: Partial<Mapping> = {}): Mapping => ({
	pair: 'p',
	left: { system: 'salesforce', object: 'Contact' },
	right: { system: 'pact', object: 'contacts' },
	rows,
	match: [],
	externalIds: {},
	create: { left: true, right: true },
	tieWinner: 'left',
	...more,
});

/** Two records that were in agreement on `agreed` in minute 0; both were changed in minute 5, and the left one's change is processed. */
export function linked(rows: MappingRow[], agreed: CanonicalRow, now: { left: CanonicalRow; right: CanonicalRow }, more: Partial<PlanInput> = {}): PlanInput {
	const side: Side = more.side ?? 'left';
	const base = Object.fromEntries(Object.entries(agreed).map(([row, value]) => [row, settled(value)]));
	return {
		mapping: mappingOf(rows),
		side,
		change: { ...(side === 'left' ? LEFT : RIGHT), kind: 'upserted', origin: 'poll', modifiedAt: at(5) },
		source: now[side],
		target: { values: side === 'left' ? now.right : now.left, modifiedAt: at(5) },
		link: { id: '1', pair: 'p', left: LEFT, right: RIGHT, leftModifiedAt: at(0), rightModifiedAt: at(0), base },
		at: at(9),
		hash,
		...more,
	};
}

/** The base row of two sides that held this value. */
export const settled = (value: Canonical) => settledBase(hash(canonicalText(value)), hash(canonicalText(value)));

/** The count of a row that was fought over until minute 0. */
export const fought = { to: 'right', wrote: 'x', count: MOST_FLIPS, since: at(0) } as const;
export const thawsAt = new Date(Date.parse(at(0)) + FREEZE_MS).toISOString();

/** What a plan that does nothing says, beside its action and reason. */
export const EMPTY = { write: {}, repair: [], ask: [], frozen: [], losses: [], settle: [], flips: {} };
