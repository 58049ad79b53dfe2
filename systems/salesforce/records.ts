import { groupBy } from 'lodash';
import type { SystemErrorDetails } from '../../engine/model';
import type { Clock } from '../../engine/run/clock-port';
import type { Lookup, Past, RecordPort, RecordState, WriteOp, WriteResult } from '../../engine/run/system-port';
import { SystemError, normaliseKey } from '../common/engine';
import { chunksOf } from '../common/chunks';
import { valueAt } from '../common/flatten';
import { fieldsOf, selected, sendable } from './activities';
import { toRecycleBin } from './archive';
import { changedBy, changerFields } from './changer';
import type { SalesforceClient, SaveOptions } from './client';
import { CONTACT_IDS, hasContacts, saveContacts, statesWithContacts, withContacts, withoutContacts } from './contact-roles';
import type { ObjectDescription, Row } from './contract';
import type { Describer } from './describer';
import type { Directory } from './directory';
import { pastOf, pastSelection } from './history';
import { MAX_IDS_PER_QUERY } from './limits';
import { preflight, type Preflight } from './preflight';
import { resolveRelations } from './relations';
import { isSameId, rowId } from './row-id';
import { type SavePorts, saveRecords, type Sendable } from './save';
import { isoMoment, soqlName, soqlText } from './soql';

/** A text for LIKE in which its own `%` and `_` stand for themselves: `\_` in the query (SOQL and SOSL Reference, "Quoted String Escape Sequences"). */
const literally = (value: string): string => soqlText(value).slice(1, -1).replace(/[%_]/g, '\\$&');
/** `ann@x.org` with any plus-address. */
const plusPattern = (email: string): string => `'${literally(email).replace('@', '+%@')}'`;

/** Domains and plus-addresses are looked for with LIKE, which is slow on large tables: few in one query. */
const MAX_DOMAINS_PER_QUERY = 50;

/** Before a record is refused for what its object looks like, that is known to be no older: an admin may just have added the field. */
const REFUSING_AGE_MS = 60_000;

export interface RecordsPorts {
	client: SalesforceClient;
	describer: Describer;
	directory: Directory;
	clock: Clock;
	bulk?: SavePorts['bulk'];
}

