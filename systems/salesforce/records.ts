import { groupBy } from 'lodash';
import type { SystemErrorDetails } from '../../engine/model';
import type { Lookup, RecordPort, RecordState, WriteOp, WriteResult } from '../../engine/run/system-port';
import { SystemError, normaliseKey } from '../common/engine';
import { chunksOf } from '../common/chunks';
import { pickFields, valueAt } from '../common/flatten';
import type { SalesforceClient } from './client';
import type { Row } from './contract';
import type { Describer } from './describer';
import { errorOfRefusal } from './errors';
import { MAX_COLLECTION_RECORDS, MAX_IDS_PER_QUERY } from './limits';
import { isoMoment, soqlName, soqlText } from './soql';

/** A text for LIKE in which its own `%` and `_` stand for themselves: `\_` in the query (SOQL and SOSL Reference, "Quoted String Escape Sequences"). */
const literally = (value: string): string => soqlText(value).slice(1, -1).replace(/[%_]/g, '\\$&');
/** `ann@x.org` with any plus-address. */
const plusPattern = (email: string): string => `'${literally(email).replace('@', '+%@')}'`;

/** Domains and plus-addresses are looked for with LIKE, which is slow on large tables: few in one query. */
const MAX_DOMAINS_PER_QUERY = 50;

/** Reads by SOQL, 300 ids a call; writes by sObject Collections, 200 records a call, each record on its own merits. */
export function createSalesforceRecords(client: SalesforceClient, describer: Describer): RecordPort {
	async function stateOf(
		object: string,
		ids: readonly string[],
		fields: readonly string[],
	): Promise<Map<string, RecordState>> {
		if (ids.length === 0) return new Map();
		const known = await describer.fieldNames(object);
		const fate = ['IsDeleted', 'MasterRecordId'].filter((name) => known.has(name));
		const select = `SELECT ${[...new Set(['Id', 'SystemModstamp', ...fate, ...fields])].map(soqlName).join(', ')} FROM ${soqlName(object)}`;
		const states = new Map<string, RecordState>();
		for (const chunk of chunksOf([...new Set(ids)], MAX_IDS_PER_QUERY)) {
			for (const row of await client.rows(`${select} WHERE Id IN (${chunk.map(soqlText).join(',')})`, {
				deleted: true,
			})) {
				states.set(String(row.Id), recordState(row, fields));
			}
		}
		return states;
	}

	/** One query for all lookups of one field and kind. */
	async function findByField(object: string, lookups: readonly Lookup[], fields: readonly string[]): Promise<Row[]> {
		const [{ field, kind, options }] = lookups as [Lookup];
		const values = [...new Set(lookups.map((lookup) => lookup.value))];
		const select = `SELECT ${[...new Set(['Id', 'SystemModstamp', field, ...fields])].map(soqlName).join(', ')} FROM ${soqlName(object)}`;
		const rows: Row[] = [];
		for (const chunk of chunksOf(values, kind === 'domain' || options?.plusAddress ? MAX_DOMAINS_PER_QUERY : MAX_IDS_PER_QUERY)) {
			const condition =
				kind === 'domain'
					? chunk
							.map((value) => `${soqlName(field)} LIKE '%${literally(value)}%'`)
							.join(' OR ')
					: [
							`${soqlName(field)} IN (${chunk.map(soqlText).join(',')})`,
							...(options?.plusAddress ? chunk.map((value) => `${soqlName(field)} LIKE ${plusPattern(value)}`) : []),
						].join(' OR ');
			rows.push(...(await client.rows(`${select} WHERE ${condition}`)));
		}
		return rows;
	}

	async function save(object: string, ops: readonly WriteOp[]): Promise<WriteResult[]> {
		const method = ops[0]?.op === 'create' ? 'POST' : 'PATCH';
		try {
			const records = ops.map((op) => ({
				attributes: { type: soqlName(object) },
				...writable(op.values),
				...(op.op === 'update' ? { id: op.id } : {}),
			}));
			const answers = await client.saveCollection(method, records);
			if (answers.length !== ops.length) {
				throw new SystemError({
					class: 'unknown-outcome',
					message: `Salesforce answered for ${answers.length} of ${ops.length} records. They are looked at again.`,
				});
			}
			return answers.map((answer): WriteResult => {
				if (answer.success && answer.id) return { ok: true, id: answer.id };
				const [refusal] = answer.errors;
				return {
					ok: false,
					error: refusal
						? errorOfRefusal(refusal)
						: { class: 'bad-answer', message: 'Salesforce refused the record without a reason.' },
				};
			});
		} catch (error) {
			if (!(error instanceof SystemError)) throw error;
			// The chunks before this one are written: their results must not be lost with this one's error.
			return ops.map(() => ({ ok: false, error: afterSending(error.details) }));
		}
	}

	return {
		system: 'salesforce',
		connection: client.connection,

		read: (object, ids, fields) => stateOf(object, ids, fields),

		async find(object, lookups, fields) {
			const found = new Map<Lookup, RecordState[]>();
			for (const alike of Object.values(groupBy(lookups, ({ field, kind, options }) => `${kind}|${field}|${JSON.stringify(options ?? {})}`))) {
				const rows = await findByField(object, alike, fields);
				for (const lookup of alike) {
					const hits = rows.filter((row) => normaliseKey(lookup.kind, valueAt(row, lookup.field), lookup.options) === lookup.value);
					found.set(
						lookup,
						hits.map((row) => recordState(row, fields)),
					);
				}
			}
			return lookups.map((lookup) => found.get(lookup) ?? []);
		},

		async write(object, ops) {
			const results = new Map<WriteOp, WriteResult>();
			for (const kind of ['create', 'update'] as const) {
				for (const chunk of chunksOf(
					ops.filter((op) => op.op === kind),
					MAX_COLLECTION_RECORDS,
				)) {
					const answers = await save(object, chunk);
					answers.forEach((answer, index) => results.set(chunk[index] as WriteOp, answer));
				}
			}
			// Collections answer ids only: whoever needs the records reads those fields that matter to it, all in one call.
			return ops.map((op) => results.get(op) as WriteResult);
		},
	};
}

/** An answer that cannot be read came after the records were sent. */
const afterSending = (details: SystemErrorDetails): SystemErrorDetails =>
	details.class === 'bad-answer' ? { ...details, class: 'unknown-outcome' } : details;

/** Lists are joined by semicolons; the id stands beside the values. Names are checked, so that no key of a record can name another object or record. */
function writable(values: WriteOp['values']): Row {
	return Object.fromEntries(
		Object.entries(values)
			.filter(([name]) => name !== 'Id')
			.map(([name, value]) => [soqlName(name), Array.isArray(value) ? value.join(';') : value]),
	);
}

function recordState(row: Row, fields: readonly string[]): RecordState {
	const into = typeof row.MasterRecordId === 'string' ? row.MasterRecordId : undefined;
	return {
		id: String(row.Id),
		fields: pickFields(row, fields),
		modifiedAt: isoMoment(row.SystemModstamp),
		...(row.IsDeleted === true
			? { gone: into ? { kind: 'merged' as const, into } : { kind: 'deleted' as const } }
			: {}),
	};
}
