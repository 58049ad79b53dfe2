import { randomBytes } from 'node:crypto';
import { canonicalText, mapRecord, toCanonical } from '../../engine/mapping';
import { settledBase } from '../../engine/merge/base';
import { planRecord } from '../../engine/merge/plan-record';
import type { CanonicalRow, PlanInput } from '../../engine/merge/types';
import type { FieldValues, MappingRow } from '../../engine/model';
import { hasher, KEY_BYTES } from '../../store/key';
import { cpuRate } from './measure';
import { changeOf, FIELDS, leftFields, leftRef, mapping, NOW, rightRef } from './scene';
import { perSecond, times, type Section } from './table';

const hash = hasher(randomBytes(KEY_BYTES));
const EARLIER = '2026-02-01T12:00:00.000Z';

const canonicalOf = (row: MappingRow, fields: FieldValues) => {
	const result = toCanonical(row, 'left', fields[row.left]);
	if (!result.ok) throw new Error(`${row.id}: ${result.message}`);
	return [row.id, result.value] as const;
};
const canonical = (fields: FieldValues): CanonicalRow =>
	Object.fromEntries(mapping.rows.map((row) => canonicalOf(row, fields)));
const linkTo = (agreed: CanonicalRow): NonNullable<PlanInput['link']> => ({
	id: '1',
	pair: mapping.pair,
	left: leftRef(1),
	right: rightRef(1),
	leftModifiedAt: EARLIER,
	rightModifiedAt: EARLIER,
	base: Object.fromEntries(
		Object.entries(agreed).map(([row, value]) => [
			row,
			settledBase(hash(canonicalText(value)), hash(canonicalText(value))),
		]),
	),
});

/** Pure work of the engine on one record, by CPU time. */
export function planningSection(): Section {
	const fields = leftFields(1);
	const reference = cpuRate(() => JSON.parse(JSON.stringify(fields)) as unknown);
	const agreed = canonical(fields);
	const leftEdited = canonical(leftFields(1, 1));
	const rightEdited = canonical(leftFields(1, 2));
	const input = (source: CanonicalRow, target?: CanonicalRow): PlanInput => ({
		mapping,
		side: 'left',
		change: changeOf(1),
		at: NOW,
		source,
		hash,
		...(target === undefined ? {} : { target: { values: target, modifiedAt: NOW }, link: linkTo(agreed) }),
	});
	const line = (what: string, unit: string, work: () => unknown) => {
		const rate = cpuRate(work);
		return {
			what,
			result: perSecond(rate, unit),
			ratio: times(reference / rate, 'the time of a JSON round trip of the record'),
		};
	};
	const plan = (what: string, given: PlanInput) => line(`planRecord, ${what}`, 'plans', () => planRecord(given));
	const [key] = Object.values(fields);
	return {
		title: `Plans (${FIELDS} rows, CPU time)`,
		lines: [
			line('one keyed hash', 'hashes', () => hash(String(key))),
			line('mapRecord', 'records', () => mapRecord(mapping, 'left', fields)),
			plan('create', input(agreed)),
			plan('echo', input(agreed, agreed)),
			plan('update (one field)', input(leftEdited, agreed)),
			plan('conflict (one field on both sides)', input(leftEdited, rightEdited)),
		],
	};
}
