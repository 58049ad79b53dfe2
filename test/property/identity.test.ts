import fc from 'fast-check';
import { chooseCandidate } from '../../engine/identity/choose';
import { normaliseKey } from '../../engine/identity/normalise';

const kinds = fc.constantFrom('email' as const, 'domain' as const, 'text' as const, 'external-id' as const);
const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/).filter((text) => !text.startsWith('xn--'));
const suffix = fc.constantFrom('com', 'co.uk', 'de', 'org', 'com.au', 'io');

describe('normalised keys', () => {
	it('are normal: normalising again changes nothing', () => {
		const raw = fc.oneof(
			fc.string({ unit: 'grapheme' }),
			fc.emailAddress(),
			fc.webUrl(),
			fc.domain(),
			fc.integer(),
			fc.string({ unit: 'binary' }),
			fc.tuple(fc.webUrl(), fc.constantFrom(' ', '\n', '/')).map(([url, end]) => url.toUpperCase() + end),
		);
		fc.assert(
			fc.property(kinds, raw, fc.constantFrom('keep' as const, 'drop' as const), (kind, value, plusAddress) => {
				const once = normaliseKey(kind, value, { plusAddress });
				if (once !== undefined) expect(normaliseKey(kind, once, { plusAddress })).toBe(once);
			}),
			{ numRuns: 3000 },
		);
	});

	it('never throw, whatever the value', () => {
		fc.assert(
			fc.property(kinds, fc.anything(), (kind, value) => {
				expect(() => normaliseKey(kind, value)).not.toThrow();
			}),
		);
	});

	it('find one domain in every form that people write it in', () => {
		const form = fc.constantFrom<(domain: string) => string>(
			(domain) => domain,
			(domain) => `https://www.${domain}/about?x=1#y`,
			(domain) => `HTTP://${domain.toUpperCase()}:8080`,
			(domain) => ` www.${domain}/ `,
			(domain) => `shop.eu.${domain}`,
			(domain) => `someone@${domain}`,
			(domain) => `//${domain}/a@b`,
		);
		fc.assert(
			fc.property(label, suffix, form, (name, end, write) => {
				const domain = `acme-${name}.${end}`;
				expect(normaliseKey('domain', write(domain))).toBe(domain);
			}),
		);
	});

	it('compare e-mail addresses without regard to case and blanks at the ends', () => {
		fc.assert(
			fc.property(fc.emailAddress(), (email) => {
				expect(normaliseKey('email', ` ${email.toUpperCase()}\t`)).toBe(normaliseKey('email', email));
			}),
		);
	});
});

describe('choosing among candidates', () => {
	const lists = fc.array(fc.array(fc.record({ id: fc.constantFrom('1', '2', '3') }), { maxLength: 3 }), {
		maxLength: 4,
	});

	it('never guesses: one record only when the first list that found something holds no other', () => {
		fc.assert(
			fc.property(lists, (found) => {
				const first = found.find((list) => list.length > 0) ?? [];
				const ids = new Set(first.map((record) => record.id));
				const choice = chooseCandidate(found);
				expect(choice.kind).toBe(ids.size === 0 ? 'none' : ids.size === 1 ? 'one' : 'ambiguous');
				if (choice.kind === 'ambiguous') expect(new Set(choice.records.map((record) => record.id))).toEqual(ids);
			}),
		);
	});
});
