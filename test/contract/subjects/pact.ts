import { fetchHttp } from '../../../systems/common/fetch-http';
import * as pact from '../../../systems/pact';
import { DEMO_KEYS, startPactSandbox, type PactSandbox, type PactSandboxOptions } from '../../../sandbox/pact';
import type { ObjectName } from '../../../sandbox/pact';
import { SandboxClock } from '../../../sandbox/common/clock';
import { signatureHeader } from '../../../sandbox/pact/webhooks/signature';
import type { Lacks } from './abilities';
import { sleepingClock, type Subject } from './subject';

const { createPact, pactConnection } = pact;
type PactSystem = pact.PactSystem;

export const PACT_LACKS: Lacks = {
	tellsDeleted: 'its lists say nothing of who left them; a webhook does, and reading the record again',
	bringBack: 'its one delete is an erasure for good',
	history: 'nothing is published about the history of a field',
	past: 'nothing is published about earlier values',
	filter: 'its lists take no filter; a filter belongs on the canvas',
	lateRows: 'its lists show a change at once',
	memberships: 'what people are in are tags, a field like any other',
};

export interface PactSubject extends Subject {
	sandbox: PactSandbox;
	assumptions: PactSystem['checkAssumptions'];
	subscriptions: PactSystem['subscriptions'];
	stages: PactSystem['stages'];
	/** The same workspace with another key. */
	withKey(key: string): PactSystem;
}

/** Custom fields as the API takes them. */
function nested(values: Record<string, unknown>): Record<string, unknown> {
	const custom = Object.entries(values).flatMap(([name, value]) => (name.startsWith('custom_fields.') ? [[name.slice('custom_fields.'.length), value] as const] : []));
	const plain = Object.entries(values).filter(([name]) => !name.startsWith('custom_fields.'));
	return { ...Object.fromEntries(plain), ...(custom.length > 0 ? { custom_fields: Object.fromEntries(custom) } : {}) };
}

/** An empty Pact workspace, and the adapter connected to it. */
export async function pactSubject(options: PactSandboxOptions = {}): Promise<PactSubject> {
	const sandbox = await startPactSandbox({
		clock: new SandboxClock({ startAt: new Date('2026-11-21T08:00:00Z'), frozen: true }),
		plan: 'unlimited',
		...options,
	});
	const clock = sleepingClock(sandbox);
	const where = (key: string) => ({
		http: fetchHttp({ authorise: () => ({ Authorization: `Bearer ${key}` }), timeoutMs: 5_000 }),
		baseUrl: sandbox.url,
		clock,
		connection: pactConnection({ baseUrl: sandbox.url, apiKey: key }),
	});
	const withKey = (key: string) => createPact(where(key));
	const { checkAssumptions, ...system } = withKey(DEMO_KEYS.full);
	return {
		...system,
		sandbox,
		assumptions: checkAssumptions,
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
			externalId: 'custom_fields.salesforce_id',
			list: { name: 'custom_fields.persona', good: 'Champion', bad: 'Secret Persona' },
		},
		kinds: {
			text: 'title',
			number: { field: 'custom_fields.score', given: [0, -12.5] },
			flag: { field: 'custom_fields.birthday_gift', given: [true, false] },
			date: { field: 'custom_fields.next_review', given: ['2024-02-29', '1969-12-31'] },
			multi: { field: 'custom_fields.interests', given: [['Analytics'], ['Pricing', 'Security']] },
		},
		required: { object: 'companies', field: 'name', others: { domain: 'acme-widgets.com' } },
		paths: { read: { method: 'GET', path: '/v1/contacts' }, write: { method: 'POST', path: '/v1/contacts$' } },
		tooMany: { status: 429, body: { error: { code: 'rate_limited', message: 'Too many requests.' } } },
		refusal: (text) => ({ error: { code: 'invalid', message: `Bad value: ${text}`, fields: [{ field: 'name', message: text }] } }),
		// One call a record, and lists of 100.
		batches: { write: 1, read: 100 },
		unknownId: '00000000-0000-4000-8000-000000000000',
		make: (object, values) => sandbox.create(object as ObjectName, nested(values)).public_id,
		makePeople: (count) =>
			Array.from(
				{ length: count },
				(_, n) => sandbox.create('contacts', { last_name: `Person ${n}`, email: `person${n}@made.example` }).public_id,
			),
		edit: (object, id, values) => void sandbox.edit(object as ObjectName, id, values),
		remove: (object, id) => sandbox.remove(object as ObjectName, id),
		countPeople: () => sandbox.records('contacts').length,
		withBadCredential: () => withKey(DEMO_KEYS.revoked),
		again: () => createPact({ ...where(DEMO_KEYS.full), clock: sleepingClock(sandbox) }),
		connect: async () => await Promise.resolve(pactConnection({ baseUrl: sandbox.url, apiKey: DEMO_KEYS.full })),
		check: async () => (await checkAssumptions()).map(({ id, result, finding }) => ({ check: id, result: result === 'differs' ? 'missing' : 'ok', finding })),
		exports: pact,
		secret: DEMO_KEYS.full,
		raw: {
			headers: { authorization: `Bearer ${DEMO_KEYS.full}` },
			read: { method: 'GET', path: '/v1/contacts?limit=1' },
			write: { method: 'POST', path: '/v1/contacts', body: { name: 'Raw' } },
			isError: (body) => typeof (body as { error?: { message?: unknown } } | undefined)?.error?.message === 'string',
		},
		abilities: {
			async merge(object, winnerId, loserId) {
				await fetch(`${sandbox.url}/__sandbox/merge`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ object, winnerId, loserId }) });
				return winnerId;
			},
			archive: true,
			restore: true,
			activities: { object: 'activities', about: 'contact_id', values: { type: 'call.completed', subject: 'Hello' } },
			webhooks: {
				about(id, at, secret) {
					const text = JSON.stringify({ id: 'evt_1', type: 'contact.updated', data: { public_id: id, email: 'ann@acme.example' } });
					return { body: Buffer.from(text), headers: { 'x-pact-signature': signatureHeader(secret, Math.floor(at.getTime() / 1_000), text) } };
				},
				accepts: ({ body, headers }, now, secret) => pact.validSignature({ header: headers['x-pact-signature'], rawBody: body, secret, now: now.getTime() }),
				records: ({ body, headers }) => pact.readEvent(body, headers).records,
			},
		},
	};
}
