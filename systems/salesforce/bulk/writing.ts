import type { SystemErrorDetails } from '../../../engine/model';
import type { Clock } from '../../../engine/run/clock-port';
import type { WriteResult } from '../../../engine/run/system-port';
import { SystemError } from '../../common/engine';
import type { SalesforceClient } from '../client';
import type { ObjectDescription } from '../contract';
import { errorOfRefusal } from '../errors';
import { isSameId } from '../row-id';
import type { Sendable } from '../save';
import { BULK_SIZES, chooseWriting, type BulkSizes } from './choice';
import type { Job } from './calls';
import { BATCH_RECORDS, MOST_WRITE_WAIT_MS } from './limits';
import { sheetsOf, type Sheet } from './sheets';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 20_000;

interface BulkWritingPorts {
	client: Pick<SalesforceClient, 'bulk' | 'limits' | 'usage'>;
	clock: Clock;
	log(message: string): void;
	sizes?: Partial<BulkSizes>;
}

/** What became of records that were sent by jobs; those that are not in it were surely not sent, and go in the ordinary way. */
export type Written = ReadonlyMap<Sendable, WriteResult>;

/**
 * Writes many records by ingest jobs of the Bulk API 2.0, where that costs fewer calls. Updates go by record id. Creates go as upserts by an
 * external id that every one of them carries: a job of which nothing more is heard can then double nothing, whenever Salesforce comes to it.
 * Throws nothing that Salesforce or the way to it does.
 */
