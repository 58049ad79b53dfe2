import { groupBy, mapValues } from 'lodash';
import type { FieldValues, SystemErrorDetails } from '../../engine/model';
import type { Clock } from '../../engine/run/clock-port';
import type { FieldTime, RecordPort, RecordState, WriteOp, WriteResult } from '../../engine/run/system-port';
import { chunksOf } from '../common/chunks';
import { SystemError } from '../common/engine';
import { archiveRecords } from './archive';
import { isActivity } from './activities';
import { newAssociations, writeRelation } from './associations';
import type { HubSpotClient } from './client';
import { type HubSpotRecord, ID_PROPERTY, OWNER_PROPERTY } from './contract';
import type { Definitions } from './definitions';
import { findRecords } from './finder';
import { freshWrites } from './fresh';
import { leftOpen } from './left-open';
import { historyProperty, keepsHistory, pastOfRecords, propertiesWithPast } from './history';
import { MAX_BATCH, MAX_BATCH_WITH_HISTORY } from './limits';
import { optOutsFirst, type OptedOut } from './opt-out-writes';
import type { OptOuts } from './opt-outs';
import { OWNER_EMAIL, type Owners } from './owners';
import { type LastChange, recordsById, timesOfFields } from './reader';
import { namesOfUsers } from './users';
import { type Relations, relationsAmong } from './relations';
import { fieldsOfRecords, modifiedAtOf, propertiesFor } from './values';
import { createWriter, type Prepared, prepared, type Written } from './writer';

export type HubSpotRecords = RecordPort & Required<Pick<RecordPort, 'times'>>;

interface Parts {
	client: HubSpotClient;
	owners: Owners;
	definitions: Definitions;
	optOuts: OptOuts;
	clock: Clock;
}

/**
 * Reads by batch, 100 ids a call; writes by batch, 100 records a call, each record on its own merits: the opt-outs of all records first,
 * then the records, then their associations.
 */
export function createHubSpotRecords(parts: Parts): HubSpotRecords {
	const { client, owners, definitions, optOuts, clock } = parts;
	const write = createWriter(client, definitions);
	const fresh = freshWrites(clock, client.connection);
	const left = leftOpen(clock, client.connection);

	async function statesOf(
		object: string,
		records: readonly HubSpotRecord[],
		fields: readonly string[],
	): Promise<Map<string, RecordState>> {
		const values = await fieldsOfRecords(parts, object, records, fields);
		return new Map(
			records.map((record) => [
				record.id,
				{
					id: record.id,
					fields: values.get(record.id) ?? {},
					modifiedAt: modifiedAtOf(object, record),
					...(record.archived ? { gone: { kind: 'deleted' as const } } : {}),
				},
			]),
		);
	}

	/** Writes one batch of creates or updates, then their associations. */
	async function save(
		object: string,
		kind: WriteOp['op'],
		batch: readonly Prepared[],
		{ relations: known, optedOut }: { relations: Relations; optedOut: OptedOut },
	): Promise<WriteResult[]> {
		const together = kind === 'create' && isActivity(object);
		const inputs = batch.map(({ op, properties, relations }, index) => ({
			...(op.op === 'update' ? { id: op.id } : {}),
			properties,
			...(together ? { associations: newAssociations(known, relations) } : {}),
			objectWriteTraceId: String(index),
		}));
		// An update of nothing but associations has no properties to send.
		const sent = inputs.filter(({ properties }) => kind === 'create' || Object.keys(properties).length > 0);
		const answers = sent.length === 0 ? [] : await write(object, kind, sent);
		const written = inputs.map(
			(input, index): Written | undefined => answers[sent.indexOf(input)] ?? bare(batch[index]?.op),
		);
		const failed = together ? new Map<number, SystemErrorDetails>() : await saveRelations(known, batch, written);
		return batch.map((one, index) => resultOf(object, one, written[index], failed.get(index), optedOut.told.get(one)));
	}

	/** Answers, by place in the batch, what went wrong. */
	async function saveRelations(
		known: Relations,
		batch: readonly Prepared[],
		written: ReadonlyArray<Written | undefined>,
	): Promise<Map<number, SystemErrorDetails>> {
		const failed = new Map<number, SystemErrorDetails>();
		for (const [field, relation] of Object.entries(known)) {
			const wanted = new Map<string, string[]>();
			const places = new Map<string, number>();
			batch.forEach(({ op, relations }, index) => {
				const result = written[index];
				const targets = relations[field];
				if (!result?.ok || targets === undefined || (op.op === 'create' && targets.length === 0)) return;
				wanted.set(result.record.id, targets);
				places.set(result.record.id, index);
			});
			try {
				for (const [id, error] of await writeRelation(client, field, relation, wanted))
					failed.set(places.get(id) as number, error);
			} catch (error) {
				// The records are written: their results must not be lost with the error of what comes after.
				if (!(error instanceof SystemError)) throw error;
				for (const index of places.values()) failed.set(index, { ...error.details, fields: [field] });
			}
		}
		return failed;
	}

	function resultOf(
		object: string,
		{ op, properties, relations }: Prepared,
		written: Written | undefined,
		failed: SystemErrorDetails | undefined,
		optedOut: FieldValues | undefined,
	): WriteResult {
		if (!written?.ok) return written ?? { ok: false, error: nothingSent };
		const { record } = written;
		fresh.note(object, record.id, op.values);
		if (failed) return { ok: false, error: op.op === 'create' ? halfDone(failed) : failed };
		// An answer that leaves out what was written shows nothing of it; the caller then reads the record.
		const shown =
			record.updatedAt !== undefined &&
			Object.entries(properties).every(([name, value]) => value === '' || record.properties[name] !== undefined);
		return {
			ok: true,
			id: record.id,
			...(shown
				? {
						record: {
							id: record.id,
							fields: { ...answered(record, op.values, properties, relations), ...optedOut },
							modifiedAt: modifiedAtOf(object, record),
						},
					}
				: {}),
		};
	}

	return {
		system: 'hubspot',
		connection: client.connection,

		pastAtOnce: MAX_BATCH_WITH_HISTORY,

		async read(object, ids, fields, past) {
			const fates = await recordsById(client, object, ids, propertiesFor(object, fields), propertiesWithPast(past));
			const own = [...fates.values()].flatMap(({ kind, record }) => (kind === 'merged' ? [] : [record]));
			const states = await statesOf(object, own, fields);
			if (past !== undefined) for (const [id, told] of await pastOfRecords(parts, own, past)) states.set(id, { ...(states.get(id) as RecordState), past: told });
			for (const [id, { kind, record }] of fates) {
				if (kind === 'merged') {
					states.set(id, { id, fields: {}, modifiedAt: modifiedAtOf(object, record), gone: { kind, into: record.id } });
				}
			}
			return states;
		},

		async find(object, lookups, fields) {
			const found = await findRecords({ client, definitions, fresh, left }, object, lookups, propertiesFor(object, fields));
			const all = new Map(found.flat().map((record) => [record.id, record]));
			const states = await statesOf(object, [...all.values()], fields);
			return found.map((records) => records.flatMap(({ id }) => states.get(id) ?? []));
		},

		async write(object, ops) {
			const results = new Map<Prepared, WriteResult>();
			const asked = await prepared(owners, object, ops);
			const all = asked.map((one) => ({ ...one, ...refusedAs(one.refusal ?? left.refusal(object, one.op)) }));
			const relations = await relationsAmong(definitions, object, [...new Set(all.flatMap((one) => Object.keys(one.relations)))]);
			const optedOut = await optOutsFirst({ client, optOuts }, object, all);
			for (const one of all) {
				const error = one.refusal ?? optedOut.refused.get(one) ?? unknownRelation(one, relations);
				if (error) results.set(one, { ok: false, error });
			}
			const sendable = groupBy(
				all.filter((one) => !results.has(one)),
				({ op }) => op.op,
			);
			for (const kind of ['create', 'update'] as const) {
				for (const batch of chunksOf(sendable[kind] ?? [], MAX_BATCH)) {
					const answers = await save(object, kind, batch, { relations, optedOut });
					answers.forEach((answer, index) => results.set(batch[index] as Prepared, answer));
					if (answers.some((answer) => !answer.ok && answer.error.class === 'duplicate')) left.distrust(object);
				}
			}
			return all.map((one) => results.get(one) as WriteResult);
		},

		archive: async (object, ids) => await archiveRecords(client, object, ids),

		async times(object, ids, fields) {
			const kept = fields.filter(keepsHistory);
			if (kept.length === 0) return new Map();
			const told = await timesOfFields(client, object, ids, kept.map(historyProperty));
			const nameOf = namesOfUsers(await definitions.knownOwners());
			const named = (times: Record<string, LastChange>) =>
				kept.flatMap((field): Array<[string, FieldTime]> => {
					const last = times[historyProperty(field)];
					return last === undefined ? [] : [[field, { at: last.at, ...nameOf(last) }]];
				});
			return new Map([...told].map(([id, times]) => [id, Object.fromEntries(named(times))]));
		},
	};
}

