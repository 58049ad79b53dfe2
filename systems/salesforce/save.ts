import { sortBy } from 'lodash';
import type { SystemErrorDetails } from '../../engine/model';
import type { Clock } from '../../engine/run/clock-port';
import type { WriteResult } from '../../engine/run/system-port';
import { chunksOf } from '../common/chunks';
import { SystemError } from '../common/engine';
import { retryDelayMs } from '../common/retry';
import type { SalesforceClient, SaveOptions } from './client';
import type { CollectionAnswer, FieldDescription, ObjectDescription, Row } from './contract';
import { errorOfRefusal } from './errors';
import { MAX_COLLECTION_RECORDS } from './limits';
import { isSameId } from './row-id';
import { soqlName } from './soql';

/** A record on its way to Salesforce: `id` where it is there already. */
export interface Sendable {
	id?: string;
	values: Row;
}

export interface SavePorts extends SaveOptions {
	client: Pick<SalesforceClient, 'saveCollection'>;
	clock: Clock;
	/** Writes many at a time where that pays; what it leaves out is written by calls of 200. */
	bulk?: ((description: ObjectDescription, records: readonly Sendable[]) => Promise<ReadonlyMap<Sendable, WriteResult>>) | undefined;
}

/** Of contacts and leads. */
const EMAIL_OPT_OUT = 'HasOptedOutOfEmail';

/** A row that another transaction holds is free again within seconds; what is still locked then is left to the ledger. */
const LOCK_TRIES = 3;
/** Calls that finding the bad records of one refused call may take: seven bad ones among 200, each halved down to one. */
const MAX_SPLIT_CALLS = 112;
const BAD_REQUEST = 400;

/** Refusals that the rest of a batch would meet as well: it is not sent. */
const STOPS_THE_BATCH: ReadonlySet<SystemErrorDetails['class']> = new Set(['credential-refused', 'not-allowed', 'rate-limited', 'quota-spent']);

/** Creates or updates so many records, 200 a call or by jobs of the Bulk API; one result each, in their order. Throws nothing that Salesforce or the way to it does. */
export async function saveRecords(
	description: ObjectDescription,
	records: readonly Sendable[],
	ports: SavePorts,
): Promise<WriteResult[]> {
	const { name, fields } = description;
	const parents = fields.filter(isParent).map((field) => field.name);
	// One parent's children in one call: Salesforce locks the parent for each, and calls for one parent would lock each other out.
	const byParent = [...records].sort((one, other) => parentKey(one, parents).localeCompare(parentKey(other, parents)));
	// Opt-outs with the first call. A record's fields are one write, done as a whole or not at all, so that none is written before it.
	const inOrder = sortBy(byParent, ({ values }) => (values[EMAIL_OPT_OUT] === true ? 0 : 1));
	// The Bulk API passes no duplicate rule that a user wants to be passed.
	const results = new Map(ports.saveDuplicates ? [] : await ports.bulk?.(description, inOrder));
	let open = inOrder.filter((record) => !results.has(record) || isLocked(results.get(record)));
	for (let attempt = 1; open.length > 0; attempt++) {
		await sendAll(name, open, ports, results);
		open = open.filter((record) => isLocked(results.get(record)));
		if (attempt >= LOCK_TRIES) break;
		if (open.length > 0) await ports.clock.sleep(retryDelayMs(attempt, ports.clock.random()));
	}
	const referring = new Set(fields.filter(({ type }) => type === 'reference').map((field) => field.name));
	return records.map((record) => withMeaning(results.get(record) as WriteResult, record, referring));
}

/** Salesforce locks accounts and the like with their children, but neither owners nor record types. */
const isParent = ({ type, referenceTo }: FieldDescription): boolean =>
	type === 'reference' && !referenceTo.includes('User') && !referenceTo.includes('RecordType');

const parentKey = ({ values }: Sendable, parents: readonly string[]): string =>
	parents.map((field) => values[field]).filter((id) => typeof id === 'string').join('|');

const isLocked = (result: WriteResult | undefined): boolean => result?.ok === false && result.error.code === 'UNABLE_TO_LOCK_ROW';

