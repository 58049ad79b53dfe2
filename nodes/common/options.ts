import { sortBy } from 'lodash';
import type { INodePropertyOptions } from 'n8n-workflow';
import type { FieldSchema, ObjectSchema, PicklistOption } from '../../engine/model';

/** Fields as a dropdown shows them: people know the label, admins the name. */
export function fieldOptions(schema: ObjectSchema, wanted: (field: FieldSchema) => boolean = () => true): INodePropertyOptions[] {
	const options = schema.fields.filter(wanted).map((field) => ({
		name: field.label === field.name ? field.label : `${field.label} (${field.name})`,
		value: field.name,
		description: [field.type, field.custom ? 'custom' : '', field.requiredOnCreate ? 'required' : ''].filter(Boolean).join(', '),
	}));
	return sortBy(options, ({ name }) => name.toLowerCase());
}

/** Picklist values and stages, with the pipeline where there are several. Inactive ones are said to be so. */
export function valueOptions(options: readonly PicklistOption[] = []): INodePropertyOptions[] {
	return options.map(({ value, label, active, pipeline }) => {
		const notes = [label === value ? '' : value, pipeline ?? '', active ? '' : 'inactive'].filter(Boolean);
		return { name: notes.length > 0 ? `${label} (${notes.join(', ')})` : label, value };
	});
}

/** Objects by their labels, with the name where the label does not say it ("Contacts" of `contacts` does). */
export function objectOptions(objects: ReadonlyArray<{ name: string; label: string }>): INodePropertyOptions[] {
	const says = (label: string, name: string): boolean => label.toLowerCase().split(/[^\p{L}\p{N}_]+/u).includes(name.toLowerCase());
	const options = objects.map(({ name, label }) => ({ name: says(label, name) ? label : `${label} (${name})`, value: name }));
	return sortBy(options, ({ name }) => name.toLowerCase());
}

/** The saved choice stays choosable when the list does not hold it (a value that was typed, or is no longer there). */
export function withCurrent(options: INodePropertyOptions[], current: unknown): INodePropertyOptions[] {
	if (typeof current !== 'string' || current === '' || current.startsWith('=')) return options;
	return options.some(({ value }) => value === current) ? options : [...options, { name: current, value: current, description: 'Not in the list of the system' }];
}
