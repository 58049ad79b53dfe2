import {
	DEMO_TOKENS,
	startHubSpotSandbox,
	type HubSpotSandbox,
	type HubSpotSandboxOptions,
} from '../../../sandbox/hubspot';
import { SandboxClock } from '../../../sandbox/common/clock';
import { fetchHttp } from '../../../systems/common/fetch-http';
import { createHubSpot, hubSpotConnection, type HubSpotSystem } from '../../../systems/hubspot';
import { sleepingClock, type Subject } from './subject';

export interface HubSpotSubject extends Subject {
	sandbox: HubSpotSandbox;
	records: HubSpotSystem['records'];
	choices: HubSpotSystem['choices'];
	connection: string;
	/** The same portal with another token. */
	withToken(token: string): HubSpotSystem;
	/** Calls the sandbox beside the adapter, as an administrator would. */
	call(method: string, path: string, body?: unknown): Promise<unknown>;
}

/** An empty HubSpot portal whose search is up to date, and the adapter connected to it. */
export async function hubSpotSubject(
	options: HubSpotSandboxOptions & { dailyShare?: number } = {},
): Promise<HubSpotSubject> {
	const { dailyShare, ...sandboxOptions } = options;
	const sandbox = await startHubSpotSandbox({
		clock: new SandboxClock({ startAt: new Date('2026-11-21T08:00:00Z'), frozen: true }),
		plan: 'unlimited',
		searchLagMs: 0,
		...sandboxOptions,
	});
	const clock = sleepingClock(sandbox);
	const where = (token: string) => ({
		http: fetchHttp({ authorise: () => ({ Authorization: `Bearer ${token}` }), timeoutMs: 5_000 }),
		baseUrl: sandbox.url,
		clock,
	});
	const { connection } = await hubSpotConnection(where(DEMO_TOKENS.full));
	const withToken = (token: string) =>
		createHubSpot({ ...where(token), connection, ...(dailyShare === undefined ? {} : { dailyShare }) });
	sandbox.stats.reset();
	return {
		...withToken(DEMO_TOKENS.full),
		sandbox,
		connection,
		withToken,
		async call(method, path, body) {
			const headers = { authorization: `Bearer ${DEMO_TOKENS.full}`, 'content-type': 'application/json' };
			const answer = await fetch(sandbox.url + path, {
				method,
				headers,
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
			});
			if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
			return await answer.json();
		},
		waitedMs: () => clock.sleptMs,
		people: 'contacts',
		companies: 'companies',
		fields: {
			email: 'email',
			lastName: 'lastname',
			title: 'jobtitle',
			domain: 'website',
			companyName: 'name',
			list: { name: 'persona', good: 'influencer', bad: 'Secret Persona' },
		},
		paths: {
			read: { method: 'POST', path: '/crm/v3/objects/contacts/(batch/read|search)' },
			write: { method: 'POST', path: '/crm/v3/objects/contacts/batch/create$' },
		},
		tooMany: {
			status: 429,
			body: {
				status: 'error',
				errorType: 'RATE_LIMIT',
				policyName: 'TEN_SECONDLY_ROLLING',
				message: 'You have reached your ten_secondly_rolling limit.',
			},
		},
		unknownId: '999999999',
		make: (object, values) => sandbox.create(object, values as Record<string, string>),
		makePeople: (count) =>
			Array.from({ length: count }, (_, n) =>
				sandbox.create('contacts', { lastname: `Person ${n}`, email: `person${n}@made.example` }),
			),
		edit: (object, id, values) => sandbox.edit(object, id, values as Record<string, string>),
		withBadCredential: () => withToken('pat-na1-revoked'),
	};
}
