import type { SchemaPort } from '../../engine/run/system-port';
import type { MatchField, MatchFieldSetup } from '../common/match-field';
import { attempt } from '../common/refusal';
import type { HubSpotClient, NewProperty } from './client';
import type { Definitions } from './definitions';
import { groupFor } from './new-field';

/**
 * Makes a property with unique values, where it is not there yet. A missing scope, or no more unique properties to be had (ten an object),
 * is no error but a result, with what a person is to do. Throws `SystemError` when the portal cannot be asked.
 */
export async function setUpMatchField(client: HubSpotClient, definitions: Definitions, schema: SchemaPort, wanted: MatchField): Promise<MatchFieldSetup> {
	const { object, field, label } = wanted;
	const is = (result: MatchFieldSetup['result'], message: string): MatchFieldSetup => ({ object, field, result, message });
	schema.forget?.(object);
	const known = (await schema.describe(object)).fields.find(({ name }) => name === field);
	if (known?.externalId) return is('there', `HubSpot ${object} have the unique property ${field}. Records are found by it.`);
	if (known) {
		return is('there', `HubSpot ${object} have the property ${field}. Records are found by it, but HubSpot does not keep a second record from having the same value: that can be chosen only when a property is made.`);
	}
	const groupName = await groupFor(definitions, object);
	if (groupName === undefined) return is('by-hand', byHand(wanted));
	const property: NewProperty = {
		name: field,
		label,
		type: 'string',
		fieldType: 'text',
		groupName,
		description: 'Id of the linked record. Filled by n8n-nodes-pact; please do not edit.',
		hasUniqueValue: true,
	};
	const made = await attempt(client.createProperty(object, property), ['not-allowed', 'invalid']);
	if (!made.ok) return is('refused', `${made.refusal.message} ${byHand(wanted)}`);
	schema.forget?.(object);
	return is('created', `The unique property ${field} of HubSpot ${object} was made. Open the mapper again, so that it is noticed.`);
}

const byHand = ({ object, field, label }: MatchField): string =>
	`The credential needs the scope to write the schema of ${object} (crm.schemas.${object}.write; crm.schemas.custom.write for custom objects). Or make it by hand: HubSpot → Settings → Properties → ${object}: a single-line text property "${label}" with the internal name ${field}, with "Require unique values" ticked. An object can have ten unique properties.`;
