import { errorOfAnswer } from './errors';

const now = new Date('2026-11-21T08:00:00Z');
const error = (status: number, body: unknown, kind: 'read' | 'write' = 'write', headers: Record<string, string> = {}) =>
	errorOfAnswer(
		{ status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) },
		kind,
		{ method: 'POST', url: 'https://app.pact.place/v1/contacts' },
		now,
	);

describe('Pact errors', () => {
	it.each([
		[
			{
				error: {
					code: 'validation_failed',
					message: "Field 'title' is bad",
					fields: [{ field: 'title', code: 'invalid_value', message: 'x' }],
				},
			},
		],
		[{ message: 'Bad', errors: [{ field: 'title', message: 'x' }] }],
		[{ field: 'title', message: 'Bad' }],
	])('are understood in several shapes', (body) => {
		expect(error(422, body)).toMatchObject({ class: 'invalid', fields: ['title'], status: 422 });
	});

	it.each([
		'plain text',
		'<html></html>',
		'[]',
		'null',
		'{"error":"Bad"}',
		'{"detail":[{"loc":["body"]}]}',
		'{"error":5}',
	])('never fail on a body like %s', (body) => {
		expect(error(422, body)).toMatchObject({ class: 'invalid', status: 422 });
	});

	it('never show a value that the server quotes', () => {
		const { message } = error(422, {
			error: {
				message: "'Jane Doe' <jane@acme.example> is no valid email",
				fields: [{ field: 'email', code: 'x', message: 'y' }],
			},
		});
		expect(message).not.toMatch(/Jane|acme/);
	});

	it('leave a sentence that names fields readable', () => {
		const said = "Field 'name' is required, or 'first_name' and 'last_name'.";
		expect(error(422, { error: { message: said, fields: [{ field: 'name', code: 'required' }] } }).message).toContain(said);
	});

	it('know a missing value from a bad one', () => {
		expect(
			error(422, {
				error: {
					code: 'validation_failed',
					message: "Field 'name' is required.",
					fields: [{ field: 'name', code: 'required' }],
				},
			}).class,
		).toBe('missing-required');
	});

	it('name the scope that is missing', () => {
		expect(error(403, {}).message).toContain('write:contacts');
	});

	it('carry the id of the request, if it looks like one', () => {
		expect(error(500, { request_id: 'req_1' }).requestId).toBe('req_1');
		expect(error(500, {}, 'read', { 'x-request-id': 'abc' }).requestId).toBe('abc');
		expect(error(500, { request_id: 'a b <script>' }).requestId).toBeUndefined();
	});

	it.each([
		[429, 'write', 'rate-limited'],
		[500, 'write', 'unknown-outcome'],
		[502, 'read', 'temporary'],
		[503, 'write', 'temporary'],
		[409, 'write', 'duplicate'],
		[404, 'read', 'not-found'],
		[401, 'read', 'credential-refused'],
		[301, 'read', 'bad-answer'],
	] as const)('%d after a %s is %s', (status, kind, errorClass) => {
		expect(error(status, '', kind).class).toBe(errorClass);
	});

	it('ask for a pause even when the server does not say how long', () => {
		expect(error(429, '').retryAfterMs).toBeGreaterThan(0);
	});
});
