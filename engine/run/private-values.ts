import { canonicalText, readFields, writtenFields } from '../mapping';
import { otherSide, type FieldMovement, type FieldValue, type FieldValues, type Mapping, type MappingRow } from '../model';
import type { Ending, Job, PlannedJob } from './job';
import type { ReviewItem, RunStore } from './store-port';

type Hash = RunStore['hash'];

/** Stands in a text in the place of a value. */
const PLACE = '…';
/** A single sign says nothing about anybody, and stands in too many words. */
const SHORTEST = 2;

const privateRows = new WeakMap<Mapping, readonly MappingRow[]>();

/** Rows whose values are kept out of everything that is stored for people. Mappings are never changed in place: the answer is kept. */
function privateRowsOf(mapping: Mapping): readonly MappingRow[] {
	const known = privateRows.get(mapping) ?? mapping.rows.filter((row) => row.private === true);
	privateRows.set(mapping, known);
	return known;
}

/**
 * The end without any value of its mapping's private rows: movements say that there was a change, questions about a field have keyed hashes
 * in the place of the two values, and no text (a system's refusal may quote what it refused) holds one. To be asked before anything is stored or told.
 */
export function withoutPrivateValues(end: Ending, hash: Hash): Ending {
	const rows = privateRowsOf(end.job.mapping);
	if (rows.length === 0) return end;
	const ids = new Set(rows.map(({ id }) => id));
	const clean = cleaner(end.job, rows);
	const { outcome, ledger } = end;
	return {
		...end,
		outcome: {
			...outcome,
			message: clean(outcome.message),
			movements: outcome.movements.map((movement) => (ids.has(movement.row) ? hiddenMovement(movement) : movement)),
			questions: outcome.questions.map((question) => ({ ...(isAbout(question, ids) ? hiddenQuestion(question, hash) : question), message: clean(question.message) })),
		},
		ledger: ledger.kind === 'issue' ? { ...ledger, message: clean(ledger.message) } : ledger,
	};
}

const isAbout = ({ kind, details }: ReviewItem, ids: ReadonlySet<string>): boolean => kind === 'conflict' && ids.has(String(details.row));

const hiddenMovement = ({ row, field, lost }: FieldMovement): FieldMovement => ({
	row, field, from: null, to: null, hidden: true, ...(lost === undefined ? {} : { lost: { side: lost.side, value: null } }),
});

/** The hashes are what an answer needs: whichever side loses, its value of now is known again, and a later one is news. */
function hiddenQuestion(question: ReviewItem, hash: Hash): ReviewItem {
	const { left = null, right = null, ...details } = question.details;
	const hashOf = (value: FieldValue): string => hash(canonicalText(value));
	return { ...question, details: { ...details, hidden: true, leftHash: hashOf(left), rightHash: hashOf(right) } };
}

/** Takes the values that the job's record and its counterpart hold in these rows out of a text. */
function cleaner(job: Job, rows: readonly MappingRow[]): (text: string) => string {
	const words = [...new Set(valuesOf(job, rows).flatMap(wordsOf))].sort((one, other) => other.length - one.length);
	if (words.length === 0) return (text) => text;
	const any = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
	// Whole words: "Ann" is not in "Annual".
	const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${any})(?![\\p{L}\\p{N}])`, 'giu');
	return (text) => text.replace(pattern, PLACE);
}

function valuesOf(job: Job, rows: readonly MappingRow[]): FieldValue[] {
	const { side, item, values, link } = job;
	const { before = {}, record, plan }: Partial<Pick<PlannedJob, 'before' | 'record' | 'plan'>> = job as Partial<PlannedJob>;
	const target = otherSide(side);
	const picked = (fields: FieldValues, names: readonly string[]): FieldValue[] => names.map((name) => fields[name] ?? null);
	return rows.flatMap((row): FieldValue[] => [
		...picked(item.fields, readFields(row, side)),
		...picked(item.mapped.values, writtenFields(row, target)),
		...picked(record?.fields ?? {}, readFields(row, target)),
		...(item.mapped.held ?? []).flatMap((held) => (held.row === row.id ? [held.value] : [])),
		...[values, before, plan?.write, link?.decided].map((of) => (of?.[row.id] ?? null) as FieldValue),
	]);
}

/** Yes and no are no words of anybody's. */
function wordsOf(value: FieldValue): string[] {
	if (value === null || typeof value === 'boolean') return [];
	const texts = Array.isArray(value) ? value : [String(value)];
	return texts.map((text) => text.trim()).filter((text) => text.length >= SHORTEST);
}
