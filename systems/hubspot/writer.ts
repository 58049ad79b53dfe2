import { mapValues } from 'lodash';
import type { FieldValue, SystemErrorDetails } from '../../engine/model';
import type { WriteOp } from '../../engine/run/system-port';
import { SystemError } from '../common/engine';
import { asBody, BODY_TEXT, isActivity, propertyBehind } from './activities';
import { SPLITS } from './associations';
import type { HubSpotClient, WriteInput } from './client';
import { type BatchAnswer, type HubSpotRecord, ID_PROPERTY, OWNER_PROPERTY, STAGE_OF_LIFE } from './contract';
import type { Definitions } from './definitions';
import { errorOfRefusal, type Labels } from './errors';
import { isOptOut } from './opt-outs';
import { OWNER_EMAIL, type Owners } from './owners';
import { isRelation } from './relations';

/** What came of one write of properties. */
export type Written = { ok: true; record: HubSpotRecord } | { ok: false; error: SystemErrorDetails };

/** An op in HubSpot's words: its properties, and where it shall point. */
export interface Prepared {
	op: WriteOp;
	properties: Record<string, string>;
	/** Pseudo-field → record ids. */
	relations: Record<string, string[]>;
	/** Refused before it was sent. */
	refusal?: SystemErrorDetails;
}

/** The ops in HubSpot's words. An owner whom HubSpot does not know is refused here, by name of the field. */
export async function prepared(owners: Owners, object: string, ops: readonly WriteOp[]): Promise<Prepared[]> {
	const emails = ops.flatMap(({ values }) =>
		typeof values[OWNER_EMAIL] === 'string' ? [values[OWNER_EMAIL].toLowerCase()] : [],
	);
	const ids = await owners.idsOf(new Set(emails));
	return ops.map((op): Prepared => {
		const { [OWNER_EMAIL]: owner, [ID_PROPERTY]: _id, ...rest } = op.values;
		const own = Object.entries(rest).filter(
			([name, value]) =>
				!isRelation(object, name) && !isOptOut(object, name) && !(op.op === 'create' && isBlank(value)),
		);
		const properties = Object.fromEntries(own.map(([name, value]) => [propertyBehind(object, name), name === BODY_TEXT ? asBody(object, textOf(value)) : textOf(value)]));
		const relations = mapValues(Object.fromEntries(Object.entries(rest).filter(([name]) => isRelation(object, name))), idsIn);
		if (typeof owner !== 'string' || owner === '') {
			if (owner !== undefined && op.op === 'update') properties[OWNER_PROPERTY] = '';
			return { op, properties, relations };
		}
		const id = ids.get(owner.toLowerCase());
		// What somebody did who has left, or works elsewhere, was done all the same.
		if (id === undefined) return { op, properties, relations, ...(isActivity(object) ? {} : { refusal: unknownOwner }) };
		return { op, properties: { ...properties, [OWNER_PROPERTY]: id }, relations };
	});
}

const unknownOwner: SystemErrorDetails = {
	class: 'invalid',
	code: 'INVALID_OWNER_ID',
	fields: [OWNER_EMAIL],
	message:
		'HubSpot has no active user with the e-mail address of the owner (Owner). Invite the user, or map the owner to another one in the Field & Stage Mapper.',
};

const isBlank = (value: FieldValue): boolean =>
	value === null || value === '' || (Array.isArray(value) && value.length === 0);
/** Everything is text; blank clears. */
const textOf = (value: FieldValue): string =>
	value === null ? '' : Array.isArray(value) ? value.join(';') : String(value);
const idsIn = (value: FieldValue): string[] =>
	isBlank(value)
		? []
		: (Array.isArray(value) ? value : String(value).split(';'))
				.map((id) => String(id).trim())
				.filter((id) => id !== '');

