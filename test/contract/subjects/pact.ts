import { fetchHttp } from '../../../systems/common/fetch-http';
import { createPact, pactConnection, type PactSystem } from '../../../systems/pact';
import { DEMO_KEYS, startPactSandbox, type PactSandbox, type PactSandboxOptions } from '../../../sandbox/pact';
import type { ObjectName } from '../../../sandbox/pact';
import { SandboxClock } from '../../../sandbox/common/clock';
import { sleepingClock, type Subject } from './subject';

export interface PactSubject extends Subject {
	sandbox: PactSandbox;
	check: PactSystem['checkAssumptions'];
	subscriptions: PactSystem['subscriptions'];
	stages: PactSystem['stages'];
	/** The same workspace with another key. */
	withKey(key: string): PactSystem;
}

/** An empty Pact workspace, and the adapter connected to it. */
export async function pactSubject(options: PactSandboxOptions = {}): Promise<PactSubject> {
	const sandbox = await startPactSandbox({
		clock: new SandboxClock({ startAt: new Date('2026-11-21T08:00:00Z'), frozen: true }),
		plan: 'unlimited',
		...options,
	});
	const clock = sleepingClock(sandbox);
	const withKey = (key: string) =>
		createPact({
			http: fetchHttp({ authorise: () => ({ Authorization: `Bearer ${key}` }), timeoutMs: 5_000 }),
			baseUrl: sandbox.url,
			clock,
			connection: pactConnection({ baseUrl: sandbox.url, apiKey: key }),
		});
	const { checkAssumptions, ...system } = withKey(DEMO_KEYS.full);
	return {
		...system,
		sandbox,
		check: checkAssumptions,
		withKey,
		waitedMs: () => clock.sleptMs,
		people: 'contacts',
		companies: 'companies',
		fields: {
			email: 'email',
			lastName: 'last_name',
			title: 'title',
			domain: 'domain',
			companyName: 'name',
			list: { name: 'custom_fields.persona', good: 'Champion', bad: 'Secret Persona' },
		},
		paths: { read: { method: 'GET', path: '/v1/contacts' }, write: { method: 'POST', path: '/v1/contacts$' } },
		tooMany: { status: 429, body: { error: { code: 'rate_limited', message: 'Too many requests.' } } },
		unknownId: '00000000-0000-4000-8000-000000000000',
		make: (object, values) => sandbox.create(object as ObjectName, values).public_id,
		makePeople: (count) =>
			Array.from(
				{ length: count },
				(_, n) => sandbox.create('contacts', { last_name: `Person ${n}`, email: `person${n}@made.example` }).public_id,
			),
		edit: (object, id, values) => void sandbox.edit(object as ObjectName, id, values),
		withBadCredential: () => withKey(DEMO_KEYS.revoked),
	};
}
