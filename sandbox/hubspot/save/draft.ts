import { HubSpotError, invalid } from '../errors';
import { CONTACTS, DEALS } from '../schema/objectTypes';
import { LIFECYCLE_STAGES } from '../schema/properties/lifecycle';
import type { ObjectType } from '../schema/types';
import type { Portal } from '../store/portal';
import type { StoredRecord } from '../store/record';
import { coerce, type ValueProblem } from './values';

/** Property values as a call gives them. */
export type Input = Readonly<Record<string, string>>;

/** A create or an update that passed all rules and is not yet written. */
export interface Draft {
	readonly type: ObjectType;
	/** Absent: a create. */
	readonly record?: StoredRecord;
	/** As the portal keeps them; empty text clears. */
	readonly values: Readonly<Record<string, string>>;
}

interface NamedProblem extends ValueProblem {
	readonly name: string;
}

/** Checks a new record. @throws HubSpotError 400, or 409 when a contact with the e-mail exists */
export function draftCreate(portal: Portal, type: ObjectType, input: Input): Draft {
	const withDefaults = type.id === DEALS && input['pipeline'] === undefined ? { pipeline: 'default', ...input } : input;
	const values = checked(portal, type, undefined, withDefaults);
	const missing = type.requiredProperties.filter((name) => !values[name]);
	if (missing.length > 0) {
		throw invalid(`Error creating ${type.singular.toUpperCase()}. Some required properties were not set.`, {
			context: { properties: missing },
		});
	}
	refuseTaken(portal, { type, values });
	return { type, values };
}

/** Checks changes to a record. @throws HubSpotError 400 */
export function draftUpdate(portal: Portal, type: ObjectType, record: StoredRecord, input: Input): Draft {
	const draft: Draft = { type, record, values: forward(type, record, checked(portal, type, record, input)) };
	refuseTaken(portal, draft);
	return draft;
}

/** Refuses drafts of one batch that have the same value of a unique property. @throws HubSpotError 400 */
export function refuseTwins(portal: Portal, drafts: readonly Draft[]): void {
	const seen = new Set<string>();
	for (const draft of drafts) {
		for (const [name, value] of uniqueValues(portal, draft)) {
			const key = `${name}\n${value.toLowerCase()}`;
			if (seen.has(key)) throw invalid(`Duplicate ${name} values found in batch input: [${value}]`);
			seen.add(key);
		}
	}
}

/** The 400 for values that are not valid, with the JSON list inside its message as HubSpot writes it. */
export function notValid(portalId: number, problems: readonly NamedProblem[]): HubSpotError {
	const list = problems.map(({ message, code, name }) => ({
		isValid: false,
		message,
		error: code,
		name,
		localizedErrorMessage: message,
		portalId,
	}));
	return invalid(`Property values were not valid: ${JSON.stringify(list)}`, {
		errors: problems.map(({ message, code, name }) => ({ message, code, context: { propertyName: [name] } })),
	});
}

function checked(
	portal: Portal,
	type: ObjectType,
	record: StoredRecord | undefined,
	input: Input,
): Record<string, string> {
	const values: Record<string, string> = {};
	const problems: NamedProblem[] = [];
	for (const [given, text] of Object.entries(input)) {
		const name = given.toLowerCase();
		const property = portal.catalog.property(type.id, name);
		if (!property) {
			problems.push({ name: given, code: 'PROPERTY_DOESNT_EXIST', message: `Property "${given}" does not exist` });
		} else if (property.modificationMetadata.readOnlyValue) {
			const message = `"${name}" is a read only property; its value cannot be set.`;
			problems.push({ name, code: 'READ_ONLY_VALUE', message });
		} else {
			const coerced = coerce(portal, type, property, text, record?.properties[name] ?? '');
			if (coerced.ok) values[name] = coerced.value;
			else problems.push({ name, ...coerced.problem });
		}
	}
	if (problems.length === 0 && type.id === DEALS) problems.push(...stageProblems(portal, record, values));
	if (problems.length > 0) throw notValid(portal.portalId, problems);
	return values;
}

/** A stage belongs to one pipeline. */
function stageProblems(
	portal: Portal,
	record: StoredRecord | undefined,
	values: Readonly<Record<string, string>>,
): NamedProblem[] {
	const stage = values['dealstage'] ?? record?.properties['dealstage'] ?? '';
	const pipelineId = values['pipeline'] ?? record?.properties['pipeline'] ?? '';
	if (stage === '' || (values['dealstage'] === undefined && values['pipeline'] === undefined)) return [];
	const stages = portal.pipelines.get(DEALS, pipelineId)?.stages.map(({ id }) => id) ?? [];
	if (stages.includes(stage)) return [];
	const message = `${stage} was not one of the allowed options: [${stages.join(', ')}]`;
	return [{ name: 'dealstage', code: 'INVALID_OPTION', message }];
}

const STAGE_ORDER = Object.keys(LIFECYCLE_STAGES).filter((stage) => stage !== 'other');

/** A lifecycle stage only moves forward; HubSpot passes over a step back unless the stage was cleared before. */
function forward(type: ObjectType, record: StoredRecord, values: Record<string, string>): Record<string, string> {
	const property = 'lifecyclestage';
	const before = STAGE_ORDER.indexOf(record.properties[property] ?? '');
	const after = STAGE_ORDER.indexOf(values[property] ?? '');
	if (type.custom || after === -1 || after >= before) return values;
	const { [property]: _back, ...rest } = values;
	return rest;
}

function* uniqueValues(portal: Portal, { type, values }: Draft): Generator<[string, string]> {
	for (const [name, value] of Object.entries(values)) {
		if (value === '') continue;
		if (portal.catalog.isUnique(type.id, name)) yield [name, value];
		else if (name === 'hs_additional_emails') for (const email of value.split(';')) yield ['email', email];
	}
}

function refuseTaken(portal: Portal, draft: Draft): void {
	const { type, record } = draft;
	const problems: NamedProblem[] = [];
	for (const [name, value] of uniqueValues(portal, draft)) {
		const holder = portal.table(type.id).withUnique(name, value);
		if (!holder || holder.id === record?.id) continue;
		if (type.id === CONTACTS && name === 'email' && !record) {
			throw new HubSpotError(409, 'CONFLICT', `Contact already exists. Existing ID: ${holder.id}`);
		}
		const where = `portalId=${portal.portalId}, objectTypeId=${type.id}, propertyName=${name}, value=${value}`;
		const message = `Cannot set PropertyValueCoordinates{${where}} on ${record?.id ?? 'a new record'}. ${holder.id} already has that value.`;
		problems.push({ name, code: 'CONFLICTING_UNIQUE_VALUE', message });
	}
	if (problems.length > 0) throw notValid(portal.portalId, problems);
}
