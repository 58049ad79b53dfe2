import { errorOfAnswer, errorOfRefusal } from './errors';
import { refusalSchema } from './contract';

const NOW = new Date('2026-11-21T08:00:00Z');
const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
	status,
	headers,
	body: typeof body === 'string' ? body : JSON.stringify(body),
});
const refusal = (body: object, labels?: ReadonlyMap<string, string>) =>
	errorOfRefusal(refusalSchema.parse(body), labels);
const complaint = (error: string, name: string, message: string) =>
	`Property values were not valid: ${JSON.stringify([{ isValid: false, message, error, name, localizedErrorMessage: message }])}`;

describe('a refusal by HubSpot', () => {
	it.each([
		['INVALID_OPTION', 'invalid'],
		['READ_ONLY_VALUE', 'invalid'],
		['PROPERTY_DOESNT_EXIST', 'invalid'],
		['INVALID_EMAIL', 'invalid'],
		['SOMETHING_NEW', 'invalid'],
	])('%s names the property by its label and shows no value', (code, expected) => {
		const body = {
			category: 'VALIDATION_ERROR',
			message: complaint(code, 'persona', '"ann@acme.example" was not one of [a, b]'),
		};
		const error = refusal(body, new Map([['persona', 'Persona of buyer']]));
		expect(error).toMatchObject({
			class: expected,
			code,
			fields: ['persona'],
			message: expect.stringContaining('Persona of buyer'),
		});
		expect(error.message).not.toContain('ann@');
	});

	it('names missing properties, however they are told', () => {
		const message = 'Error creating CONTACT. Some required properties were not set.';
		expect(refusal({ category: 'VALIDATION_ERROR', message, context: { properties: ['dealname'] } })).toMatchObject({
			class: 'missing-required',
			fields: ['dealname'],
		});
		const errors = [{ message: 'x', code: 'REQUIRED_FIELD_MISSING', context: { propertyName: ['dealname'] } }];
		expect(refusal({ category: 'VALIDATION_ERROR', message: 'x', errors })).toMatchObject({
			class: 'missing-required',
			fields: ['dealname'],
		});
	});

	it('of an existing record says which, and hides the value', () => {
		expect(refusal({ category: 'CONFLICT', message: 'Contact already exists. Existing ID: 1512' })).toMatchObject({
			class: 'duplicate',
			message: expect.stringContaining('record 1512'),
		});
		const taken = refusal({
			category: 'VALIDATION_ERROR',
			message:
				'Cannot set PropertyValueCoordinates{portalId=1, objectTypeId=0-1, propertyName=pact_id, value=secret-77} on 5. 6 already has that value.',
		});
		expect(taken).toMatchObject({ class: 'duplicate', message: expect.stringContaining('record 6') });
		expect(taken.message).not.toContain('secret');
	});

	it('of a search says which property is unknown', () => {
		const body = {
			category: 'VALIDATION_ERROR',
			message: 'There was a problem with the request: property old_one does not exist',
		};
		expect(refusal(body)).toMatchObject({ class: 'invalid', code: 'PROPERTY_DOESNT_EXIST', fields: ['old_one'] });
	});

	it('that is cut off in the middle of its list is still readable', () => {
		const message = complaint('INVALID_OPTION', 'persona', 'ann@acme.example was no option').slice(0, 90);
		const error = refusal({ category: 'VALIDATION_ERROR', message });
		expect(error).toMatchObject({ class: 'invalid', code: 'VALIDATION_ERROR' });
		expect(error.message).toMatch(/Property values were not valid/);
		expect(error.message).not.toContain('ann@');
	});

	it('of a batch for a fault of its own leaves open what was written', () => {
		expect(refusal({ category: 'INTERNAL_ERROR', message: 'internal error' }).class).toBe('unknown-outcome');
	});
});

describe('an answer outside 2xx', () => {
	const classOf = (status: number, body: unknown = '', kind: 'read' | 'write' = 'read', headers = {}) =>
		errorOfAnswer(answer(status, body, headers), kind, NOW);

	it.each([
		[{ policyName: 'SECONDLY' }, 'rate-limited', 1_000],
		[{ policyName: 'TEN_SECONDLY_ROLLING' }, 'rate-limited', 10_000],
		[{ policyName: 'DAILY' }, 'quota-spent', 900_000],
		['<html>', 'rate-limited', 10_000],
	])('429 with %j means %s', (body, expected, retryAfterMs) => {
		expect(classOf(429, body)).toMatchObject({ class: expected, retryAfterMs });
	});

	it('is waited for as long as the server asks', () => {
		expect(classOf(429, { policyName: 'SECONDLY' }, 'read', { 'retry-after': '7' })).toMatchObject({
			retryAfterMs: 7_000,
		});
		expect(classOf(477, '', 'read', { 'retry-after': '3600' })).toMatchObject({
			class: 'temporary',
			retryAfterMs: 3_600_000,
		});
		expect(classOf(423)).toMatchObject({ class: 'temporary', retryAfterMs: 2_000 });
	});

	it.each([502, 504, 520, 522, 524])('%d leaves open whether a write was applied', (status) => {
		expect(classOf(status, '', 'write').class).toBe('unknown-outcome');
		expect(classOf(status, '', 'read').class).toBe('temporary');
	});

	it.each([503, 521, 523])('%d never reached HubSpot', (status) => {
		expect(classOf(status, '', 'write').class).toBe('temporary');
	});

	it('says which scopes are missing', () => {
		const body = {
			category: 'MISSING_SCOPES',
			message: 'x',
			errors: [{ message: 'x', context: { requiredGranularScopes: ['crm.objects.deals.read'] } }],
		};
		expect(classOf(403, body)).toMatchObject({
			class: 'not-allowed',
			message: expect.stringContaining('crm.objects.deals.read'),
		});
	});

	it('names the call for HubSpot’s support', () => {
		expect(classOf(404, { category: 'OBJECT_NOT_FOUND', message: 'x', correlationId: 'c-1' })).toMatchObject({
			class: 'not-found',
			requestId: 'c-1',
		});
	});
});