/** "Invalid cross reference id" stands for the record itself where it points at no other. */
function withMeaning(result: WriteResult, { id, values }: Sendable, referring: ReadonlySet<string>): WriteResult {
	if (result.ok || id === undefined || result.error.code !== 'INVALID_CROSS_REFERENCE_KEY' || result.error.fields) return result;
	if (Object.keys(values).some((name) => referring.has(name))) return result;
	return { ok: false, error: { ...result.error, class: 'not-found', message: 'Salesforce has no such record (any more).' } };
}

async function sendAll(object: string, records: readonly Sendable[], ports: SavePorts, results: Map<Sendable, WriteResult>): Promise<void> {
	let stop: SystemErrorDetails | undefined;
	for (const kind of ['create', 'update'] as const) {
		const ofKind = records.filter(({ id }) => (id === undefined) === (kind === 'create'));
		for (const chunk of chunksOf(ofKind, MAX_COLLECTION_RECORDS)) {
			const budget = { calls: MAX_SPLIT_CALLS };
			const sent = stop === undefined ? await send(object, chunk, ports, budget) : { results: chunk.map(() => refused(stop as SystemErrorDetails)) };
			stop ??= 'refusal' in sent && STOPS_THE_BATCH.has(sent.refusal.class) ? sent.refusal : undefined;
			chunk.forEach((record, index) => results.set(record, sent.results[index] as WriteResult));
		}
	}
}

/** The results of one call; `refusal` when the whole call was refused. */
type Sent = { results: WriteResult[]; refusal?: never } | { results: WriteResult[]; refusal: SystemErrorDetails };

const refused = (error: SystemErrorDetails): WriteResult => ({ ok: false, error });

/** One record that cannot be read refuses all of a call: it is halved until the bad one is alone. */
async function send(object: string, records: readonly Sendable[], ports: SavePorts, budget: { calls: number }): Promise<Sent> {
	try {
		const rows = records.map(({ id, values }) => ({
			attributes: { type: soqlName(object) },
			...values,
			...(id === undefined ? {} : { id }),
		}));
		const method = records[0]?.id === undefined ? 'POST' : 'PATCH';
		const answers = await ports.client.saveCollection(method, rows, ports.saveDuplicates ? { saveDuplicates: true } : {});
		if (answers.length !== records.length) {
			throw new SystemError({
				class: 'unknown-outcome',
				message: `Salesforce answered for ${answers.length} of ${records.length} records. They are looked at again.`,
			});
		}
		return { results: answers.map((answer, index) => resultOf(answer, records[index] as Sendable)) };
	} catch (error) {
		if (!(error instanceof SystemError)) throw error;
		const refusal = afterSending(error.details);
		const halves = refusal.status === BAD_REQUEST && refusal.class !== 'not-allowed' && records.length > 1;
		if (!halves) return { results: records.map(() => refused(refusal)), refusal };
		if (budget.calls < 2) return { results: records.map(() => refused(inBadCompany(refusal))) };
		budget.calls -= 2;
		const middle = Math.ceil(records.length / 2);
		const first = await send(object, records.slice(0, middle), ports, budget);
		const second = await send(object, records.slice(middle), ports, budget);
		return { results: [...first.results, ...second.results] };
	}
}

function resultOf(answer: CollectionAnswer[number], { id }: Sendable): WriteResult {
	if (answer.success && answer.id && isOf(answer.id, id)) return { ok: true, id: id ?? answer.id };
	if (answer.success) return refused(notNamed);
	const [refusal] = answer.errors;
	return refused(refusal ? errorOfRefusal(refusal) : { class: 'bad-answer', message: 'Salesforce refused the record without a reason.' });
}

/** An id has 15 characters, or 18 with a check sum. A new record's is news. */
const isOf = (answered: string, id: string | undefined): boolean => id === undefined || isSameId(answered, id);

const notNamed: SystemErrorDetails = { class: 'unknown-outcome', message: 'Salesforce answered that a record was saved, and not that it is this one. It is looked at before anything else.' };

/** An answer that cannot be read came after the records were sent. */
const afterSending = (details: SystemErrorDetails): SystemErrorDetails =>
	details.class === 'bad-answer' ? { ...details, class: 'unknown-outcome' } : details;

/** Too many bad records in one call to find them all now: the good ones among these must not be given up. */
const inBadCompany = ({ code }: SystemErrorDetails): SystemErrorDetails => ({
	class: 'temporary',
	...(code === undefined ? {} : { code }),
	message: 'Salesforce refused the call because of other records in it. This one is sent again with others.',
});
