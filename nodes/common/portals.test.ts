import { portalOf } from './portals';

/** A portal that counts how often it is asked who it is. */
function portal(connection: string) {
	let asked = 0;
	return { asked: () => asked, ask: async () => ((asked += 1), await Promise.resolve({ connection })) };
}

const baseUrl = 'https://api.hubapi.com';

describe('the portal of a credential', () => {
	it('is asked for once a token', async () => {
		const first = portal('101');
		const second = portal('102');
		for (let run = 0; run < 3; run++) {
			expect(await portalOf({ baseUrl, token: 'pat-1' }, first.ask)).toEqual({ connection: '101' });
			expect(await portalOf({ baseUrl, token: 'pat-2' }, second.ask)).toEqual({ connection: '102' });
		}
		expect([first.asked(), second.asked()]).toEqual([1, 1]);
	});

	it('is another one at another address', async () => {
		expect(await portalOf({ baseUrl: 'http://127.0.0.1:4003', token: 'pat-1' }, portal('900').ask)).toEqual({ connection: '900' });
	});

	it('is asked for again where there was no token, or no answer', async () => {
		const { ask, asked } = portal('103');
		await portalOf({ baseUrl, token: undefined }, ask);
		await portalOf({ baseUrl, token: undefined }, ask);
		expect(asked()).toBe(2);
		await expect(portalOf({ baseUrl, token: 'pat-3' }, async () => await Promise.reject(new Error('away')))).rejects.toThrow('away');
		expect(await portalOf({ baseUrl, token: 'pat-3' }, ask)).toEqual({ connection: '103' });
	});
});
