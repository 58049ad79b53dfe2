import { isSignedIn } from './sign-in';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('the sign-in of the console', () => {
	it('takes the user and password of the credential, with colons and umlauts', () => {
		expect(isSignedIn(basic('Änne:p:ß'), { user: 'Änne', password: 'p:ß' })).toBe(true);
	});

	it.each([
		['another password', basic('ann:wrong')],
		['another user', basic('bob:secret')],
		['the password alone', basic('secret')],
		['a longer one', basic('ann:secret2')],
		['no header', undefined],
		['another scheme', 'Bearer YW5uOnNlY3JldA=='],
		['what is no base64', 'Basic ann:secret'],
	])('refuses %s', (_what, header) => {
		expect(isSignedIn(header, { user: 'ann', password: 'secret' })).toBe(false);
	});

	it('lets nobody in with a credential that is not filled in', () => {
		expect(isSignedIn(basic(':'), { user: '', password: '' })).toBe(false);
		expect(isSignedIn(basic('ann:'), { user: 'ann', password: '' })).toBe(false);
	});
});
