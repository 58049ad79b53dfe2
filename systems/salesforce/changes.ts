import type { Clock } from '../../engine/run/clock-port';
import type { ChangeSourcePort, SourceChange, SourcePage, SourceQuery } from '../../engine/run/system-port';
import { SystemError } from '../common/engine';
import { chunksOf } from '../common/chunks';
import { fieldsOf, selected } from './activities';
import { changedBy, changerFields } from './changer';
import { MOST_JOBS } from './bulk/limits';
import { createBulkReading } from './bulk/reading';
import type { BulkSizes } from './bulk/choice';
import type { SalesforceClient } from './client';
import type { Row } from './contract';
import { advance, BEGINNING, conditionAfter, type Cursor, reachOf, readCursor, writeCursor } from './cursor';
import type { Describer } from './describer';
import { MAX_IDS_PER_QUERY, MAX_PAGE_ROWS } from './limits';
import { rowId } from './row-id';
import { isoMoment, soqlCondition, soqlMoment, soqlName, soqlText } from './soql';

/** Stamps are whole seconds; a row saved in the same second as the newest can still appear until that second is surely over. */
const SETTLED_MS = 60_000;
const STAMP_STEP_MS = 1_000;

/** Fields that tell what became of a record; not every object has them. */
const FATE_FIELDS = ['IsDeleted', 'MasterRecordId', 'IsConverted', 'ConvertedContactId', 'ConvertedAccountId', 'ConvertedOpportunityId'];
/** What a lead becomes, by the field that names it. */
const CONVERTED_INTO = { Contact: 'ConvertedContactId', Account: 'ConvertedAccountId', Opportunity: 'ConvertedOpportunityId' } as const;

/** How changes are read. */
export interface ChangesOptions {
	clock: Clock;
	/** Told of choices, one plain sentence each. */
	log?: ((message: string) => void) | undefined;
	/** Jobs of the Bulk API: from which sizes on, or never. */
	bulk?: Partial<BulkSizes> | 'never' | undefined;
}

/**
 * Changes by polling: rows in the order (SystemModstamp, Id), the recycle bin included. SystemModstamp moves on every change, also on
 * those that automations make without touching LastModifiedDate.
 */
