import type { Clock } from '../../../engine/run/clock-port';
import { SystemError } from '../../common/engine';
import type { SalesforceClient } from '../client';
import type { Row } from '../contract';
import { BEGINNING, type Cursor } from '../cursor';
import type { Describer } from '../describer';
import type { ResultSet } from './calls';
import { BULK_SIZES, chooseReading, rowsOfResult, type BulkSizes } from './choice';
import { decodersOf, rowOf } from './columns';
import { MOST_WAIT_MS } from './limits';

/** Waits between looks at a job: 1, 2, 4 and then 5 s each; every look of the first eight, then every fourth, costs a call. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 5_000;
const LOOKS_EACH_WAIT = 8;
const LOOKS_THEN_EVERY = 4;
/** Sets of results that are held: a first sync and a reconcile may read at a time. */
const MOST_SETS = 2;

/** What is read of an object. */
interface BulkQuery {
	object: string;
	/** Names of a SELECT. */
	names: readonly string[];
	/** Conditions beside where the reading begins. */
	conditions: readonly string[];
	/** Rows to answer at most. */
	limit: number;
}

/** Rows of a job's results, or the cursor with which ordinary queries go on at once. */
type BulkStep = { rows: Row[]; cursor: Cursor; complete: boolean } | { goOn: Cursor };

interface BulkReadingPorts {
	client: Pick<SalesforceClient, 'bulk' | 'limits' | 'usage' | 'serverNow'>;
	describer: Describer;
	clock: Clock;
	/** How many rows there are from `floor` on. */
	count(query: BulkQuery, floor: string | undefined): Promise<number>;
	/** Just after the newest row of an object that there is now. */
	startOfNow(object: string): Promise<string>;
	/** The query's text, from `floor` on. */
	soql(query: BulkQuery, floor: string | undefined): string;
	log(message: string): void;
	sizes?: Partial<BulkSizes>;
}

/** The results of a job are not to be had: read on in another way. */
class JobLost extends Error {
	constructor(
		message: string,
		/** Another job may do better. */
		readonly again: boolean,
	) {
		super(message);
		this.name = 'JobLost';
	}
}

/**
 * Reads much by query jobs of the Bulk API 2.0: a job is made once, its results come in sets, and a set is handed out in pages. The cursor
 * names the job and the place in it, so that a restart goes on there. What changes after the job was made is read by the poll, which goes
 * on from a moment before it. A job whose results cannot be had is replaced by another one, and then by ordinary queries.
 */