export function createBulkWriting({ client, clock, log, ...ports }: BulkWritingPorts) {
	const sizes = { ...BULK_SIZES, ...ports.sizes };

	/** Answers the job's end, or undefined where it cannot be learnt. A job is never left running unheard of if that can be helped. */
	async function endOf(id: string): Promise<Job | undefined> {
		const until = clock.now().getTime() + MOST_WRITE_WAIT_MS;
		for (let wait = FIRST_WAIT_MS; ; wait = Math.min(LONGEST_WAIT_MS, wait * 2)) {
			await clock.sleep(wait);
			const job = await client.bulk.ingestJob(id).catch(undefinedFor);
			if (job !== undefined && isEnded(job)) return job;
			const late = clock.now().getTime() >= until;
			// The answer to its beginning may have been lost with the call.
			if (job?.state === 'Open' || late) await client.bulk.endIngest(id, late ? 'Aborted' : 'UploadComplete').catch(undefinedFor);
			if (!late) continue;
			const last = await client.bulk.ingestJob(id).catch(undefinedFor);
			return last !== undefined && isEnded(last) ? last : undefined;
		}
	}

	/** The results of a job that has ended. */
	async function outcomesOf(id: string, job: Job, sheet: Sheet): Promise<Written> {
		const results = new Map<Sendable, WriteResult>();
		try {
			for (const { record, cells } of await rowsOf(id, 'successfulResults', sheet)) {
				const sent = cells.sf__Id ?? '';
				const known = record.id;
				results.set(record, sent === '' || (known !== undefined && !isSameId(sent, known)) ? unknown() : { ok: true, id: known ?? sent });
			}
			if (job.state !== 'JobComplete' || job.numberRecordsFailed > 0) {
				for (const { record, cells } of await rowsOf(id, 'failedResults', sheet)) results.set(record, { ok: false, error: refusalIn(cells.sf__Error ?? '') });
			}
			if (job.state === 'JobComplete') return withUnknown(results, sheet.records);
			// What it did not come to is sent in the ordinary way.
			const left = new Set(job.numberRecordsProcessed === 0 ? sheet.records : (await rowsOf(id, 'unprocessedrecords', sheet)).map(({ record }) => record));
			return withUnknown(results, sheet.records.filter((record) => !left.has(record)));
		} catch (error) {
			if (!(error instanceof SystemError)) throw error;
			return withUnknown(results, sheet.records);
		}
	}

	/** A list's rows, each with the record that it is about. Rows that are about none are left out: their record counts as unknown. */
	async function rowsOf(id: string, list: Parameters<SalesforceClient['bulk']['outcomes']>[1], sheet: Sheet) {
		const reader = await client.bulk.outcomes(id, list);
		const header = reader.next() ?? [];
		const rows: Array<{ record: Sendable; cells: Partial<Record<string, string>> }> = [];
		for (let cells = reader.next(); cells !== undefined; cells = reader.next()) {
			const named = Object.fromEntries(header.map((name, index) => [name, cells?.[index] ?? '']));
			const record = sheet.recordOf(named);
			if (record !== undefined) rows.push({ record, cells: named });
		}
		return rows;
	}

	/** Sends one job. Undefined: it was not begun, and never will be. */
	async function sent(object: string, sheet: Sheet): Promise<string | undefined> {
		let id: string | undefined;
		try {
			id = await client.bulk.createIngest(object, sheet.key);
			await client.bulk.upload(id, sheet.csv());
		} catch (error) {
			const refusal = undefinedFor(error) ?? (error as SystemError).details;
			log(`${object}: Salesforce takes no Bulk API job (${refusal.code ?? refusal.message}). The records are written by ordinary calls.`);
			// It is open, so that nothing of it was done and nothing will be.
			if (id !== undefined) await client.bulk.endIngest(id, 'Aborted').catch(undefinedFor);
			return undefined;
		}
		// Where the answer is lost, the job itself tells whether it has begun.
		await client.bulk.endIngest(id, 'UploadComplete').catch(undefinedFor);
		return id;
	}

	/** The allocation is shared with everybody's jobs. */
	async function hasRoom(object: string, records: number): Promise<boolean> {
		const limits = await client.limits().catch(undefinedFor);
		const batches = limits?.DailyBulkApiBatches;
		if (batches === undefined || batches.Remaining >= Math.ceil(records / BATCH_RECORDS)) return true;
		log(`${object}: the org has ${batches.Remaining.toLocaleString('en')} of its ${batches.Max.toLocaleString('en')} Bulk API batches of the day left. The records are written by ordinary calls.`);
		return false;
	}

	return async (description: ObjectDescription, records: readonly Sendable[]): Promise<Written> => {
		const written = new Map<Sendable, WriteResult>();
		const { name: object } = description;
		for (const ofKind of [records.filter(({ id }) => id === undefined), records.filter(({ id }) => id !== undefined)]) {
			if (!chooseWriting({ object, total: ofKind.length, jobs: 1 }, client.usage(), sizes).bulk) continue;
			const sheets = sheetsOf(description, ofKind);
			const total = sheets.reduce((sum, sheet) => sum + sheet.records.length, 0);
			const choice = chooseWriting({ object, total, jobs: sheets.length }, client.usage(), sizes);
			if (!choice.bulk || !(await hasRoom(object, total))) continue;
			log(choice.because);
			for (const sheet of sheets) {
				const id = await sent(object, sheet);
				if (id === undefined) break;
				const job = await endOf(id);
				const results = job === undefined ? withUnknown(new Map(), sheet.records) : await outcomesOf(id, job, sheet);
				for (const [record, result] of results) written.set(record, result);
				if (job?.state === 'JobComplete') continue;
				log(`${object}: the Bulk API job ${id} ${job === undefined ? 'does not answer; its records are looked at before anything else' : `ended as ${job.state}; what it did not do is written by ordinary calls`}.`);
				break;
			}
		}
		return written;
	};
}

const isEnded = ({ state }: Job): boolean => state === 'JobComplete' || state === 'Failed' || state === 'Aborted';

/** For troubles of a call: nothing. All else is thrown. */
function undefinedFor(error: unknown): undefined {
	if (error instanceof SystemError) return undefined;
	throw error;
}

const UNKNOWN: SystemErrorDetails = {
	class: 'unknown-outcome',
	message: 'Salesforce did not say what became of a record in a Bulk API job. It is looked at before anything else.',
};
const unknown = (): WriteResult => ({ ok: false, error: UNKNOWN });

/** With every record that was sent and has no result. */
const withUnknown = (results: ReadonlyMap<Sendable, WriteResult>, records: readonly Sendable[]): Written =>
	new Map([...results, ...records.filter((record) => !results.has(record)).map((record) => [record, unknown()] as const)]);

/** `REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --` */
function refusalIn(text: string): SystemErrorDetails {
	const [, statusCode = '', message = '', fields = ''] = /^([A-Z_0-9]+):([\s\S]*):([\w. ]*)--\s*$/.exec(text) ?? [];
	const names = fields.split(' ').filter(Boolean);
	return errorOfRefusal({ statusCode, message, fields: names, duplicateResut: undefined, duplicateResult: undefined });
}
