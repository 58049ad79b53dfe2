import { canBeReached } from './reachable';

describe('an address that Pact sends to', () => {
	it.each(['https://n8n.acme.com/webhook/1', 'https://8.8.8.8/webhook/1', 'http://172.32.0.1:5678/', 'https://[2001:db8::1]/'])('can be %s', (url) => {
		expect(canBeReached(url, 'app.pact.place')).toBe(true);
	});

	it.each([
		'http://localhost:5678/webhook/1', 'http://127.0.0.1:5678/', 'http://10.0.0.5/', 'http://172.16.4.4/', 'http://192.168.1.9:5678/', 'http://100.64.0.1/', 'http://169.254.1.1/',
		'http://[::1]:5678/', 'http://[fd00::1]/', 'http://n8n:5678/', 'http://n8n.local/', 'http://n8n.internal/',
	])('cannot be %s', (url) => {
		expect(canBeReached(url, 'app.pact.place')).toBe(false);
	});

	it('may be anything for a stand-in on a private address', () => {
		expect(canBeReached('http://localhost:5678/webhook/1', '127.0.0.1:4010')).toBe(true);
	});
});
