import type { SchemaPort } from '../../engine/run/system-port';
import type { MatchField, MatchFieldSetup } from '../common/match-field';

/** Pact documents no call that makes a custom field, so that a person makes it; this says which, or that it is there. */
export async function setUpMatchField(schema: SchemaPort, { object, field, label }: MatchField): Promise<MatchFieldSetup> {
	const { fields } = await schema.describe(object);
	if (fields.some(({ name }) => name === field)) {
		return { object, field, result: 'there', message: `Pact ${object} have the custom field ${keyOf(field)}. Records are found by it.` };
	}
	return {
		object,
		field,
		result: 'by-hand',
		message:
			`Pact has no documented way to create a custom field from outside. In Pact's settings, add to ${object} a custom text field "${label}" with the key ${keyOf(field)}. ` +
			'Then open the mapper again, so that it is noticed. (A workspace that does not list its custom fields shows it once a record holds a value.)',
	};
}

const keyOf = (field: string): string => field.replace(/^custom_fields\./, '');
