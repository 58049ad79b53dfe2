import type { IDataObject, INodeExecutionData, NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { Outcome } from '../../../engine/model';
import type { RecordOutcome } from '../../../engine/run/batch';

/** An input item's number and what became of it. */
export interface Numbered<T> {
	index: number;
	value: T;
}

const OUTPUTS = ['done', 'review', 'failed'] as const;

/** Where each outcome comes out. What waits for a parent or for a quieter moment goes on by itself, so it is done for this run. */
const OUTPUT_OF: Record<Outcome, (typeof OUTPUTS)[number]> = {
	created: 'done',
	updated: 'done',
	unchanged: 'done',
	skipped: 'done',
	waiting: 'done',
	conflict: 'review',
	failed: 'failed',
};

/** The node's named outputs: Done, Review and Failed, or the one of an operation that writes no records. n8n evaluates it as text. */
export function outputsOf(single: Readonly<Record<string, string>>): `={{${string}}}` {
	const others = Object.entries(single).map(([operation, name]) => `$parameter["operation"] === "${operation}" ? ["${name}"] : `);
	return `={{ (${others.join('')}["Done", "Review", "Failed"]).map((name) => ({ type: "main", displayName: name })) }}`;
}

/** Every item on Done, Review or Failed, in the order of the input. An outcome that raised a question for a person is for review. */
export function routed(outcomes: ReadonlyArray<Numbered<RecordOutcome>>, refused: readonly INodeExecutionData[] = []): INodeExecutionData[][] {
	const outputs: Record<(typeof OUTPUTS)[number], INodeExecutionData[]> = { done: [], review: [], failed: [...refused] };
	for (const { index, value } of outcomes) outputs[outputOf(value)].push({ json: toJson(value), pairedItem: { item: index } });
	return OUTPUTS.map((name) => outputs[name]);
}

/** What an operation without records found: one item each, all from the first input item. */
export function reported(findings: readonly object[]): INodeExecutionData[][] {
	return [findings.map((finding) => ({ json: { ...finding }, pairedItem: { item: 0 } }))];
}

/** An item that did not belong here, in the shape of the others. */
export function doorFailure(error: NodeApiError | NodeOperationError, index: number): INodeExecutionData {
	return { json: { outcome: 'failed', reason: 'foreign-item', message: error.message }, error, pairedItem: { item: index } };
}

function outputOf({ outcome, reason, questions }: RecordOutcome): (typeof OUTPUTS)[number] {
	if (outcome === 'failed') return 'failed';
	return questions.length > 0 || reason === 'value-not-mapped' ? 'review' : OUTPUT_OF[outcome];
}

function toJson({ outcome, reason, message, source, target, movements, questions }: RecordOutcome): IDataObject {
	return {
		outcome,
		reason,
		message,
		source: { ...source },
		...(target ? { target: { ...target } } : {}),
		changes: movements.map((movement) => ({ ...movement })),
		...(questions.length > 0 ? { questions: questions.map(({ kind, message: question, details }) => ({ kind, message: question, details })) } : {}),
	};
}
