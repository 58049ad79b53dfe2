import { compile, problemsOf, rowOf } from './compile.fixture';

const rows = [{ left: 'MailingCity', right: 'city' }, { left: 'Email', right: 'email' }];

describe('private fields', () => {
	it('make their rows private, whichever side they are on, also those that auto-map finds', () => {
		const { mapping } = compile({ autoMap: false, rows, privateFields: { left: ['MailingCity'] } });
		expect(mapping.rows.map(({ id, private: hidden }) => [id, hidden])).toEqual([['Email~email', undefined], ['MailingCity~city', true]]);
		expect(rowOf(compile({ autoMap: false, rows, privateFields: { right: ['email'] } }), 'Email~email')?.private).toBe(true);
		expect(rowOf(compile({ privateFields: { left: ['MailingCity'] } }), 'MailingCity~city')?.private).toBe(true);
		expect(compile({ autoMap: false, rows }).mapping.rows.some((row) => 'private' in row)).toBe(false);
	});

	it('are private in every row that reads them: a text of several fields, too', () => {
		const template = { left: '', right: 'title', lens: 'template' as const, template: '{FirstName} ({Email})' };
		const compiled = compile({ autoMap: false, rows: [template], privateFields: { left: ['Email'] } });
		expect(compiled.mapping.rows).toMatchObject([{ private: true }]);
	});

	it('that no row is about are pointed out, since another name may be meant', () => {
		const compiled = compile({ autoMap: false, rows, privateFields: { left: ['Titel'], right: ['city'] } });
		expect(compiled.report.problems).toContainEqual(expect.objectContaining({ level: 'warning', field: 'Titel', message: '"Titel" of Salesforce is to be kept private, and no row is about it.' }));
		expect(problemsOf(compiled, 'MailingCity~city')).toEqual([]);
	});
});
