import type { FieldSchema } from '../../engine/model';
import type { Definitions } from './definitions';
import { isOptOut, OPT_OUT } from './opt-outs';

/**
 * The opt-outs of a contact as fields: of all e-mail, and of each subscription type. A credential that may not see communication
 * preferences reads them from the contact's own properties, and writes none: the mapper then carries opt-outs from HubSpot only.
 */
export async function optOutFields(definitions: Definitions, object: string): Promise<FieldSchema[]> {
	if (!isOptOut(object, OPT_OUT)) return [];
	const types = await definitions.subscriptionTypes();
	const may = types !== undefined;
	const base = { type: 'boolean', custom: false, requiredOnCreate: false, createable: may, updateable: may } as const;
	const label = `E-mail opt-out (${may ? 'communication preferences' : 'only read: the credential lacks the scope communication_preferences.read_write'})`;
	return [
		{ ...base, name: OPT_OUT, label },
		...(types ?? []).map(({ id, name }) => ({ ...base, name: `${OPT_OUT}.${id}`, label: `E-mail opt-out: ${name}` })),
	];
}
