import type { Mapping, MappingRow, Side } from '../model';
import type { Plan } from '../merge/types';
import type { PlannedJob } from './job';
import type { LinkWithBase } from './store-port';

export const NOW = Date.parse('2026-03-01T12:00:00.000Z');
/** Seconds after noon. */
export const at = (seconds: number): string => new Date(NOW + seconds * 1000).toISOString();
export const clockWith = (random = 0) => ({ now: () => new Date(NOW), sleep: async () => undefined, random: () => random });

export const LEFT = { system: 'salesforce', connection: 'org', object: 'Contact', id: '003' } as const;
export const RIGHT = { system: 'pact', connection: 'w', object: 'contacts', id: 'p' } as const;

export const rowOf = (id: string, more: Partial<MappingRow> = {}): MappingRow => ({
	id, left: `${id}_l`, right: `${id}_r`, label: `The ${id}`, lens: { kind: 'text' }, rule: 'newestWins', required: { left: false, right: false }, ...more,
});
export const mappingWith = (...rows: MappingRow[]): Mapping => ({
	pair: 'people', left: { system: 'salesforce', object: 'Contact' }, right: { system: 'pact', object: 'contacts' }, rows,
	match: [{ kind: 'email', left: 'Email', right: 'email' }], externalIds: {}, create: { left: true, right: true }, tieWinner: 'left',
});
export const linkWith = (more: Partial<LinkWithBase> = {}): LinkWithBase => ({
	id: '1', pair: 'people', left: LEFT, right: RIGHT, leftModifiedAt: at(0), rightModifiedAt: at(0), base: {}, ...more,
});

/** A planned job of the left or the right record, whose plan does nothing unless told. */
export function jobOf(side: Side = 'left', more: Partial<Omit<PlannedJob, 'plan'>> & { plan?: Partial<Plan>; attempt?: number; modifiedAt?: string } = {}): PlannedJob {
	const { plan, attempt, modifiedAt = at(5), ...rest } = more;
	const [source, { id, ...place }] = side === 'left' ? [LEFT, RIGHT] : [RIGHT, LEFT];
	const ticket = attempt === undefined ? {} : { ticket: { feed: 'f', seq: 1, attempt } };
	return {
		index: 0,
		item: { change: { ...source, kind: 'upserted', origin: 'poll', modifiedAt, ...ticket }, fields: {}, mapped: { pair: 'people', mapping: 'v1', side, target: { system: place.system, object: place.object }, values: {} } },
		mapping: mappingWith(rowOf('title'), rowOf('name')),
		side,
		source,
		target: place,
		lookups: [],
		values: {},
		fellows: [],
		siblings: [],
		kin: [],
		record: { id, fields: {}, modifiedAt: at(0) },
		before: {},
		plan: { action: 'none', reason: 'no-difference', write: {}, repair: [], ask: [], frozen: [], losses: [], settle: [], flips: {}, ...plan },
		...rest,
	};
}