/** Writes properties in batches, each record on its own merits; answers one result for each input, in order. */
export function createWriter(client: HubSpotClient, definitions: Definitions) {
	/**
	 * One batch. HubSpot answers 207 for records that it refuses singly, but one bad record can also fail the whole batch: then its halves
	 * are sent, until the bad one is alone.
	 */
	async function send(object: string, kind: 'create' | 'update', inputs: readonly WriteInput[]): Promise<Written[]> {
		let answer: BatchAnswer;
		try {
			answer = await client.batchWrite(object, kind, inputs);
		} catch (error) {
			if (!(error instanceof SystemError)) throw error;
			if (inputs.length > 1 && SPLITS.has(error.details.status)) {
				const middle = Math.ceil(inputs.length / 2);
				return [
					...(await send(object, kind, inputs.slice(0, middle))),
					...(await send(object, kind, inputs.slice(middle))),
				];
			}
			const details = await withLabels(object, error.details);
			return inputs.map(() => ({ ok: false, error: afterSending(details) }));
		}
		const labels: Labels = answer.errors.length > 0 ? await definitions.labels(object) : new Map();
		return inputs.map((input) => resultOf(input, answer, inputs.length, labels));
	}

	/** A refusal of a whole call was worded without the names that people know. */
	async function withLabels(object: string, details: SystemErrorDetails): Promise<SystemErrorDetails> {
		if (!details.fields?.length) return details;
		const labels = await definitions.labels(object);
		const [names, shown] = [
			details.fields.join(', '),
			details.fields.map((name) => labels.get(name) ?? name).join(', '),
		];
		return { ...details, message: details.message.replace(`(${names})`, `(${shown})`) };
	}

	/**
	 * A lifecycle stage moves forward only: HubSpot passes over a step back, and says nothing. Whoever writes one here has decided for it,
	 * so it is cleared first and then set (Knowledge base, "Use lifecycle stages": clear the value to set an earlier one).
	 */
	async function stepBack(
		object: string,
		inputs: readonly WriteInput[],
		results: readonly Written[],
	): Promise<Written[]> {
		const passedOver = inputs.filter(({ properties }, index) => {
			const result = results[index];
			const wanted = properties[STAGE_OF_LIFE];
			return (
				wanted !== undefined &&
				wanted !== '' &&
				result?.ok === true &&
				shown(result.record, STAGE_OF_LIFE) &&
				result.record.properties[STAGE_OF_LIFE] !== wanted
			);
		});
		if (passedOver.length === 0) return [...results];
		const only = (value: (input: WriteInput) => string): WriteInput[] =>
			passedOver.map((input) => ({ ...input, properties: { [STAGE_OF_LIFE]: value(input) } }));
		await send(
			object,
			'update',
			only(() => ''),
		);
		const set = await send(
			object,
			'update',
			only(({ properties }) => properties[STAGE_OF_LIFE] ?? ''),
		);
		return results.map((result, index) => {
			const again = set[passedOver.indexOf(inputs[index] as WriteInput)];
			if (again === undefined || !result.ok) return result;
			return again.ok
				? {
						ok: true,
						record: { ...again.record, properties: { ...result.record.properties, ...again.record.properties } },
					}
				: again;
		});
	}

	return async (object: string, kind: 'create' | 'update', inputs: readonly WriteInput[]): Promise<Written[]> => {
		const results = await send(object, kind, inputs);
		return kind === 'update' ? await stepBack(object, inputs, results) : results;
	};
}

const shown = ({ properties }: HubSpotRecord, name: string): boolean => properties[name] !== undefined;

/** An answer that cannot be read came after the records were sent. */
const afterSending = (details: SystemErrorDetails): SystemErrorDetails =>
	details.class === 'bad-answer' ? { ...details, class: 'unknown-outcome' } : details;

/** The part of the answer that is about this input: told apart by its trace id, or for an update by the record's id. */
function resultOf(input: WriteInput, { results, errors }: BatchAnswer, inputs: number, labels: Labels): Written {
	const mine = ({ objectWriteTraceId, id }: HubSpotRecord): boolean =>
		objectWriteTraceId == null ? id === input.id : objectWriteTraceId === input.objectWriteTraceId;
	const record = results.find(mine) ?? (inputs === 1 && errors.length === 0 ? results[0] : undefined);
	if (record) return { ok: true, record };
	const refusal = errors.find(({ context = {} }) => {
		const { objectWriteTraceId = [], ids = [], id = [] } = context;
		return (
			objectWriteTraceId.includes(input.objectWriteTraceId) ||
			(input.id !== undefined && [...ids, ...id].includes(input.id))
		);
	});
	const only = refusal ?? (inputs === 1 ? errors[0] : undefined);
	return { ok: false, error: only ? errorOfRefusal(only, labels) : unanswered };
}

/** A 2xx without the record has been seen to mean that nothing was written. */
const unanswered: SystemErrorDetails = {
	class: 'unknown-outcome',
	message: 'HubSpot’s answer does not show whether the record was written. It is looked at before anything else.',
};