/** Reads by SOQL, 300 ids a call; writes by sObject Collections, 200 records a call, each record on its own merits. */
export function createSalesforceRecords(
	{ client, describer, directory, clock, bulk }: RecordsPorts,
	options: SaveOptions = {},
): RecordPort {
	/** Known once something was written: who was there last matters only to the look after a write. */
	let writer: string | undefined;

	async function stateOf(
		object: string,
		ids: readonly string[],
		fields: readonly string[],
		past?: Past,
	): Promise<Map<string, RecordState>> {
		if (ids.length === 0) return new Map();
		const known = await describer.fieldNames(object);
		const told = ['IsDeleted', 'MasterRecordId', 'IsConverted', 'ConvertedContactId', ...(writer === undefined ? [] : ['LastModifiedById'])];
		const names = ['Id', 'SystemModstamp', ...changerFields(known), ...told.filter((name) => known.has(name)), ...selected(object, fields)];
		const along = past === undefined ? [] : pastSelection(await describer.describe(object, Infinity), past);
		const select = `SELECT ${[...[...new Set(names)].map(soqlName), ...along].join(', ')} FROM ${soqlName(object)}`;
		const states = new Map<string, RecordState>();
		for (const chunk of chunksOf([...new Set(ids)], MAX_IDS_PER_QUERY)) {
			for (const row of await client.rows(`${select} WHERE Id IN (${chunk.map(soqlText).join(',')})`, {
				deleted: true,
			})) {
				const state = recordState(object, row, fields);
				states.set(state.id, { ...state, ...(isByOther(row, writer) ? { byOther: true } : {}), ...(along.length > 0 ? { past: pastOf(row) } : {}) });
			}
		}
		return states;
	}

	/** One query for all lookups of one field and kind. */
	async function findByField(object: string, lookups: readonly Lookup[], fields: readonly string[]): Promise<Row[]> {
		const [{ field, kind, options: how }] = lookups as [Lookup];
		const values = [...new Set(lookups.map((lookup) => lookup.value))];
		const names = ['Id', 'SystemModstamp', field, ...changerFields(await describer.fieldNames(object)), ...selected(object, fields)];
		const select = `SELECT ${[...new Set(names)].map(soqlName).join(', ')} FROM ${soqlName(object)}`;
		const rows: Row[] = [];
		// A converted lead is no counterpart of anybody: it takes no more changes.
		const living = object === 'Lead' ? ' AND IsConverted = false' : '';
		for (const chunk of chunksOf(values, kind === 'domain' || how?.plusAddress ? MAX_DOMAINS_PER_QUERY : MAX_IDS_PER_QUERY)) {
			const condition =
				kind === 'domain'
					? chunk.map((value) => `${soqlName(field)} LIKE '%${literally(value)}%'`).join(' OR ')
					: [
							`${soqlName(field)} IN (${chunk.map(soqlText).join(',')})`,
							...(how?.plusAddress ? chunk.map((value) => `${soqlName(field)} LIKE ${plusPattern(value)}`) : []),
						].join(' OR ');
			rows.push(...(await client.rows(`${select} WHERE (${condition})${living}`)));
		}
		return rows;
	}

	async function prepare(op: WriteOp, description: ObjectDescription): Promise<Preflight> {
		const resolved = await resolveRelations(sendable(description.name, op), description, directory);
		return resolved.ok ? preflight({ op: op.op, values: resolved.values }, description) : resolved;
	}

	/** What is sent for each op, or why it is not. */
	async function prepareAll(
		object: string,
		ops: readonly WriteOp[],
	): Promise<{ description: ObjectDescription; prepared: Preflight[] }> {
		const description = await describer.describe(object);
		const prepared = await Promise.all(ops.map((op) => prepare(op, description)));
		if (prepared.every(({ ok }) => ok)) return { description, prepared };
		const now = await describer.describe(object, REFUSING_AGE_MS);
		if (now === description) return { description, prepared };
		return { description: now, prepared: await Promise.all(ops.map((op) => prepare(op, now))) };
	}

	return {
		system: 'salesforce',
		connection: client.connection,

		pastAtOnce: MAX_IDS_PER_QUERY,

		async read(object, ids, fields, past) {
			const states = await stateOf(object, ids, ownFields(fields), past);
			return hasContacts(object, fields) ? await statesWithContacts(client, states) : states;
		},

		async find(object, lookups, fields) {
			const found = new Map<Lookup, RecordState[]>();
			for (const alike of Object.values(
				groupBy(lookups, ({ field, kind, options: how }) => `${kind}|${field}|${JSON.stringify(how ?? {})}`),
			)) {
				const rows = await findByField(object, alike, ownFields(fields));
				for (const lookup of alike) {
					const hits = rows.filter(
						(row) => normaliseKey(lookup.kind, valueAt(row, lookup.field), lookup.options) === lookup.value,
					);
					found.set(
						lookup,
						hits.map((row) => recordState(object, row, ownFields(fields))),
					);
				}
			}
			if (hasContacts(object, fields)) for (const [lookup, states] of found) found.set(lookup, await withContacts(client, states));
			return lookups.map((lookup) => found.get(lookup) ?? []);
		},

		async write(object, ops) {
			if (ops.length === 0) return [];
			try {
				const { description, prepared } = await prepareAll(object, ops.map((op) => withoutContacts(object, op)));
				const sendable = ops.map((op, index) => toSend(op, prepared[index] as Preflight));
				const sending = sendable.filter((each): each is Sendable => 'values' in each);
				const places = new Map(sending.map((each, index) => [each, index]));
				if (sending.length > 0) writer ??= await connectedUser(client);
				const sent = await saveRecords(description, sending, { client, clock, bulk, ...options });
				// Collections answer ids only: whoever needs the records reads those fields that matter to it, all in one call.
				const results = sendable.map((each) => ('values' in each ? (sent[places.get(each) ?? -1] as WriteResult) : each));
				return await saveContacts(client, object, ops, results);
			} catch (error) {
				// What is asked before sending was refused: nothing was written.
				if (!(error instanceof SystemError)) throw error;
				return ops.map(() => ({ ok: false, error: beforeSending(error.details) }));
			}
		},

		archive: async (_object, ids) => await toRecycleBin(client, ids),
	};
}

/** The fields that a query can name. */
const ownFields = (fields: readonly string[]): readonly string[] => fields.filter((field) => field !== CONTACT_IDS);

/** A record to send, or its result where nothing is sent. */
function toSend(op: WriteOp, prepared: Preflight): Sendable | WriteResult {
	if (!prepared.ok) return prepared;
	if (op.op === 'create') return { values: prepared.values };
	return Object.keys(prepared.values).length === 0 ? { ok: true, id: op.id } : { id: op.id, values: prepared.values };
}

/** An answer that cannot be read came before anything was sent, so that there is no doubt about the records. */
const beforeSending = (details: SystemErrorDetails): SystemErrorDetails =>
	details.class === 'bad-answer' || details.class === 'unknown-outcome' ? { ...details, class: 'temporary' } : details;

/** Without it a change of another user right after our write is taken for Salesforce's own spelling, no more: no reason not to write. */
async function connectedUser(client: SalesforceClient): Promise<string | undefined> {
	try {
		return await client.userId();
	} catch (error) {
		if (error instanceof SystemError) return undefined;
		throw error;
	}
}

function isByOther({ LastModifiedById: by }: Row, writer: string | undefined): boolean {
	return writer !== undefined && typeof by === 'string' && !isSameId(by, writer);
}

function recordState(object: string, row: Row, fields: readonly string[]): RecordState {
	const gone = goneOf(row);
	return { id: rowId(row), fields: fieldsOf(object, row, fields), modifiedAt: isoMoment(row.SystemModstamp), ...changedBy(row), ...(gone ? { gone } : {}) };
}

function goneOf({ IsDeleted, MasterRecordId, IsConverted, ConvertedContactId }: Row): RecordState['gone'] {
	if (IsDeleted === true) return typeof MasterRecordId === 'string' ? { kind: 'merged', into: MasterRecordId } : { kind: 'deleted' };
	if (IsConverted !== true) return undefined;
	return { kind: 'converted', ...(typeof ConvertedContactId === 'string' ? { into: ConvertedContactId } : {}) };
}
