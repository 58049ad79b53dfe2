import type { SystemErrorDetails } from '../../engine/model';
import type { MatchField, MatchFieldSetup } from '../common/match-field';
import { attempt } from '../common/refusal';
import { isActivity } from './activities';
import type { FieldMetadata, SalesforceClient } from './client';
import type { FieldDescription } from './contract';
import type { Describer } from './describer';
import { PERMISSION_SET } from './field-access';
import { makeAndShow, ownerOfFields } from './new-field';

/** The longest text that can be an External ID ("Field Types: Text"); no system's ids are longer. */
const LENGTH = 255;

/**
 * Makes an External ID field and gives the connected user access to it: a field made by API is at first seen by nobody. Each step looks
 * first whether it is done already. Fields of activities cannot be External IDs, and a plain text does. A missing right is no error but a
 * result, with what an admin is to do. Throws `SystemError` when the org cannot be asked.
 */
export async function setUpMatchField(client: SalesforceClient, describer: Describer, wanted: MatchField): Promise<MatchFieldSetup> {
	const { object, field } = wanted;
	const known = (await describer.describe(object, 0)).fields.find(({ name }) => name.toLowerCase() === field.toLowerCase());
	const what = isActivity(object) ? 'a text field' : 'an External ID';
	if (known !== undefined && isUsable(object, known)) {
		return { object, field, result: 'there', message: `Salesforce ${object} has ${isActivity(object) ? 'the' : 'the External ID'} field ${field}. Records are found by it.` };
	}
	if (known !== undefined && !known.externalId && !isActivity(object)) {
		return refused(wanted, `Salesforce ${object} has a field ${field}, but it is no External ID. Tick "External ID" and "Unique" for it in Setup → Object Manager.`);
	}
	const set = await attempt(makeAndShow(client, object, field, known === undefined ? metadataOf(wanted) : undefined), ['not-allowed']);
	if (!set.ok) return refused(wanted, byHand(wanted, set.refusal));
	describer.forget(object);
	const said = set.answer ? `was made as ${what}` : 'was there already';
	return {
		object,
		field,
		result: set.answer ? 'created' : 'there',
		message: `The field ${field} of Salesforce ${object} ${said}, and the connected user may read and write it (permission set "${PERMISSION_SET.Label}"). Open the mapper again, so that it is noticed.`,
	};
}

const isUsable = (object: string, { externalId, createable, updateable }: FieldDescription): boolean =>
	(externalId || isActivity(object)) && createable && updateable;

const refused = ({ object, field }: MatchField, message: string): MatchFieldSetup => ({ object, field, result: 'refused', message });

const metadataOf = ({ object, label }: MatchField): FieldMetadata => ({
	label,
	type: 'Text',
	length: LENGTH,
	...(isActivity(object) ? {} : { externalId: true, unique: true, caseSensitive: true }),
	required: false,
	description: 'Id of the linked record. Filled by n8n-nodes-pact; please do not edit.',
});

function byHand({ object, field, label }: MatchField, { message }: SystemErrorDetails): string {
	const ticked = isActivity(object) ? '' : ', ticked "External ID" and "Unique",';
	return (
		`The connected Salesforce user may not set it up. ${message} It needs the permissions "Customize Application", "Manage Profiles and Permission Sets" and "Assign Permission Sets"; or let an admin do it: ` +
		`Setup → Object Manager → ${ownerOfFields(object)} → Fields: a text field "${label}" with the API name ${field}${ticked} and visible and editable for the connected user.`
	);
}
