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

	it.each([
		["Field 'name' is required, or 'first_name' and 'last_name'.", ['name', 'first_name', 'last_name']],
		["This field doesn't exist, and the object's layout can't show it.", []],
		['Field "stage" isn\'t a stage of "pipeline".', ['stage', 'pipeline']],
	])('leaves a sentence readable: %s', (message, names) => {
		expect(redact(message, names)).toBe(message);
	});

	it.each([
		["Field 'name' is 'Jane', which isn't allowed.", "Field 'name' is “…”, which isn't allowed."],
		["'O'Brien' is taken", '“…” is taken'],
		["'the users' own secret' is taken", '“…” is taken'],
		["Value 'Jane Doe was cut off", 'Value “…”'],
		['{"name":"Jane"} is bad', '{"name":“…”} is bad'],
		["not one of 'Jane', 'Joe' and 'Jim'", 'not one of “…”, “…” and “…”'],
	])('takes the value out of a sentence and no more: %s', (message, safe) => {
		expect(redact(message, ['name'])).toBe(safe);
	});

	it('never lets a quoted value through, whatever stands beside it', () => {
		const words = fc.array(fc.constantFrom('Field', "doesn't", "'name'", 'of', '(bad)', "users'"), { maxLength: 6 }).map((all) => all.join(' '));
		const secret = fc.constantFrom('Zebra', "Z'ebra", 'Zebra Quagga', "Zebras' Quagga");
		fc.assert(
			fc.property(words, secret, words, (before, value, after) => !/ebra|Quagga/.test(redact(`${before} '${value}' ${after}`, ['name']))),
		);
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
