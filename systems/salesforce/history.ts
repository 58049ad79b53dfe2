import { groupBy } from 'lodash';
import { z } from 'zod';
import type { FieldValue } from '../../engine/model';
import type { Past, PastValue } from '../../engine/run/system-port';
import type { ObjectDescription, Row } from './contract';
import { isoMoment, soqlMoment, soqlName, soqlText } from './soql';

/*
 * Salesforce keeps the history of the fields that an admin chose (help article "Field History Tracking": at most twenty of an object), in an
 * object beside the record's (`ContactHistory`), which a query for the records brings along by their relationship `Histories`. Times are whole
 * seconds, and of two changes in one second the order is not told. Of texts of more than 255 characters and lists of choices the values are
 * not kept; of references they are kept twice, as names and as ids. Fields that are not tracked have no row: of them nothing is known.
 */

/** The relationship to a record's history, in any object that has one. */
const HISTORIES = 'Histories';
/** Rows of one record: twenty fields, changed a few times in the moments between two looks. */
const MAX_ROWS = 60;

const historySchema = z.object({
	records: z.array(
		z.object({
			Field: z.string(),
			OldValue: z.union([z.string(), z.number(), z.boolean()]).nullish(),
			NewValue: z.union([z.string(), z.number(), z.boolean()]).nullish(),
			CreatedDate: z.string(),
			CreatedBy: z.object({ Name: z.string().nullish() }).nullish(),
		}),
	),
});
type Entry = z.infer<typeof historySchema>['records'][number];

/** The part of a SELECT list that brings the past; nothing for an object that keeps none, and for fields of other records. */
export function pastSelection({ fields, childRelationships }: ObjectDescription, past: Past): string[] {
	const kept = new Set(fields.map(({ name }) => name));
	const names = past.fields.filter((name) => kept.has(name));
	if (names.length === 0 || !childRelationships.some(({ relationshipName }) => relationshipName === HISTORIES)) return [];
	const where = `CreatedDate >= ${soqlMoment(past.since)} AND Field IN (${names.map(soqlText).join(',')})`;
	return [`(SELECT Field, OldValue, NewValue, CreatedDate, CreatedBy.Name FROM ${soqlName(HISTORIES)} WHERE ${where} ORDER BY CreatedDate DESC, Id DESC LIMIT ${MAX_ROWS})`];
}

/** The past of a row that was read with it, by field. */
export function pastOf(row: Row): Record<string, PastValue[]> {
	const told = historySchema.safeParse(row[HISTORIES]);
	if (!told.success) return {};
	return Object.fromEntries(Object.entries(groupBy(told.data.records, ({ Field }) => Field)).map(([field, entries]) => [field, chainOf(entries)]));
}

/** Values from the newest to the oldest: each entry's old value is the new one of the entry before it, whatever the order within a second. */
function chainOf(entries: readonly Entry[]): PastValue[] {
	const left = [...entries];
	const chain: PastValue[] = [];
	for (let next = takeNewest(left); next !== undefined;) {
		const { by, old, ...value } = next;
		chain.push({ ...value, ...(by === undefined ? {} : { by }) });
		const found = left.findIndex(({ NewValue }) => valueOf(NewValue) === old);
		if (found < 0) return [...chain, { value: old }];
		next = stepOf(left.splice(found, 1)[0] as Entry);
	}
	return chain;
}

/** The newest entry, taken out: of those of the newest second the one whose value none of the others replaced. */
function takeNewest(left: Entry[]): Step | undefined {
	const [first] = left;
	if (first === undefined) return undefined;
	const same = left.filter(({ CreatedDate }) => CreatedDate === first.CreatedDate);
	const newest = same.find(({ NewValue }) => !same.some(({ OldValue }) => valueOf(OldValue) === valueOf(NewValue))) ?? first;
	left.splice(left.indexOf(newest), 1);
	return stepOf(newest);
}

interface Step extends PastValue {
	old: FieldValue;
}

const stepOf = ({ NewValue, OldValue, CreatedDate, CreatedBy }: Entry): Step => ({
	value: valueOf(NewValue),
	old: valueOf(OldValue),
	at: isoMoment(CreatedDate),
	...(CreatedBy?.Name ? { by: CreatedBy.Name } : {}),
});

const valueOf = (value: string | number | boolean | null | undefined): FieldValue => value ?? null;
