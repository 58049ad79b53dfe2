import { signatureV3 } from './signature';

const SECRET = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy';

describe('the v3 signature', () => {
	it('is that of the published check vector', () => {
		const body = "{'example_field':'example_value'}";
		expect(signatureV3(SECRET, 'POST', 'https://www.example.com/webhook_uri', body, 1_693_657_560_000)).toBe(
			'K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=',
		);
	});

	it('decodes twelve escapes of the address, in either case, and no others', () => {
		const sign = (uri: string) => signatureV3(SECRET, 'POST', uri, '', 1);
		expect(sign('https://a.example/%3a%2F%3F%40%21%24%27%28%29%2A%2C%3B')).toBe(sign("https://a.example/:/?@!$'()*,;"));
		expect(sign('https://a.example/?q=a%20b%26c')).not.toBe(sign('https://a.example/?q=a b&c'));
	});
});
