import { SandboxClock } from './clock';
import { startHubSpotSandbox } from '../hubspot';
import { startPactSandbox } from '../pact';
import { startSalesforceSandbox } from '../salesforce';

const clock = () => new SandboxClock({ startAt: new Date('2026-11-01T10:00:00Z'), frozen: true });
const latest = async (url: string, query: Record<string, string>) => {
	const answer = await fetch(`${url}/__sandbox/latest?${new URLSearchParams(query).toString()}`);
	return { status: answer.status, body: (await answer.json()) as { total: number; records: unknown[] } };
};

describe('what changed last in a sandbox', () => {
	it('is told newest first, with the fields that were asked for, without what was deleted', async () => {
		const [salesforce, hubspot, pact] = await Promise.all([
			startSalesforceSandbox({ clock: clock(), size: { accounts: 0, contacts: 0, leads: 0, opportunities: 0 } }),
			startHubSpotSandbox({ clock: clock() }),
			startPactSandbox({ clock: clock() }),
		]);
		try {
			const [a, b, gone] = ['a', 'b', 'gone'].map((name) => {
				for (const { clock: each } of [salesforce, hubspot, pact]) each.advance(1_000);
				const [Email, title] = [`${name}@x.example`, `Title ${name}`];
				return { sf: salesforce.create('Contact', { LastName: name, Email, Title: title }), hs: hubspot.create('contacts', { email: Email, jobtitle: title }), pact: pact.create('contacts', { name, email: Email, title }).public_id };
			});
			salesforce.delete('Contact', gone!.sf);
			hubspot.archive('contacts', gone!.hs);
			pact.remove('contacts', gone!.pact);
			const records = (system: 'sf' | 'hs' | 'pact', field: string, ...those: Array<typeof a>) =>
				those.map((one, index) => ({ id: one![system], changedAt: `2026-11-01T10:00:0${those.length === 1 ? 1 : 2 - index}.000Z`, fields: { [field]: `Title ${one === a ? 'a' : 'b'}` } }));
			expect((await latest(salesforce.url, { object: 'Contact', fields: 'Title' })).body).toEqual({ total: 2, records: records('sf', 'Title', b, a) });
			expect((await latest(hubspot.url, { object: 'contacts', fields: 'jobtitle' })).body).toEqual({ total: 2, records: records('hs', 'jobtitle', b, a) });
			expect((await latest(pact.url, { object: 'contacts', fields: 'title' })).body).toEqual({ total: 2, records: records('pact', 'title', b, a) });
			expect((await latest(pact.url, { object: 'contacts', fields: 'title', where: 'email', value: 'A@x.example' })).body.records).toEqual(records('pact', 'title', a));
			expect((await latest(pact.url, { object: 'contacts', fields: 'title', limit: '1' })).body.records).toHaveLength(1);
			expect((await latest(pact.url, { object: 'nothings', fields: 'x' })).status).toBeGreaterThanOrEqual(400);
			expect(salesforce.stats.snapshot().calls + hubspot.stats.snapshot().calls + pact.stats.snapshot().calls).toBe(0);
		} finally {
			await Promise.all([salesforce.close(), hubspot.close(), pact.close()]);
		}
	});
});
