import type { HeldField, Mapping, MappingRow, RecordRef, Side } from '../../engine/model';
import type { ReviewItem } from '../../engine/run/store-port';
import { valueWaitKey } from '../../engine/mapping';

/** Held values that a person can settle by choosing a partner, with the items they came in. */
export interface ValueQuestion {
	review: ReviewItem;
	items: number[];
}

/** Gathers one question for each distinct value, however many records have it. */
export function createValueQuestions(mapping: Mapping, side: Side) {
	const questions = new Map<string, ValueQuestion>();
	return {
		add(held: readonly HeldField[], source: RecordRef, item: number): void {
			for (const field of held) {
				// What is held for another reason (a text that is no date, say) is no choice between values.
				if (field.waitKey !== valueWaitKey(mapping.pair, field.row, side, String(field.value))) continue;
				const known = questions.get(field.waitKey);
				if (known) known.items.push(item);
				else questions.set(field.waitKey, { review: toReview(mapping, side, field, source), items: [item] });
			}
		},
		all: (): ValueQuestion[] => [...questions.values()],
	};
}

function toReview(mapping: Mapping, side: Side, held: HeldField, source: RecordRef): ReviewItem {
	const row = mapping.rows.find(({ id }) => id === held.row);
	return {
		kind: 'unmapped-value',
		pair: mapping.pair,
		key: held.waitKey,
		message: held.message,
		details: { row: held.row, field: held.field, label: row?.label ?? held.field, side, value: held.value, choices: choicesOf(row, side) },
		source,
	};
}

/** The values of the other side that are known so far. */
function choicesOf(row: MappingRow | undefined, side: Side): string[] {
	if (row?.lens.kind !== 'picklist' && row?.lens.kind !== 'multiselect') return [];
	return [...new Set(row.lens.values.map(([left, right]) => (side === 'left' ? right : left)))];
}
