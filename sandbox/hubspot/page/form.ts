import type { FormField } from '../../common/page';
import { DEALS } from '../schema/objectTypes';
import type { ObjectType, Property } from '../schema/types';
import type { Portal } from '../store/portal';
import type { StoredRecord } from '../store/record';

type Choices = NonNullable<FormField['options']>;

const isReadOnly = (property: Property): boolean => property.modificationMetadata.readOnlyValue;

/** Values that may be chosen, from wherever they are kept; undefined for free input. */
function choicesOf(portal: Portal, type: ObjectType, property: Property): Choices | undefined {
	if (property.name === 'hubspot_owner_id') {
		const active = portal.owners.all().filter((owner) => !owner.archived);
		return active.map(({ id, email }) => ({ value: id, label: email }));
	}
	if (type.id === DEALS && property.name === 'pipeline') {
		return portal.pipelines.of(type.id).map(({ id, label }) => ({ value: id, label }));
	}
	if (type.id === DEALS && property.name === 'dealstage') {
		return portal.pipelines
			.of(type.id)
			.flatMap((pipeline) =>
				pipeline.stages.map(({ id, label }) => ({ value: id, label: `${pipeline.label}: ${label}` })),
			);
	}
	if (property.externalOptions || property.options.length === 0) return undefined;
	return property.options.map(({ value, label }) => ({ value, label }));
}

function inputType({ type, fieldType }: Property, choices: Choices | undefined): FormField['type'] {
	if (choices) return fieldType === 'checkbox' ? 'multiselect' : 'select';
	if (type === 'date') return 'date';
	return fieldType === 'textarea' || fieldType === 'html' ? 'textarea' : 'text';
}

/** The form fields of a record, or of a new one: those that can be written first, then the others. */
export function formFields(
	portal: Portal,
	type: ObjectType,
	values: Readonly<Record<string, string>>,
	isNew: boolean,
): FormField[] {
	const properties = portal.catalog.propertiesOf(type.id).filter(({ archived }) => !archived);
	const fields = properties.map((property): FormField => {
		const choices = choicesOf(portal, type, property);
		return {
			name: property.name,
			label: property.label,
			type: inputType(property, choices),
			value: values[property.name] ?? '',
			readOnly: isReadOnly(property),
			required: type.requiredProperties.includes(property.name),
			hint: property.name,
			...(choices ? { options: choices } : {}),
		};
	});
	const writable = fields.filter((field) => !field.readOnly);
	return isNew ? writable : [...writable, ...fields.filter((field) => field.readOnly)];
}

/** The values of a submitted form that differ from the record, as a call would send them; a new record's filled ones. */
export function changesOf(
	portal: Portal,
	type: ObjectType,
	record: StoredRecord | undefined,
	body: unknown,
): Record<string, string> {
	const form = (body ?? {}) as Record<string, string | string[] | undefined>;
	const changed: Record<string, string> = {};
	for (const property of portal.catalog.propertiesOf(type.id)) {
		const given = form[property.name];
		// Browsers leave a list without a choice out; any other absent field was not in the form.
		if (isReadOnly(property) || (given === undefined && property.fieldType !== 'checkbox')) continue;
		const value = [given ?? []].flat().join(';').replaceAll('\r\n', '\n');
		if (value !== (record?.properties[property.name] ?? '')) changed[property.name] = value;
	}
	return changed;
}
