import type { MappingRow } from '../model';
import { laterSide } from './evidence';
import type { PlanInput, UpdateInput } from './types';

const at = (minute: number) => new Date(Date.parse('2026-03-01T12:00:00.000Z') + minute * 60_000).toISOString();
const row: MappingRow = { id: 'title', left: 'title', right: 'title', label: 'Title', lens: { kind: 'text' }, rule: 'newestWins', required: { left: false, right: false } };
const ref = { system: 'pact', connection: 'c', object: 'o', id: '1' } as const;

/** Both records were changed in minute 5; when they were last seen, the left one had been changed then already. */
const input = (base: NonNullable<PlanInput['link']>['base']): UpdateInput => ({
	mapping: { pair: 'p', left: ref, right: ref, rows: [row], match: [], externalIds: {}, create: { left: true, right: true }, tieWinner: 'right' },
	side: 'left', source: {}, at: at(9), hash: (text) => text,
	change: { ...ref, kind: 'upserted', origin: 'poll', modifiedAt: at(5) },
	target: { values: {}, modifiedAt: at(5) },
	link: { id: '1', pair: 'p', left: ref, right: ref, leftModifiedAt: at(5), rightModifiedAt: at(3), base },
});

describe('of two changes', () => {
	it('the one that came after both were last seen is the later', () => {
		expect(laterSide(row, input({ title: { left: 'a', right: 'a' } }))).toBe('left');
	});

	it('none is, by what was last seen, where the row was never seen: the mapping gained it later', () => {
		expect(laterSide(row, input({}))).toBe('tie');
	});
});

describe('the evidence of two changes', () => {
	/** The record's modified time, the last time that the two were seen in agreement, the field's own time: minutes. */
	interface Times {
		until: number;
		after?: number;
		exact?: number;
	}

	const fieldTime = (minute: number | undefined) => (minute === undefined ? {} : { fieldTimes: { title: at(minute) } });

	/** Whose change is the later one, by what is known of each; the left one's or the right one's change is being processed. */
	const later = (left: Times, right: Times, side: 'left' | 'right' = 'left') => {
		const [source, target] = side === 'left' ? [left, right] : [right, left];
		return laterSide(row, {
			...input({}),
			side,
			change: { ...input({}).change, modifiedAt: at(source.until), ...fieldTime(source.exact) },
			target: { values: {}, modifiedAt: at(target.until), ...fieldTime(target.exact) },
			link: {
				id: '1', pair: 'p', left: ref, right: ref, base: { title: { left: 'a', right: 'a' } },
				leftModifiedAt: at(left.after ?? 0), rightModifiedAt: at(right.after ?? 0),
			},
		});
	};

	it.each<[string, Times, Times, 'left' | 'right' | 'tie']>([
		['a later time of the field', { exact: 4, until: 4 }, { exact: 3, until: 9 }, 'left'],
		['an earlier time of the field, though the record was changed later', { exact: 3, until: 9 }, { exact: 4, until: 4 }, 'right'],
		['one time for both fields, whatever the records say', { exact: 3, until: 9 }, { exact: 3, until: 4 }, 'tie'],
		['a change after the other record was last changed', { after: 6, until: 9 }, { after: 0, until: 5 }, 'left'],
		['the same, the other way round', { after: 0, until: 5 }, { after: 6, until: 9 }, 'right'],
		['a change after the very moment of the other', { after: 5, until: 9 }, { after: 0, until: 5 }, 'left'],
		['the same moment, the other way round', { after: 0, until: 5 }, { after: 5, until: 9 }, 'right'],
		['a field time within the interval of the other: the later record', { exact: 3, until: 3 }, { after: 0, until: 5 }, 'right'],
		['a field time after the interval of the other', { exact: 6, until: 6 }, { after: 0, until: 5 }, 'left'],
		['a field time before the interval of the other', { exact: 3, until: 3 }, { after: 4, until: 5 }, 'right'],
		['a field time that the other side has only', { after: 4, until: 9 }, { exact: 3, until: 3 }, 'left'],
		['a field time that counts more than its record’s', { exact: 3, until: 9 }, { after: 4, until: 5 }, 'right'],
		['intervals that overlap: the later record', { after: 0, until: 7 }, { after: 0, until: 5 }, 'left'],
		['intervals that overlap, the other way round', { after: 0, until: 5 }, { after: 0, until: 7 }, 'right'],
		['records of one moment, of which the right one was changed then already when it was last seen', { after: 3, until: 5 }, { after: 5, until: 5 }, 'right'],
		['records of one moment', { after: 0, until: 5 }, { after: 0, until: 5 }, 'tie'],
	])('%s', (_case, left, right, side) => {
		expect(later(left, right)).toBe(side);
		expect(later(left, right, 'right')).toBe(side);
	});

	it('is a tie for two records of one moment that were never linked', () => {
		const { link, ...unlinked } = input({});
		expect(laterSide(row, unlinked)).toBe('tie');
		expect(laterSide(row, { ...unlinked, target: { ...unlinked.target, modifiedAt: at(4) } })).toBe('left');
	});
});
