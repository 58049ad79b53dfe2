import { z } from 'zod';
import type { HttpRequest, HttpResponse } from '../../../engine/run/http-port';
import { SystemError } from '../../common/engine';
import type { createExchange } from '../../common/exchange';
import { parsedAnswer } from '../../common/json';
import { pathPart } from '../../common/path-part';
import { CsvReader } from './csv';
import { JOB_ID } from './limits';

/** How far a job is. `Open` only before its data is complete. */
const stateSchema = z.enum(['Open', 'UploadComplete', 'InProgress', 'JobComplete', 'Failed', 'Aborted']);

const jobSchema = z.object({
	id: z.string().regex(JOB_ID),
	state: stateSchema,
	numberRecordsProcessed: z.number().default(0),
	numberRecordsFailed: z.number().default(0),
	errorMessage: z.string().nullish(),
});
export type Job = z.output<typeof jobSchema>;

/** One set of a query job's results. */
export interface ResultSet {
	columns: string[];
	/** Stands at the first record. */
	reader: CsvReader;
	records: number;
	/** Names the next set; absent at the end. */
	next?: string;
}

/** Bulk API 2.0, as much of it as the sync speaks. Every method throws `SystemError`. */
export interface BulkCalls {
	/** Recycle bin included. Answers the job's id. */
	createQuery(soql: string): Promise<string>;
	queryJob(id: string): Promise<Job>;
	abortQuery(id: string): Promise<void>;
	/** `key`: creates or updates by that external id; without one, updates by record id. Answers the job's id; it is open for its data. */
	createIngest(object: string, key: string | undefined): Promise<string>;
	/** Once for a job. `csv`: a header line and the records. */
	upload(id: string, csv: string): Promise<void>;
	/** The data is complete: the job begins. Or it is not wanted any more. */
	endIngest(id: string, state: 'UploadComplete' | 'Aborted'): Promise<void>;
	ingestJob(id: string): Promise<Job>;
	/** One of the lists of what became of the records, in no order. */
	outcomes(id: string, list: 'successfulResults' | 'failedResults' | 'unprocessedrecords'): Promise<CsvReader>;
	results(id: string, place: { locator?: string | undefined; rows: number }): Promise<ResultSet>;
}

/** `at`: "https://acme.my.salesforce.com/services/data/v60.0". */
export function createBulkCalls(exchange: ReturnType<typeof createExchange>, at: string): BulkCalls {
	const queries = `${at}/jobs/query`;
	const ingests = `${at}/jobs/ingest`;
	const ask = async (request: Omit<HttpRequest, 'timeoutMs'>): Promise<Job> => await exchange.read(request, jobSchema, 'a Bulk API job');

	return {
		// Sent again when its answer is lost: a second job reads the same, and the first is forgotten.
		async createQuery(query) {
			return (await ask({ method: 'POST', url: queries, body: JSON.stringify({ operation: 'queryAll', query }) })).id;
		},
		queryJob: async (id) => await ask({ method: 'GET', url: `${queries}/${pathPart(id)}` }),
		async abortQuery(id) {
			await ask({ method: 'PATCH', url: `${queries}/${pathPart(id)}`, body: JSON.stringify({ state: 'Aborted' }) });
		},
		async createIngest(object, key) {
			const operation = key === undefined ? { operation: 'update' } : { operation: 'upsert', externalIdFieldName: key };
			return parsedAnswer(await exchange.write({ method: 'POST', url: ingests, body: JSON.stringify({ object, ...operation, contentType: 'CSV', lineEnding: 'LF' }) }), jobSchema, 'a Bulk API job').id;
		},
		async upload(id, csv) {
			await exchange.write({ method: 'PUT', url: `${ingests}/${pathPart(id)}/batches`, headers: { 'Content-Type': 'text/csv' }, body: csv });
		},
		async endIngest(id, state) {
			await exchange.write({ method: 'PATCH', url: `${ingests}/${pathPart(id)}`, body: JSON.stringify({ state }) });
		},
		ingestJob: async (id) => await ask({ method: 'GET', url: `${ingests}/${pathPart(id)}` }),
		async outcomes(id, list) {
			return await exchange.readAs({ method: 'GET', url: `${ingests}/${pathPart(id)}/${list}`, headers: { Accept: 'text/csv' } }, ({ body }) => {
				// Passed over once before anything of it is used: what was cut off on the way is asked for again.
				new CsvReader(body).skip(Infinity);
				return new CsvReader(body);
			});
		},
		async results(id, { locator, rows }) {
			const place = new URLSearchParams({ maxRecords: String(rows), ...(locator === undefined ? {} : { locator }) }).toString();
			return await exchange.readAs({ method: 'GET', url: `${queries}/${pathPart(id)}/results?${place}`, headers: { Accept: 'text/csv' } }, resultSet);
		},
	};
}

/** Counted before anything of it is used: what is cut off on the way is asked for again. */
function resultSet({ headers, body }: HttpResponse): ResultSet {
	const told = Number(headers['sforce-numberofrecords']);
	const records = new CsvReader(body).skip(Infinity) - 1;
	const reader = new CsvReader(body);
	const columns = reader.next() ?? [];
	if (!columns.includes('Id') || (Number.isInteger(told) && told !== records)) {
		throw new SystemError({ class: 'bad-answer', message: 'The results of a Bulk API job did not come as a whole.' });
	}
	const next = headers['sforce-locator'];
	// "null" as a word: there are no more.
	return { columns, reader, records, ...(next === undefined || next === '' || next === 'null' ? {} : { next }) };
}