export function createSalesforceChanges(client: SalesforceClient, describer: Describer, { clock, log = () => undefined, bulk }: ChangesOptions): ChangeSourcePort {
	/** By object and filter, what was counted last: a first sync is counted anyway before its first page. */
	const counted = new Map<string, number>();

	/** The asked fields, and those that every read needs beside them. */
	async function namesOf(object: string, fields: readonly string[]): Promise<string[]> {
		const known = await describer.fieldNames(object);
		if (!known.has('SystemModstamp')) {
			throw new SystemError({
				class: 'invalid',
				message: `${object} has no SystemModstamp in Salesforce, so that its changes cannot be followed.`,
			});
		}
		return [...new Set(['Id', 'SystemModstamp', ...changerFields(known), ...FATE_FIELDS.filter((name) => known.has(name)), ...selected(object, fields)])];
	}

	const selection = async (object: string, fields: readonly string[]): Promise<string> => selectionOf(object, await namesOf(object, fields));

	/** Runs a read; when a field has vanished, what is remembered about the object is forgotten with it. */
	async function reading<T>(object: string, read: () => Promise<T>): Promise<T> {
		try {
			return await read();
		} catch (error) {
			if (error instanceof SystemError && error.details.code === 'INVALID_FIELD') describer.forget(object);
			throw error;
		}
	}

	/**
	 * "Now" is just after the newest row, by the rows' own clock: no clock of a gateway or of this machine can be ahead of it and skip a
	 * change. Rows that were saved earlier and become visible later carry a later stamp than the newest visible one, or are found by
	 * looking back to it.
	 */
	async function startOfNow(object: string): Promise<string> {
		const { records } = await client.query(
			`SELECT Id, SystemModstamp FROM ${soqlName(object)} ORDER BY SystemModstamp DESC, Id DESC LIMIT 1`,
			{ deleted: true },
		);
		const newest = records[0];
		if (!newest) return BEGINNING;
		const stamp = isoMoment(newest.SystemModstamp);
		const now = client.serverNow();
		const settled = now !== undefined && now.getTime() - Date.parse(stamp) > SETTLED_MS;
		return settled ? new Date(Date.parse(stamp) + STAMP_STEP_MS).toISOString() : stamp;
	}

	const reader =
		bulk === 'never'
			? undefined
			: createBulkReading({
					client,
					describer,
					clock,
					log,
					startOfNow,
					...(bulk === undefined ? {} : { sizes: bulk }),
					async count({ object, conditions }, floor) {
						const known = floor === undefined ? counted.get(countKey(object, conditions)) : undefined;
						return known ?? (await client.query(`SELECT COUNT() FROM ${soqlName(object)}${whereOf([...since(floor), ...conditions])}`, { deleted: true })).totalSize;
					},
					soql: ({ object, names, conditions }, floor) => `${selectionOf(object, names)}${whereOf([...since(floor), ...conditions])}`,
				});

	/** The next page of a job of the Bulk API where one pays; else the cursor for an ordinary query. */
	async function bulkPage(query: SourceQuery, cursor: Cursor, lookBackMs: number): Promise<SourcePage | Cursor> {
		const { jobs, bulk: place, ...rest } = cursor;
		if (jobs === undefined && place === undefined) return cursor;
		if (reader === undefined) return place === undefined ? rest : { ...rest, stamp: rest.floor ?? BEGINNING };
		const step = await reading(query.object, async () => {
			const names = await namesOf(query.object, query.fields);
			return await reader.page({ object: query.object, names, conditions: filterOf(query), limit: query.limit }, cursor, lookBackMs);
		});
		if ('goOn' in step) return step.goOn;
		const changes = step.rows.map((row) => changeOf(query.object, row, query.fields));
		// A field that came after the job was made: its records are read by their ids.
		const whole = step.complete ? changes : await readAgain(query, changes.map(({ id }) => id));
		return { changes: whole, cursor: writeCursor(step.cursor), more: true };
	}

	async function readAgain(query: Omit<SourceQuery, 'limit'>, ids: readonly string[]): Promise<SourceChange[]> {
		if (ids.length === 0) return [];
		const select = await selection(query.object, query.fields);
		const changes: SourceChange[] = [];
		for (const chunk of chunksOf([...new Set(ids)], MAX_IDS_PER_QUERY)) {
			const condition = [`Id IN (${chunk.map(soqlText).join(',')})`, ...filterOf(query)].join(' AND ');
			const rows = await reading(query.object, () => client.rows(`${select} WHERE ${condition}`, { deleted: true }));
			changes.push(...rows.map((row) => changeOf(query.object, row, query.fields)));
		}
		return changes;
	}

	return {
		system: 'salesforce',
		connection: client.connection,

		async start(object, from) {
			if (from === 'everything') return writeCursor({ stamp: BEGINNING, id: '', jobs: MOST_JOBS });
			const floor = from === 'now' ? await startOfNow(object) : soqlMoment(from.date);
			return writeCursor({ stamp: floor, id: '', floor, ...(from === 'now' ? {} : { jobs: MOST_JOBS }) });
		},

		async readPage(query, cursorText, { lookBackMs }) {
			const cursor = await bulkPage(query, readCursor(cursorText), lookBackMs);
			if ('changes' in cursor) return cursor;
			const limit = Math.min(query.limit, MAX_PAGE_ROWS);
			const reach = reachOf(cursor, lookBackMs, client.serverNow());
			const condition = [conditionAfter(cursor, reach), ...filterOf(query)].join(' AND ');
			const { answer, readAt } = await reading(query.object, async () => {
				const select = await selection(query.object, query.fields);
				// After the description: its answer has told the time.
				const before = client.serverNow()?.toISOString();
				const soql = `${select} WHERE ${condition} ORDER BY SystemModstamp, Id LIMIT ${limit}`;
				return { answer: await client.query(soql, { deleted: true }), readAt: before };
			});
			const changes = answer.records.map((row) => changeOf(query.object, row, query.fields));
			// Salesforce may cut a page of wide rows short; the keyset goes on from its last row, without the server's open query.
			const more = !answer.done || changes.length >= limit;
			const last = changes.at(-1);
			const next = advance(cursor, last && { stamp: last.modifiedAt, id: last.id }, more, { lookBackMs: reach, readAt });
			return { changes, cursor: writeCursor(next), more };
		},

		readAgain,

		async sample(query) {
			const where = whereOf(filterOf(query));
			const limit = Math.min(query.limit, MAX_PAGE_ROWS);
			const answer = await reading(query.object, async () =>
				client.query(
					`${await selection(query.object, query.fields)}${where} ORDER BY SystemModstamp DESC, Id DESC LIMIT ${limit}`,
				),
			);
			return answer.records.map((row) => changeOf(query.object, row, query.fields));
		},

		async count(query, options) {
			const conditions = filterOf(query);
			const deleted = options?.there !== true;
			const { totalSize } = await client.query(`SELECT COUNT() FROM ${soqlName(query.object)}${whereOf(conditions)}`, { deleted });
			if (deleted) counted.set(countKey(query.object, conditions), totalSize);
			return totalSize;
		},
	};
}

const selectionOf = (object: string, names: readonly string[]): string => `SELECT ${names.map(soqlName).join(', ')} FROM ${soqlName(object)}`;
const whereOf = (conditions: readonly string[]): string => (conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`);
const since = (floor: string | undefined): string[] => (floor === undefined ? [] : [`SystemModstamp >= ${soqlMoment(floor)}`]);
const countKey = (object: string, conditions: readonly string[]): string => JSON.stringify([object, conditions]);

const filterOf = ({ filter }: Pick<SourceQuery, 'filter'>): string[] => (filter?.trim() ? [soqlCondition(filter)] : []);

function changeOf(object: string, row: Row, fields: readonly string[]): SourceChange {
	const winner = typeof row.MasterRecordId === 'string' && row.MasterRecordId !== '' ? row.MasterRecordId : undefined;
	return {
		id: rowId(row),
		kind: row.IsDeleted !== true ? 'upserted' : winner ? 'merged' : 'deleted',
		modifiedAt: isoMoment(row.SystemModstamp),
		...(row.IsDeleted === true && winner ? { mergedInto: winner } : {}),
		...(row.IsConverted === true ? { converted: convertedInto(row) } : {}),
		...changedBy(row),
		fields: fieldsOf(object, row, fields),
	};
}

function convertedInto(row: Row): Record<string, string> {
	return Object.fromEntries(
		Object.entries(CONVERTED_INTO).flatMap(([object, field]) => (typeof row[field] === 'string' && row[field] !== '' ? [[object, row[field]] as const] : [])),
	);
}
