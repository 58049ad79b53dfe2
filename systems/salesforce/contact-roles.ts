import type { FieldSchema, FieldValues, SystemErrorDetails } from '../../engine/model';
import type { RecordState, WriteOp, WriteResult } from '../../engine/run/system-port';
import { chunksOf } from '../common/chunks';
import { SystemError } from '../common/engine';
import { plainText } from '../common/flatten';
import type { SalesforceClient } from './client';
import type { Describer } from './describer';
import { errorOfRefusal } from './errors';
import { MAX_COLLECTION_RECORDS, MAX_IDS_PER_QUERY } from './limits';
import { soqlText } from './soql';

/*
 * Who takes part in an opportunity stands in records of their own, contact roles, and a change of these leaves the opportunity's times as
 * they are. For us it is a field of the opportunity: the ids of its contacts. What a role is called and which is the primary one is
 * Salesforce's own business and stays as it is.
 */

export const OPPORTUNITY = 'Opportunity';
export const ROLE = 'OpportunityContactRole';
/** The contacts of an opportunity: record ids. */
export const CONTACT_IDS = 'ContactRoles.ContactIds';

export const hasContacts = (object: string, fields: readonly string[]): boolean => object === OPPORTUNITY && fields.includes(CONTACT_IDS);

/** The field that describe does not list, where the connected user may see contact roles. */
export async function contactRoleFields(describer: Describer, object: string): Promise<FieldSchema[]> {
	if (object !== OPPORTUNITY) return [];
	try {
		const { createable } = await describer.describe(ROLE);
		return [
			{
				name: CONTACT_IDS, label: 'Contacts (Contact Roles)', type: 'references', referenceTo: ['Contact'],
				custom: false, requiredOnCreate: false, createable, updateable: createable,
			},
		];
	} catch (error) {
		if (error instanceof SystemError && ['not-allowed', 'not-found'].includes(error.details.class)) return [];
		throw error;
	}
}

interface Role {
	id: string;
	contact: string;
}

/** The contact roles of opportunities, by the opportunity's id. */
async function rolesOf(client: SalesforceClient, ids: readonly string[]): Promise<Map<string, Role[]>> {
	const roles = new Map<string, Role[]>([...new Set(ids)].map((id) => [id, []]));
	for (const chunk of chunksOf([...roles.keys()], MAX_IDS_PER_QUERY)) {
		for (const row of await client.rows(`SELECT Id, OpportunityId, ContactId FROM ${ROLE} WHERE OpportunityId IN (${chunk.map(soqlText).join(',')})`)) {
			roles.get(plainText(row.OpportunityId))?.push({ id: plainText(row.Id), contact: plainText(row.ContactId) });
		}
	}
	return roles;
}

const contactsIn = (roles: readonly Role[] | undefined): string[] => [...new Set((roles ?? []).map(({ contact }) => contact))].sort();

/** The records with their contacts. */
export async function withContacts<T extends { id: string; fields: FieldValues }>(client: SalesforceClient, records: readonly T[]): Promise<T[]> {
	const roles = records.length === 0 ? new Map<string, Role[]>() : await rolesOf(client, records.map(({ id }) => id));
	return records.map((record) => ({ ...record, fields: { ...record.fields, [CONTACT_IDS]: contactsIn(roles.get(record.id)) } }));
}

/** The same for states by id. */
export async function statesWithContacts(client: SalesforceClient, states: ReadonlyMap<string, RecordState>): Promise<Map<string, RecordState>> {
	return new Map((await withContacts(client, [...states.values()])).map((state) => [state.id, state]));
}

/** The op without its contacts, which are no field of the record itself. */
export function withoutContacts(object: string, op: WriteOp): WriteOp {
	if (object !== OPPORTUNITY || op.values[CONTACT_IDS] === undefined) return op;
	const { [CONTACT_IDS]: _contacts, ...values } = op.values;
	return { ...op, values };
}

/** Makes and removes contact roles of the records that were written, and answers the results with what came of that. */
export async function saveContacts(
	client: SalesforceClient,
	object: string,
	ops: readonly WriteOp[],
	results: readonly WriteResult[],
): Promise<WriteResult[]> {
	const wanted = new Map<string, { place: number; contacts: string[] }>();
	results.forEach((result, place) => {
		const value = object === OPPORTUNITY ? ops[place]?.values[CONTACT_IDS] : undefined;
		const contacts = Array.isArray(value) ? value : typeof value === 'string' && value !== '' ? value.split(';') : [];
		if (result.ok && value !== undefined && !(ops[place]?.op === 'create' && contacts.length === 0)) wanted.set(result.id, { place, contacts });
	});
	if (wanted.size === 0) return [...results];
	const errors = new Map<string, SystemErrorDetails>();
	try {
		const before = await rolesOf(client, [...wanted.keys()]);
		const missing = [...wanted].flatMap(([opportunity, { contacts }]) => {
			const there = new Set(contactsIn(before.get(opportunity)));
			return contacts.filter((contact) => !there.has(contact)).map((contact) => ({ opportunity, contact }));
		});
		for (const chunk of chunksOf(missing, MAX_COLLECTION_RECORDS)) {
			const rows = chunk.map(({ opportunity, contact }) => ({ attributes: { type: ROLE }, OpportunityId: opportunity, ContactId: contact }));
			note(errors, chunk, await client.saveCollection('POST', rows));
		}
		const surplus = [...wanted].flatMap(([opportunity, { contacts }]) =>
			(before.get(opportunity) ?? []).filter(({ contact }) => !contacts.includes(contact)).map(({ id }) => ({ opportunity, id })),
		);
		for (const chunk of chunksOf(surplus, MAX_COLLECTION_RECORDS)) note(errors, chunk, await client.deleteCollection(chunk.map(({ id }) => id)), IS_GONE);
	} catch (error) {
		// The opportunities are saved: their results must not be lost with the error of what comes after.
		if (!(error instanceof SystemError)) throw error;
		for (const id of wanted.keys()) errors.set(id, errors.get(id) ?? error.details);
	}
	return results.map((result, place): WriteResult => {
		const error = result.ok && wanted.get(result.id)?.place === place ? errors.get(result.id) : undefined;
		return error === undefined ? result : { ok: false, error: halfDone(error, ops[place]?.op === 'create') };
	});
}

/** What is deleted already needs no deleting. */
const IS_GONE: ReadonlySet<string | undefined> = new Set(['ENTITY_IS_DELETED']);

function note(
	errors: Map<string, SystemErrorDetails>,
	sent: ReadonlyArray<{ opportunity: string }>,
	answers: Awaited<ReturnType<SalesforceClient['saveCollection']>>,
	asWanted: ReadonlySet<string | undefined> = new Set(),
): void {
	sent.forEach(({ opportunity }, index) => {
		const answer = answers[index];
		if (answer?.success) return;
		const [refusal] = answer?.errors ?? [];
		if (refusal && asWanted.has(refusal.statusCode)) return;
		errors.set(opportunity, refusal ? errorOfRefusal(refusal) : { class: 'bad-answer', message: 'Salesforce did not say what became of a contact role.' });
	});
}

/** A record that was created must not be created again: it is looked for, and then its contacts are tried again. */
const halfDone = (error: SystemErrorDetails, created: boolean): SystemErrorDetails => ({
	...error,
	fields: [CONTACT_IDS],
	...(created ? { class: 'unknown-outcome' as const } : {}),
	message: `The ${created ? 'opportunity was created' : 'other fields were saved'}, but not all contact roles could be set: ${error.message}`,
});
