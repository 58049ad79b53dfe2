import { compile, compileRow, contact, errors, field, pact, problemsOf, readOnly, rowOf } from './compile.fixture';

describe('rows of the user', () => {
	it('a field that is not there (any more) is an error with near misses, and the other rows stay', () => {
		const compiled = compile({ rows: [{ left: 'Scores__c', right: 'title' }] });
		expect(problemsOf(compiled, 'Scores__c~title')).toEqual([
			expect.objectContaining({
				level: 'error',
				field: 'Scores__c',
				fix: expect.stringContaining('Did you mean Score__c'),
			}),
		]);
		expect(rowOf(compiled, 'Email~email')).toBeDefined();
	});

	it('fields whose values have nothing in common cannot be joined', () => {
		const compiled = compileRow({ left: 'Birthdate', right: 'custom_fields.score' });
		expect(compiled.mapping.rows).toEqual([]);
		expect(errors(compiled)[0]).toBe(
			'Salesforce Birth Date (date) cannot go to Pact custom_fields.score (number): their values have nothing in common.',
		);
	});

	it('a lens that one of the fields cannot hold is refused', () => {
		expect(errors(compileRow({ left: 'FirstName', right: 'custom_fields.score', lens: 'email' }))[0]).toContain(
			'as email',
		);
	});

	it('says what a direction loses', () => {
		const compiled = compileRow({ left: 'FirstName', right: 'custom_fields.score', rule: 'alwaysLeft' });
		expect(problemsOf(compiled, 'FirstName~custom_fields.score')).toEqual([
			expect.objectContaining({
				level: 'warning',
				message: expect.stringContaining('texts that are not numbers are held back'),
			}),
		]);
		expect(rowOf(compiled, 'FirstName~custom_fields.score')?.asText).toEqual({ left: true });
	});

	it('a date never overwrites a moment by default, and may not by an explicit rule', () => {
		const byDefault = compileRow({ left: 'CreatedDate', right: 'custom_fields.since' });
		expect(rowOf(byDefault, 'CreatedDate~custom_fields.since')).toMatchObject({
			lens: { kind: 'datetime' },
			rule: 'alwaysLeft',
			ignoreClears: true,
		});
		const birth = { left: 'Birthdate', right: 'custom_fields.since' };
		expect(rowOf(compileRow(birth), 'Birthdate~custom_fields.since')).toMatchObject({
			lens: { kind: 'date' },
			rule: 'alwaysRight',
		});
		expect(errors(compileRow({ ...birth, rule: 'newestWins' }))[0]).toContain('no time of day');
	});

	it('a rule that writes to a read-only field is an error that names the rule to choose', () => {
		const compiled = compileRow({ left: 'FirstName', right: 'icp_score', rule: 'newestWins' });
		expect(problemsOf(compiled, 'FirstName~icp_score')).toContainEqual(
			expect.objectContaining({
				level: 'error',
				field: 'icp_score',
				fix: expect.stringContaining('"Always right"'),
			}),
		);
	});

	it('by default a row goes one way when one side cannot be written, and never clears there', () => {
		const fromRight = compileRow({ left: 'FirstName', right: 'icp_score' });
		expect(rowOf(fromRight, 'FirstName~icp_score')).toMatchObject({ rule: 'alwaysRight', ignoreClears: true });
		const newest = compile({
			autoMap: false,
			rows: [{ left: 'CreatedDate', right: 'title' }],
			defaultRule: 'newestWins',
		});
		expect(rowOf(newest, 'CreatedDate~title')?.rule).toBe('alwaysLeft');
		expect(rowOf(newest, 'CreatedDate~title')?.ignoreClears).toBeUndefined();
	});

	it('by default a field that can only be filled on create is filled then', () => {
		const once = pact('contacts', [field('source', 'text', { updateable: false })]);
		const row = { left: 'CreatedDate', right: 'source' };
		expect(rowOf(compile({ autoMap: false, rows: [row] }, contact, once), 'CreatedDate~source')?.rule).toBe(
			'createOnly',
		);
		const noCreate = { autoMap: false, rows: [row], create: { left: false, right: false } };
		expect(errors(compile(noCreate, contact, once))).toHaveLength(2);
	});

	it('two read-only fields have nothing to keep in step', () => {
		expect(errors(compileRow({ left: 'CreatedDate', right: 'icp_score' }))).toHaveLength(1);
		const stamps = pact('contacts', [field('made', 'datetime', readOnly)]);
		expect(
			errors(compile({ autoMap: false, rows: [{ left: 'CreatedDate', right: 'made' }] }, contact, stamps)),
		).toHaveLength(2);
	});

	it('rows that write one field are all left out, rather than a winner by their order', () => {
		const compiled = compile({
			autoMap: false,
			rows: [
				{ left: 'FirstName', right: 'title' },
				{ left: 'MailingCity', right: 'title' },
				{ left: 'Email', right: 'email' },
			],
		});
		expect(compiled.mapping.rows.map((row) => row.id)).toEqual(['Email~email']);
		expect(errors(compiled).filter((message) => message.includes('written by more than one row'))).toHaveLength(2);
	});

	it('a repeated row counts once; two that contradict each other do not count', () => {
		const row = { left: 'Email', right: 'email' };
		expect(compile({ autoMap: false, rows: [row, row] }).mapping.rows).toHaveLength(1);
		const contradicting = compile({ autoMap: false, rows: [row, { ...row, rule: 'newestWins' }] });
		expect(contradicting.mapping.rows).toEqual([]);
		expect(errors(contradicting)[0]).toContain('more than one row');
	});

	it('a field that may be too short for the other is a warning', () => {
		const compiled = compileRow({ left: 'LastName', right: 'last_name' });
		expect(problemsOf(compiled, 'LastName~last_name')).toMatchObject([{ level: 'warning', field: 'last_name' }]);
		expect(rowOf(compiled, 'LastName~last_name')?.maxLength).toEqual({ left: 80, right: 40 });
	});

	it('the rule for consent is for consent only, and another rule for consent is pointed out', () => {
		expect(errors(compileRow({ left: 'FirstName', right: 'title', rule: 'mostRestrictive' }))[0]).toContain('consent');
		const relaxed = compileRow({ left: 'HasOptedOutOfEmail', right: 'consent_status', rule: 'newestWins' });
		expect(problemsOf(relaxed, 'HasOptedOutOfEmail~consent_status')).toMatchObject([
			{ level: 'warning', fix: expect.stringContaining('Most restrictive') },
		]);
		expect(rowOf(relaxed, 'HasOptedOutOfEmail~consent_status')).toBeDefined();
	});

	it('a length is a limit for texts only: ids of the other side are resolved before they are written', () => {
		const short = {
			...contact,
			fields: contact.fields.map((one) => ({ ...one, maxLength: one.type === 'date' ? 0 : 18 })),
		};
		const compiled = compile({ rows: [{ left: 'Birthdate', right: 'title' }] }, short);
		expect(rowOf(compiled, 'AccountId~company_id')?.maxLength).toBeUndefined();
		expect(rowOf(compiled, 'Birthdate~title')?.maxLength).toBeUndefined();
		expect(rowOf(compiled, 'FirstName~first_name')?.maxLength).toEqual({ left: 18 });
	});

	it('a reference whose pair nobody knows is an error', () => {
		expect(errors(compileRow({ left: 'OwnerId', right: 'company_id' }))[0]).toContain('not known which pair');
	});

	it('keeps defaults and the country of phone numbers', () => {
		const compiled = compileRow({ left: 'Phone', right: 'phone', country: 'de', rightDefault: '-' });
		expect(rowOf(compiled, 'Phone~phone')).toMatchObject({
			lens: { kind: 'phone', country: 'DE' },
			defaults: { right: '-' },
		});
	});
});

describe('constants', () => {
	it('write their side only, and fill a required field', () => {
		const compiled = compileRow({ left: '', right: 'title', lens: 'constant', rightDefault: 'Customer' });
		expect(compiled.mapping.rows).toMatchObject([
			{ id: '~title', lens: { kind: 'constant', right: 'Customer' }, rule: 'alwaysLeft' },
		]);
	});

	it('without a value, with an unknown field, or into a read-only field are errors', () => {
		expect(errors(compileRow({ right: 'title', lens: 'constant' }))[0]).toContain('writes nothing');
		expect(errors(compileRow({ right: 'titel', lens: 'constant', rightDefault: 'x' }))[0]).toContain(
			'no field "titel"',
		);
		expect(errors(compileRow({ right: 'icp_score', lens: 'constant', rightDefault: 1 }))[0]).toContain(
			'cannot be changed',
		);
	});
});
