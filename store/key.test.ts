import { hasher } from './key';

describe('a hash', () => {
	it('is the first 12 bytes of HMAC-SHA-256', () => {
		// RFC 4231, test case 2.
		const hash = hasher(Buffer.from('Jefe'))('what do ya want for nothing?');
		expect(Buffer.from(hash, 'base64url').toString('hex')).toBe('5bdcc146bf60754e6a042426');
	});
});
