import type { SchemaPort } from '../../engine/run/system-port';
import { type FieldSetup, flawOf, foundField, isList, type NewField, wordsOf } from '../common/new-field';
import { CUSTOM_PREFIX } from './contract';

/** Pact documents no call that makes a custom field, so that a person makes it; this says which, or that it is there. */
export async function createField(schema: SchemaPort, wanted: NewField): Promise<FieldSetup> {
	const { object, label, kind } = wanted;
	const key = (wanted.field?.replace(/^custom_fields\./, '') || wordsOf(label)).toLowerCase();
	const field = `${CUSTOM_PREFIX}.${key}`;
	const flaw = flawOf(wanted);
	if (flaw !== undefined) return { object, field, result: 'refused', message: flaw };
	schema.forget?.(object);
	const known = (await schema.describe(object)).fields.find(({ name }) => name === field);
	if (known) return foundField(wanted, known, 'Pact');
	const values = isList(wanted) ? ` with the options ${(wanted.values ?? []).map(({ value }) => `"${value}"`).join(', ')}` : '';
	return {
		object,
		field,
		result: 'by-hand',
		message:
			`Pact has no documented way to create a custom field from outside. In Pact's settings, add to ${object} a custom field "${label}" of the type ${PACT_TYPES[kind]}${values}, with the key ${key}. ` +
			'Then open the mapper again, so that it is noticed. (A workspace that does not list its custom fields shows it once a record holds a value.)',
	};
}

/** [documented] The names of Pact's ten types of custom fields. */
const PACT_TYPES: Readonly<Record<NewField['kind'], string>> = {
	text: 'Text', longText: 'Text', number: 'Number', money: 'Number', percent: 'Number', boolean: 'Boolean', date: 'Date', datetime: 'Text',
	email: 'Email', phone: 'Phone', url: 'URL', picklist: 'Select', multiselect: 'Multi-select',
};
