import type { ChangeSourcePort, SourceChange, SourceQuery } from '../../engine/run/system-port';
import { SystemError } from '../common/engine';
import { chunksOf } from '../common/chunks';
import { fieldsOf, selected } from './activities';
import { changedBy, changerFields } from './changer';
import type { SalesforceClient } from './client';
import type { Row } from './contract';
import { advance, BEGINNING, conditionAfter, reachOf, readCursor, writeCursor } from './cursor';
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

/**
 * Changes by polling: rows in the order (SystemModstamp, Id), the recycle bin included. SystemModstamp moves on every change, also on
 * those that automations make without touching LastModifiedDate.
 */
export function createSalesforceChanges(client: SalesforceClient, describer: Describer): ChangeSourcePort {
	/** `SELECT … FROM …` with what every read needs beside the asked fields. */
	async function selection(object: string, fields: readonly string[]): Promise<string> {
		const known = await describer.fieldNames(object);
		if (!known.has('SystemModstamp')) {
			throw new SystemError({
				class: 'invalid',
				message: `${object} has no SystemModstamp in Salesforce, so that its changes cannot be followed.`,
			});
		}
		const names = new Set(['Id', 'SystemModstamp', ...changerFields(known), ...FATE_FIELDS.filter((name) => known.has(name)), ...selected(object, fields)]);
		return `SELECT ${[...names].map(soqlName).join(', ')} FROM ${soqlName(object)}`;
	}

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

	return {
		system: 'salesforce',
		connection: client.connection,

		async start(object, from) {
			if (from === 'everything') return writeCursor({ stamp: BEGINNING, id: '' });
			const floor = from === 'now' ? await startOfNow(object) : soqlMoment(from.date);
			return writeCursor({ stamp: floor, id: '', floor });
		},

		async readPage(query, cursorText, { lookBackMs }) {
			const cursor = readCursor(cursorText);
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

		async readAgain(query, ids) {
			const select = await selection(query.object, query.fields);
			const changes: SourceChange[] = [];
			for (const chunk of chunksOf([...new Set(ids)], MAX_IDS_PER_QUERY)) {
				const condition = [`Id IN (${chunk.map(soqlText).join(',')})`, ...filterOf(query)].join(' AND ');
				const rows = await reading(query.object, () => client.rows(`${select} WHERE ${condition}`, { deleted: true }));
				changes.push(...rows.map((row) => changeOf(query.object, row, query.fields)));
			}
			return changes;
		},

		async sample(query) {
			const where = filterOf(query)
				.map((condition) => ` WHERE ${condition}`)
				.join('');
			const limit = Math.min(query.limit, MAX_PAGE_ROWS);
			const answer = await reading(query.object, async () =>
				client.query(
					`${await selection(query.object, query.fields)}${where} ORDER BY SystemModstamp DESC, Id DESC LIMIT ${limit}`,
				),
			);
			return answer.records.map((row) => changeOf(query.object, row, query.fields));
		},

		async count(query, options) {
			const where = filterOf(query)
				.map((condition) => ` WHERE ${condition}`)
				.join('');
			return (await client.query(`SELECT COUNT() FROM ${soqlName(query.object)}${where}`, { deleted: options?.there !== true })).totalSize;
		},
	};
}

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
