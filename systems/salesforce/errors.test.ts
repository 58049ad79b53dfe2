import { errorOfAnswer, errorOfRefusal } from './errors';

const now = new Date('2026-11-21T08:00:00Z');
const answer = (status: number, body: string, headers: Record<string, string> = {}) => ({ status, body, headers });

describe('Salesforce errors', () => {
	it.each([
		['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', 'Persona: bad value for restricted picklist field: Secret', 'invalid'],
		[
			'DUPLICATE_VALUE',
			'duplicate value found: Pact_Id__c duplicates value on record with id: 003000000000001',
			'duplicate',
		],
		['STRING_TOO_LONG', 'Title: data value too large: Secret (max length=128)', 'invalid'],
		['INVALID_EMAIL_ADDRESS', 'Email: invalid email address: Secret', 'invalid'],
		['UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access to this record', 'temporary'],
		['ENTITY_IS_DELETED', 'entity is deleted', 'not-found'],
		['CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead', 'converted'],
		['SOMETHING_NEW', 'Secret', 'invalid'],
	])('%s keeps code and field, and drops the value', (statusCode, message, errorClass) => {
		const error = errorOfRefusal({ statusCode, message, fields: ['Persona__c'] });
		expect(error).toMatchObject({ class: errorClass, code: statusCode, fields: ['Persona__c'] });
		expect(error.message).not.toContain('Secret');
		expect(error.message).not.toContain('003000000000001');
	});

	it('reads the missing fields out of the message when they are not listed', () => {
		const error = errorOfRefusal({
			statusCode: 'REQUIRED_FIELD_MISSING',
			message: 'Required fields are missing: [LastName, Company]',
			fields: [],
		});
		expect(error).toMatchObject({
			class: 'missing-required',
			fields: ['LastName', 'Company'],
			message: expect.stringContaining('LastName, Company'),
		});
	});

	it("passes on the admin's own words of a validation rule", () => {
		const error = errorOfRefusal({
			statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
			message: 'A won opportunity needs an amount.',
			fields: ['Amount'],
		});
		expect(error.message).toContain('A won opportunity needs an amount.');
	});

	it('tells the two limits of one code apart', () => {
		const limit = (message: string) =>
			errorOfAnswer(answer(403, JSON.stringify([{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message }])), 'read', now).class;
		expect(limit('TotalRequests Limit exceeded.')).toBe('quota-spent');
		expect(limit('ConcurrentRequests (Concurrent API Requests) Limit exceeded.')).toBe('rate-limited');
	});

	it.each([
		[401, 'read', 'credential-refused'],
		[403, 'read', 'not-allowed'],
		[302, 'read', 'bad-answer'],
		[500, 'read', 'temporary'],
		[500, 'write', 'unknown-outcome'],
		[504, 'write', 'unknown-outcome'],
		[503, 'write', 'temporary'],
		[429, 'write', 'rate-limited'],
	] as const)('a %d without a body, after a %s, is %s', (status, kind, errorClass) => {
		expect(errorOfAnswer(answer(status, '<html>'), kind, now)).toMatchObject({ class: errorClass, status });
	});

	it('reads Retry-After in seconds and as a date', () => {
		expect(errorOfAnswer(answer(503, '', { 'retry-after': '12' }), 'read', now).retryAfterMs).toBe(12_000);
		const dates = { 'retry-after': 'Sat, 21 Nov 2026 09:00:30 GMT', date: 'Sat, 21 Nov 2026 09:00:00 GMT' };
		expect(errorOfAnswer(answer(503, '', dates), 'read', now).retryAfterMs).toBe(30_000);
	});
});
