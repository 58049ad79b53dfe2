import { createHash } from 'node:crypto';
import { isEqual } from 'lodash';
import { findField } from '../../engine/mapping/compile/find-field';
import { otherSide, type HeldField, type Mapping, type MappingRow, type RecordRef, type Side } from '../../engine/model';
import type { ReviewItem } from '../../engine/run/store-port';
import { heldKey } from '../../engine/mapping';
import type { Schemas } from './compile';

/** Held values that a person can settle by choosing a partner, with the items they came in. */
export interface ValueQuestion {
	review: ReviewItem;
	items: number[];
}

/** Gathers one question for each distinct value, however many records have it. */
export function createValueQuestions(mapping: Mapping, schemas: Schemas, side: Side) {
	const questions = new Map<string, ValueQuestion>();
	return {
		add(held: readonly HeldField[], source: RecordRef, item: number): void {
			for (const field of held) {
				// What is held for another reason (a text that is no date, say) is no choice between values.
				const row = mapping.rows.find(({ id }) => id === field.row);
				if (field.waitKey !== heldKey(mapping.pair, row ?? { id: field.row }, side, field.value)) continue;
				const known = questions.get(field.waitKey);
				if (known) known.items.push(item);
				else questions.set(field.waitKey, { review: toReview(mapping, schemas, side, field, source), items: [item] });
			}
		},
		all: (): ValueQuestion[] => [...questions.values()],
	};
}

function toReview(mapping: Mapping, schemas: Schemas, side: Side, held: HeldField, source: RecordRef): ReviewItem {
	const row = mapping.rows.find(({ id }) => id === held.row);
	if (row?.private) return privateReview(mapping, side, held, source, row);
	const choices = choicesOf(schemas, row, side);
	const stageType = row && findField(schemas[side], row[side])?.options?.find(({ value }) => value === held.value)?.stageType;
	return {
		kind: 'unmapped-value',
		pair: mapping.pair,
		key: held.waitKey,
		message: held.message,
		details: { row: held.row, field: held.field, label: row?.label ?? held.field, side, value: held.value, choices, ...(stageType ? { stageType } : {}), ...labelsOf(schemas, row, side, String(held.value), choices) },
		source,
	};
}

/** Nobody is shown which value it is: whoever may see the record finds it there. One question for the row, whatever its values. */
function privateReview({ pair }: Mapping, side: Side, held: HeldField, source: RecordRef, row: MappingRow): ReviewItem {
	return {
		kind: 'unmapped-value',
		pair,
		key: held.waitKey,
		message: `${held.message} The field is private, so the value is not shown: look at the record, and add the pair in the mapper under Values & Stages.`,
		details: { row: held.row, field: held.field, label: row.label, side, hidden: true, partners: partnersOf(row) },
		source,
	};
}

/** Tells one version of a row's partners from another. */
export const partnersOf = ({ lens }: MappingRow): string => createHash('sha256').update(JSON.stringify(lens)).digest('hex').slice(0, 16);

/** What people know the values by, where that is another word (HubSpot's stages are numbers); `choiceLabels` in the order of the choices. */
function labelsOf(schemas: Schemas, row: MappingRow | undefined, side: Side, value: string, choices: string[]): { valueLabel?: string; choiceLabels?: string[] } {
	if (row === undefined) return {};
	const label = (of: Side, word: string): string => findField(schemas[of], row[of])?.options?.find((option) => option.value === word)?.label ?? word;
	const valueLabel = label(side, value);
	const choiceLabels = choices.map((choice) => label(otherSide(side), choice));
	return { ...(valueLabel === value ? {} : { valueLabel }), ...(isEqual(choiceLabels, choices) ? {} : { choiceLabels }) };
}

/** The values in use on the other side, or (where its list is an open one) those that are known so far. */
function choicesOf(schemas: Schemas, row: MappingRow | undefined, side: Side): string[] {
	if (row?.lens.kind !== 'picklist' && row?.lens.kind !== 'multiselect') return [];
	const target = otherSide(side);
	const options = findField(schemas[target], row[target])?.options?.filter(({ active }) => active) ?? [];
	if (options.length > 0) return [...new Set(options.map(({ value }) => value))];
	return [...new Set(row.lens.values.map(([left, right]) => (side === 'left' ? right : left)))];
}
