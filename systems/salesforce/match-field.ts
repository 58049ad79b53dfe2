import type { SystemErrorDetails } from '../../engine/model';
import { SystemError } from '../common/engine';
import type { MatchField, MatchFieldSetup } from '../common/match-field';
import { attempt } from '../common/refusal';
import type { SalesforceClient } from './client';
import type { FieldDescription } from './contract';
import type { Describer } from './describer';
import { soqlName, soqlText } from './soql';

/** The longest text that can be an External ID ("Field Types: Text"); no system's ids are longer. */
const LENGTH = 255;

/** Where the connected user gets access to the fields, so that no profile is touched. */
const PERMISSION_SET = {
	Name: 'n8n_Pact_Sync',
	Label: 'n8n Pact Sync',
	Description: 'Access to the fields that hold the ids of linked records. Made by n8n-nodes-pact.',
};

/** Tooling API: a field of this name is there. */
const TAKEN: ReadonlySet<string | undefined> = new Set(['DUPLICATE_DEVELOPER_NAME', 'DUPLICATE_VALUE']);

/**
 * Makes an External ID field and gives the connected user access to it: a field made by API is at first seen by nobody. Each step looks
 * first whether it is done already. A missing right is no error but a result, with what an admin is to do. Throws `SystemError` when the
 * org cannot be asked.
 */
export async function setUpMatchField(client: SalesforceClient, describer: Describer, wanted: MatchField): Promise<MatchFieldSetup> {
	const { object, field } = wanted;
	const known = (await describer.describe(object, 0)).fields.find(({ name }) => name.toLowerCase() === field.toLowerCase());
	if (known !== undefined && isUsable(known)) {
		return { object, field, result: 'there', message: `Salesforce ${object} has the External ID field ${field}. Records are found by it.` };
	}
	if (known !== undefined && !known.externalId) {
		return refused(wanted, `Salesforce ${object} has a field ${field}, but it is no External ID. Tick "External ID" and "Unique" for it in Setup → Object Manager.`);
	}
	const set = await attempt(makeAndShow(client, wanted, known === undefined), ['not-allowed']);
	if (!set.ok) return refused(wanted, byHand(wanted, set.refusal));
	describer.forget(object);
	const said = set.answer ? 'was made as an External ID' : 'was there already';
	return {
		object,
		field,
		result: set.answer ? 'created' : 'there',
		message: `The field ${field} of Salesforce ${object} ${said}, and the connected user may read and write it (permission set "${PERMISSION_SET.Label}"). Open the mapper again, so that it is noticed.`,
	};
}

/** True when the field was made; false when it was there, and only the access was missing. */
async function makeAndShow(client: SalesforceClient, wanted: MatchField, unknown: boolean): Promise<boolean> {
	const made = unknown && (await makeField(client, wanted));
	await giveAccess(client, wanted);
	return made;
}

const isUsable = ({ externalId, createable, updateable }: FieldDescription): boolean => externalId && createable && updateable;

const refused = ({ object, field }: MatchField, message: string): MatchFieldSetup => ({ object, field, result: 'refused', message });

/** False when it was there, unseen by the connected user. */
async function makeField(client: SalesforceClient, { object, field, label }: MatchField): Promise<boolean> {
	try {
		await client.createField(`${soqlName(object)}.${soqlName(field)}`, {
			label,
			type: 'Text',
			length: LENGTH,
			externalId: true,
			unique: true,
			caseSensitive: true,
			required: false,
			description: 'Id of the linked record. Filled by n8n-nodes-pact; please do not edit.',
		});
		return true;
	} catch (error) {
		if (error instanceof SystemError && TAKEN.has(error.details.code)) return false;
		throw error;
	}
}

async function giveAccess(client: SalesforceClient, { object, field }: MatchField): Promise<void> {
	const set = await ensured(client, 'PermissionSet', { Name: PERMISSION_SET.Name }, PERMISSION_SET);
	const Field = `${object}.${field}`;
	await ensured(
		client,
		'FieldPermissions',
		{ ParentId: set, Field },
		{ ParentId: set, SobjectType: object, Field, PermissionsRead: true, PermissionsEdit: true },
	);
	const assignment = { PermissionSetId: set, AssigneeId: await client.userId() };
	await ensured(client, 'PermissionSetAssignment', assignment, assignment);
}

/** The id of the record with these values, made where there is none. */
async function ensured(client: SalesforceClient, object: string, where: Record<string, string>, values: Record<string, string | boolean>): Promise<string> {
	const conditions = Object.entries(where).map(([name, value]) => `${name} = ${soqlText(value)}`);
	const [row] = (await client.query(`SELECT Id FROM ${object} WHERE ${conditions.join(' AND ')} LIMIT 1`)).records;
	return typeof row?.Id === 'string' ? row.Id : await client.create(object, values);
}

function byHand({ object, field, label }: MatchField, { message }: SystemErrorDetails): string {
	return (
		`The connected Salesforce user may not set it up. ${message} It needs the permissions "Customize Application", "Manage Profiles and Permission Sets" and "Assign Permission Sets"; or let an admin do it: ` +
		`Setup → Object Manager → ${object} → Fields: a text field "${label}" with the API name ${field}, ticked "External ID" and "Unique", and visible and editable for the connected user.`
	);
}
