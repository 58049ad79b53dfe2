import fc from 'fast-check';
import { redact } from './redact';

describe("redacting a server's message", () => {
	it.each([
		["A contact with e-mail 'ann@acme.example' exists.", 'ann@acme.example'],
		['bad value for restricted picklist field: "Secret Persona"', 'Secret Persona'],
		['key pact_live_0123456789abcdef0123456789abcdef is revoked', '0123456789abcdef'],
		['session 00D000000000001AAA!AQ.abc is invalid', 'AQ.abc'],
		['phone +49 (30) 1234-5678 is not valid', '1234'],
	])('takes out what could be a value: %s', (message, secret) => {
		expect(redact(message)).not.toContain(secret);
	});

	it('keeps quoted names of fields, which people need', () => {
		expect(redact("Field 'email' must not be 'x y'.", ['email'])).toBe("Field 'email' must not be “…”.");
	});

	it('never lets an e-mail address through, wherever it stands', () => {
		fc.assert(
			fc.property(
				fc.emailAddress(),
				fc.string(),
				fc.string(),
				(email, before, after) => !redact(`${before} ${email} ${after}`).includes(email),
			),
		);
	});

	it('stays short', () => {
		expect(redact('word '.repeat(500)).length).toBeLessThanOrEqual(300);
	});
});
