import { z } from 'zod';
import type { ChangeSourcePort, RecordPort, SourceChange } from '../../engine/run/system-port';
import { SystemError } from '../common/engine';
import type { PactClient } from './client';
import { ID_FIELD, MAX_PAGE, type PactRecord } from './contract';
import { modifiedAt, pactFields, pactObject } from './values';

const cursorSchema = z.object({ offset: z.number().int().nonnegative() });

/** A page that overlaps the one before by so much still holds a record that moved up because another was erased. */
const OVERLAP = 5;

/**
 * Pact's records as a list, in order of creation: the only order that its lists are known to have. Complete for a first reading
 * (`everything`); afterwards it finds new records only, because no list is sorted or filtered by time of change. Changes of
 * existing records come by webhook, or by comparing a whole reading with what is known.
 */
export function createPactChanges(client: PactClient, records: Pick<RecordPort, 'read'>): ChangeSourcePort {
	return {
		system: 'pact',
		connection: client.connection,

		async start(objectName, from) {
			if (from === 'everything') return JSON.stringify({ offset: 0 });
			if (from === 'now')
				return JSON.stringify({ offset: (await client.list(pactObject(objectName), { limit: 1, offset: 0 })).total });
			throw new SystemError({
				class: 'invalid',
				message: 'Pact\'s lists cannot start at a date. Choose "from now" or "everything".',
			});
		},

		async readPage(query, cursor) {
			refuseFilter(query.filter);
			const { offset } = readCursor(cursor);
			const from = Math.max(0, offset - OVERLAP);
			const limit = Math.max(OVERLAP + 1, Math.min(query.limit, MAX_PAGE));
			const page = await client.list(pactObject(query.object), { limit, offset: from });
			const next = from + page.items.length;
			return {
				changes: page.items.map((record) => changeOf(record, query.fields)),
				// Erased records make the list shorter: the position follows, so that later records are not jumped over.
				cursor: JSON.stringify({ offset: Math.min(next, page.total) }),
				more: page.items.length > 0 && next < page.total,
			};
		},

		async readAgain(query, ids) {
			const states = await records.read(query.object, ids, query.fields);
			return [...states.values()].map(({ id, fields, modifiedAt: at }) => ({
				id,
				kind: 'upserted',
				modifiedAt: at,
				fields,
			}));
		},

		async sample(query) {
			refuseFilter(query.filter);
			const object = pactObject(query.object);
			const limit = Math.min(query.limit, MAX_PAGE);
			const { total } = await client.list(object, { limit: 1, offset: 0 });
			const page = await client.list(object, { limit, offset: Math.max(0, total - limit) });
			return page.items.map((record) => changeOf(record, query.fields)).reverse();
		},

		async count(query) {
			refuseFilter(query.filter);
			return (await client.list(pactObject(query.object), { limit: 1, offset: 0 })).total;
		},
	};
}

const changeOf = (record: PactRecord, fields: readonly string[]): SourceChange => ({
	id: record[ID_FIELD],
	kind: 'upserted',
	modifiedAt: modifiedAt(record),
	fields: pactFields(record, fields),
});

function refuseFilter(filter: string | undefined): void {
	if (filter?.trim())
		throw new SystemError({ class: 'invalid', message: "Pact's lists take no filter. Filter on the canvas instead." });
}

function readCursor(text: string): z.infer<typeof cursorSchema> {
	try {
		return cursorSchema.parse(JSON.parse(text));
	} catch (error) {
		throw new SystemError(
			{
				class: 'invalid',
				message:
					"The stored reading position is no position of a Pact list. Reset the trigger's position for this object.",
			},
			{ cause: error },
		);
	}
}