export function createBulkReading({ client, describer, clock, log, ...ports }: BulkReadingPorts) {
	const sizes = { ...BULK_SIZES, ...ports.sizes };
	const sets = new Map<string, ResultSet & { locator: string | undefined; row: number }>();

	/** The first page chooses the way. The cursor that goes on: in a job, or without one. */
	async function begin(query: BulkQuery, cursor: Cursor, lookBackMs: number): Promise<Cursor> {
		const { jobs = 0, ...rest } = cursor;
		if (jobs === 0) return rest;
		const { object, names, limit } = query;
		const total = await ports.count(query, cursor.floor);
		const choice = chooseReading({ object, total, limit, columns: names.length }, client.usage(), sizes);
		const trouble = choice.bulk ? await whyNot(query) : undefined;
		if (trouble !== undefined || !choice.bulk) {
			log(trouble === undefined ? choice.because : `${object}: ${trouble} Its ${total.toLocaleString('en')} records are read by ordinary queries.`);
			return rest;
		}
		// All of this before the job is made: what changes from now on is read after it.
		const stamp = await ports.startOfNow(object);
		const since = client.serverNow()?.toISOString();
		try {
			const job = await client.bulk.createQuery(ports.soql(query, cursor.floor));
			log(choice.because);
			return { ...rest, stamp, id: '', bulk: { job, row: 0, waited: 0, jobs: jobs - 1, ...(since === undefined ? {} : { look: { back: lookBackMs, since } }) } };
		} catch (error) {
			log(`${object}: Salesforce takes no Bulk API job for it (${wordsOf(refusalOf(error))}) Its records are read by ordinary queries.`);
			return rest;
		}
	}

	/** Why no job can be made though it would pay. */
	async function whyNot({ object, names }: BulkQuery): Promise<string | undefined> {
		if ((await decodersOf(object, names, describer)) === undefined) return 'the Bulk API cannot tell all of its fields.';
		try {
			const { DailyBulkV2QueryJobs: jobs, DailyBulkV2QueryFileStorageMB: storage } = await client.limits();
			if (jobs !== undefined && jobs.Remaining < 1) return `the org has used its ${jobs.Max.toLocaleString('en')} Bulk API query jobs of the day.`;
			if (storage !== undefined && storage.Remaining < 1) return 'the org has used up what Bulk API queries may answer in a day.';
		} catch (error) {
			// Not every user may see them: the job itself is refused then.
			refusalOf(error);
		}
		return undefined;
	}

	/** Whether the job has ended well; waits a little before it asks. Throws `JobLost`. */
	async function isReady({ job, waited }: NonNullable<Cursor['bulk']>): Promise<boolean> {
		await clock.sleep(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(waited, 10)));
		if (waited >= LOOKS_EACH_WAIT && waited % LOOKS_THEN_EVERY !== 0) return false;
		const { state, errorMessage } = await client.bulk.queryJob(job);
		if (state === 'JobComplete') return true;
		if (state === 'Failed' || state === 'Aborted') throw new JobLost(`ended as ${state}${codeIn(errorMessage)}`, false);
		if (waited * LONGEST_WAIT_MS < MOST_WAIT_MS) return false;
		// It may end meanwhile; its results are not wanted any more in any case.
		await client.bulk.abortQuery(job).catch(refusalOf);
		throw new JobLost(`was not done within ${MOST_WAIT_MS / 60_000} minutes`, false);
	}

	/** The set of results that the place is in, standing at the place. Throws `JobLost`. */
	async function setAt({ job, locator, row }: NonNullable<Cursor['bulk']>, columns: number) {
		const known = sets.get(job);
		const set = known !== undefined && known.locator === locator && known.row <= row ? known : { ...(await client.bulk.results(job, { locator, rows: rowsOfResult(columns, sizes) })), locator, row: 0 };
		set.row += set.reader.skip(row - set.row);
		if (set.row < row) throw new JobLost('has fewer results than before', true);
		sets.delete(job);
		sets.set(job, set);
		const [oldest] = sets.keys();
		if (sets.size > MOST_SETS && oldest !== undefined) sets.delete(oldest);
		return set;
	}

	async function pageOf(query: BulkQuery, cursor: Cursor, place: NonNullable<Cursor['bulk']>): Promise<BulkStep> {
		const begun = place.locator !== undefined || place.row > 0 || sets.has(place.job);
		if (!begun && !(await isReady(place))) return { rows: [], cursor: { ...cursor, bulk: { ...place, waited: place.waited + 1 } }, complete: true };
		const set = await setAt(place, query.names.length);
		const decoders = await decodersOf(query.object, set.columns, describer);
		if (decoders === undefined) throw new JobLost('holds a field that is not there any more', true);
		const rows: Row[] = [];
		for (let cells = set.reader.next(); cells !== undefined; cells = rows.length < query.limit ? set.reader.next() : undefined) rows.push(rowOf(set.columns, cells, decoders));
		set.row += rows.length;
		return { rows, cursor: after(cursor, place, set), complete: query.names.every((name) => set.columns.includes(name)) };
	}

	/** Where to go on: in this set, in the next, or with the poll. */
	function after({ bulk: _bulk, ...rest }: Cursor, place: NonNullable<Cursor['bulk']>, set: ResultSet & { row: number }): Cursor {
		if (set.row < set.records) return { ...rest, bulk: { ...place, row: set.row } };
		sets.delete(place.job);
		if (set.next !== undefined) return { ...rest, bulk: { ...place, locator: set.next, row: 0 } };
		return { ...rest, ...(place.look === undefined ? {} : { looks: [place.look] }) };
	}

	return {
		async page(query: BulkQuery, cursor: Cursor, lookBackMs: number): Promise<BulkStep> {
			const at = cursor.jobs === undefined ? cursor : await begin(query, cursor, lookBackMs);
			const { bulk } = at;
			if (bulk === undefined) return { goOn: at };
			try {
				return await pageOf(query, at, bulk);
			} catch (error) {
				const lost = error instanceof JobLost ? error : lostBy(error);
				if (lost === undefined) throw error;
				sets.delete(bulk.job);
				const again = lost.again && bulk.jobs > 0;
				log(`${query.object}: the Bulk API job ${bulk.job} ${lost.message}. Everything is read again ${again ? 'by another one' : 'by ordinary queries'}; nothing is lost.`);
				const anew: Cursor = { stamp: cursor.floor ?? BEGINNING, id: '', ...(cursor.floor === undefined ? {} : { floor: cursor.floor }) };
				return again ? { rows: [], cursor: { ...anew, jobs: bulk.jobs }, complete: true } : { goOn: anew };
			}
		},
	};
}

/** Answers which mean that a job or its results are gone, or cannot be understood. */
const GONE = new Set(['not-found', 'invalid', 'bad-answer', 'not-allowed']);

const lostBy = (error: unknown): JobLost | undefined =>
	error instanceof SystemError && GONE.has(error.details.class) ? new JobLost(`cannot be read any more (${wordsOf(error)})`, true) : undefined;

/** Troubles of the whole connection are not the job's: nothing else would be answered either. */
const OF_THE_CONNECTION = new Set(['credential-refused', 'quota-spent', 'rate-limited']);

/** A refusal that ordinary queries may not meet. Throws what they would. */
function refusalOf(error: unknown): SystemError {
	if (error instanceof SystemError && !OF_THE_CONNECTION.has(error.details.class)) return error;
	throw error;
}

const wordsOf = ({ details }: SystemError): string => details.code ?? details.message;

/** "InvalidBatch : Failed to process query: …" begins with a code; the rest may quote values. */
const codeIn = (message: string | null | undefined): string => {
	const [, code] = /^([A-Za-z_]{3,60})\b/.exec(message ?? '') ?? [];
	return code === undefined ? '' : ` (${code})`;
};
