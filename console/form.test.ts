import { answerIn, ANSWER_FIELD, CHOICE_FIELD, idIn, listPage, QUESTION_FIELD, questionPage, VALUE_FIELD } from './form';
import type { Question } from './questions';

const question = (more: Partial<Question> = {}): Question => ({
	id: '42',
	kind: 'conflict',
	pair: 'p',
	message: 'Title was changed on both sides.',
	firstSeen: '2026-11-21T08:00:00.000Z',
	count: 1,
	sides: { left: 'Salesforce', right: 'Pact' },
	details: { left: 'a', right: 'b' },
	answers: [
		{ answer: 'useLeft', label: 'Use the value of Salesforce' },
		{ answer: 'useValue', label: 'Use another value', value: { choices: [], typed: true } },
	],
	...more,
});
const stage = question({
	kind: 'unmapped-value',
	details: { side: 'left', value: '<Review>' },
	answers: [
		{ answer: 'assign', label: 'Assign a partner', value: { choices: [{ value: 'n7', label: 'Negotiation <7>' }], typed: true } },
		{ answer: 'createStage', label: 'Create the stage in Pact' },
	],
});
type Field = { fieldLabel: string; fieldType: string; fieldOptions?: { values: Array<{ option: string }> } };
const fieldsOf = (text: string) => JSON.parse(text) as Field[];
const options = ({ fieldOptions }: Field) => fieldOptions?.values.map(({ option }) => option);

describe('the page that asks which question', () => {
	it('lists them by number, and the number is found again', () => {
		const { open, fields } = listPage([question(), question({ id: '43' })]);
		const [field] = fieldsOf(fields);
		expect([open, field?.fieldLabel, field && options(field)]).toEqual([2, QUESTION_FIELD, ['#42: Title was changed on both sides.', '#43: Title was changed on both sides.']]);
		expect([idIn('#42: Title was …'), idIn(' 42 ')]).toEqual(['42', '42']);
	});

	it('lists as many as a dropdown holds, and shortens long ones', () => {
		const { open, fields, description } = listPage(Array.from({ length: 201 }, (_, id) => question({ id: String(id), message: 'x'.repeat(500) })));
		const [field] = fieldsOf(fields);
		expect([open, field && options(field)?.length, description]).toEqual([201, 200, 'The oldest 200 of 201 questions.']);
		expect(field && options(field)?.[0]).toHaveLength(180);
	});
});

describe('the page that asks one question', () => {
	it('shows both values, escaped, and the answers that it takes', () => {
		const { id, description, fields } = questionPage(question({ details: { left: '<b>a</b>', right: null } }), 3);
		expect(id).toBe('42');
		expect(description).toContain('Salesforce: <b>&lt;b&gt;a&lt;/b&gt;</b>');
		expect(description).toContain('Pact: <b>(blank)</b>');
		expect(fieldsOf(fields).map((field) => [field.fieldLabel, options(field)])).toEqual([[ANSWER_FIELD, ['Use the value of Salesforce', 'Use another value']], [VALUE_FIELD, undefined]]);
	});

	it('offers the known partners of a value, and nothing that a form cannot ask for', () => {
		expect(fieldsOf(questionPage(stage, 1).fields).map((field) => [field.fieldLabel, options(field)])).toEqual([[ANSWER_FIELD, ['Assign a partner']], [CHOICE_FIELD, ['Negotiation <7>']], [VALUE_FIELD, undefined]]);
	});

	it('is text in which nothing has a meaning for n8n', () => {
		const { fields } = questionPage(question({ answers: [{ answer: 'choose', label: '$& $\' <i>', value: { choices: [], typed: false } }] }), 1);
		expect(fields).not.toMatch(/[$<>]/);
		expect(fieldsOf(fields).flatMap(options)).toEqual(['$& $\' <i>']);
	});
});

describe('a submitted page', () => {
	it.each([
		['an answer', question(), { [ANSWER_FIELD]: 'Use the value of Salesforce', [VALUE_FIELD]: 'left over' }, { answer: 'useLeft' }],
		['a typed value, as it was typed', question(), { [ANSWER_FIELD]: 'Use another value', [VALUE_FIELD]: ' a &lt; b ' }, { answer: 'useValue', value: 'a &lt; b' }],
		['a chosen partner, by its label with n8n’s entities', stage, { [ANSWER_FIELD]: 'Assign a partner', [CHOICE_FIELD]: 'Negotiation &lt;7&gt;', [VALUE_FIELD]: '' }, { answer: 'assign', value: 'n7' }],
		['a typed partner before a chosen one', stage, { [ANSWER_FIELD]: 'Assign a partner', [CHOICE_FIELD]: 'Negotiation &lt;7&gt;', [VALUE_FIELD]: 'Won' }, { answer: 'assign', value: 'Won' }],
		['an answer without its value', stage, { [ANSWER_FIELD]: 'Assign a partner', [VALUE_FIELD]: null }, { answer: 'assign' }],
		['no answer', question(), { [ANSWER_FIELD]: '' }, undefined],
		['an answer of another question', stage, { [ANSWER_FIELD]: 'Use the value of Salesforce' }, undefined],
		['an answer that a form cannot give', stage, { [ANSWER_FIELD]: 'Create the stage in Pact' }, undefined],
	])('is %s', (_what, asked, submitted, expected) => {
		expect(answerIn(asked, submitted)).toEqual(expected);
	});
});