/** An association that the portal does not have any more. */
function unknownRelation(one: Prepared, known: Relations): SystemErrorDetails | undefined {
	const fields = Object.keys(one.relations).filter((field) => known[field] === undefined);
	if (fields.length === 0) return undefined;
	const message = `HubSpot has no such association (any more): ${fields.join(', ')}. Open the mapper, and choose another field or remove the row.`;
	return { class: 'invalid', fields, message };
}

const refusedAs = (refusal: SystemErrorDetails | undefined): Pick<Prepared, 'refusal'> => (refusal === undefined ? {} : { refusal });

const nothingSent: SystemErrorDetails = { class: 'invalid', message: 'The write names no record and no values.' };

/** An update without properties is as good as done; its associations follow. */
const bare = (op: WriteOp | undefined): Written | undefined =>
	op?.op === 'update' ? { ok: true, record: { id: op.id, properties: {}, archived: false } } : undefined;

/** The record is there, so that the create must not be sent again: it is looked for, and then the association is tried again. */
const halfDone = (error: SystemErrorDetails): SystemErrorDetails => ({
	...error,
	class: 'unknown-outcome',
	message: `The record was created, but not everything that it points at could be set: ${error.message}`,
});

/** What the answer shows, in the words of the ops. */
function answered(
	{ id, properties }: HubSpotRecord,
	values: FieldValues,
	sent: Prepared['properties'],
	relations: Prepared['relations'],
): FieldValues {
	// Cleared properties are not among the answered ones.
	const own = { ...mapValues(sent, () => null), ...mapValues(properties, (value) => value || null) };
	const owner =
		OWNER_EMAIL in values ? { [OWNER_EMAIL]: properties[OWNER_PROPERTY] ? (values[OWNER_EMAIL] ?? null) : null } : {};
	return { ...own, [ID_PROPERTY]: id, ...owner, ...mapValues(relations, (_ids, name) => values[name] ?? null) };
}
