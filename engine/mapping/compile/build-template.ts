import type { MappingRow, Rule, Side } from '../../model';
import { otherSide } from '../../model';
import { templateFields, templateProblem } from '../lenses/read-template';
import { ruleWrites } from '../rules';
import type { BuiltRow } from './build-row';
import { lensFits } from './choose-lens';
import type { DefinitionRow } from './definition';
import { findField } from './find-field';
import { nearMisses } from './near-misses';
import type { MappingProblem } from './report';
import { rowId, type RowContext } from './row-context';
import { fieldWords, systemWord } from './words';

/** The one-way rules, by the side that is read. */
const ALWAYS_FROM: Readonly<Record<Side, Rule>> = { left: 'alwaysLeft', right: 'alwaysRight' };

/** A row that fills one field with a text made of several fields of the other side, whose own field is left empty. */
export function buildTemplateRow(row: DefinitionRow, context: RowContext): BuiltRow {
	const id = rowId(row);
	const fail = (message: string, fix: string, field?: string): BuiltRow => ({
		problems: [{ level: 'error', row: id, ...(field === undefined ? {} : { field }), message, fix }],
	});
	if ((row.left === '') === (row.right === '')) {
		return fail(
			`The text row ${id} must name the field that it fills, on one side only.`,
			'Leave the field of the side that is read empty; name its fields in the text, in braces.',
		);
	}
	const target: Side = row.left === '' ? 'right' : 'left';
	const reads = otherSide(target);
	const schema = context.schemas[target];
	const field = findField(schema, row[target]);
	if (!field) {
		const like = nearMisses(row[target], schema.fields);
		const fix = like.length > 0 ? `Did you mean ${like.join(' or ')}? Choose it in the row, or remove the row.` : 'Choose another field in the row, or remove the row.';
		return fail(`${systemWord(schema)} ${schema.label} has no field "${row[target]}" (any more), or the credential may not see it.`, fix, row[target]);
	}
	const template = row.template?.trim() ?? '';
	const wrong = templateProblem(template);
	if (wrong) return fail(`The text of the row ${id} cannot be used: ${wrong}.`, 'Write fields in braces, for example {FirstName} {LastName} ({Title}).');
	const name = fieldWords(schema, field);
	if (!lensFits('text', field, field)) return fail(`${name} cannot hold a text.`, 'Choose a text field.', field.name);
	const rule = row.rule === 'default' ? ALWAYS_FROM[reads] : row.rule;
	const problems = [...unknownFields(row, template, reads, context)];
	if (rule !== ALWAYS_FROM[reads] && rule !== 'createOnly' && rule !== 'doNotSync') {
		const fix = `Choose the rule "${reads === 'left' ? 'Always left' : 'Always right'}" or "Create only".`;
		problems.push({ level: 'error', row: id, message: `The text for ${name} is put together from several fields and cannot be taken apart again, but the row's rule goes both ways.`, fix });
	}
	const writable = rule === 'createOnly' ? field.createable : field.updateable;
	if (ruleWrites(rule, target) && !writable) {
		problems.push({ level: 'error', row: id, field: field.name, message: `${name} cannot be changed from outside, but the row writes to it.`, fix: 'Choose another field.' });
	}
	if (problems.length > 0) return { problems };
	const fallback = target === 'left' ? row.leftDefault : row.rightDefault;
	const built: MappingRow = {
		id,
		left: target === 'left' ? field.name : '',
		right: target === 'right' ? field.name : '',
		label: field.label,
		lens: { kind: 'template', template, reads },
		rule,
		required: { left: target === 'left' && field.requiredOnCreate, right: target === 'right' && field.requiredOnCreate },
		...(row.ignoreClears === undefined ? {} : { ignoreClears: row.ignoreClears }),
		...(fallback === undefined ? {} : { defaults: { [target]: fallback } }),
		...(field.maxLength ? { maxLength: { [target]: field.maxLength } } : {}),
	};
	return { row: built, problems: [] };
}

function unknownFields(row: DefinitionRow, template: string, reads: Side, { schemas }: RowContext): MappingProblem[] {
	const schema = schemas[reads];
	return templateFields(template)
		.filter((name) => !findField(schema, name))
		.map((name) => {
			const like = nearMisses(name, schema.fields);
			return {
				level: 'error',
				row: rowId(row),
				field: name,
				message: `The text of the row ${rowId(row)} names "${name}", which ${systemWord(schema)} ${schema.label} does not have (any more).`,
				fix: like.length > 0 ? `Did you mean ${like.join(' or ')}?` : 'Take it out of the text, or choose another field.',
			};
		});
}
