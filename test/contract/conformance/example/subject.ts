import { fetchHttp } from '../../../../systems/common/fetch-http';
import type { Lacks } from '../../subjects/abilities';
import { sleepingClock, type Subject } from '../../subjects/subject';
import * as ledger from '.';
import { errorSchema, MAX_READ, MAX_WRITE } from './contract';
import { startLedgerSandbox, TOKEN } from './sandbox';

export const LEDGER_LACKS: Lacks = {
	bringBack: 'what was deleted stays so',
	merge: 'it has no merging',
	archive: 'what is written stays in sight',
	restore: 'it archives nothing',
	history: 'it tells records as they are now only',
	past: 'it tells records as they are now only',
	filter: 'it is read whole',
	lateRows: 'it numbers changes as they become visible',
	memberships: 'it has no lists',
	activities: 'it has people and firms, and nothing else',
	webhooks: 'it sends none',
};

/** An empty ledger, and the adapter connected to it. */
export async function ledgerSubject(): Promise<Subject> {
	const sandbox = await startLedgerSandbox();
	const clock = sleepingClock(sandbox);
	const where = (token: string) => ({ http: fetchHttp({ authorise: () => ({ Authorization: `Bearer ${token}` }), timeoutMs: 5_000 }), baseUrl: sandbox.url, clock });
	const connect = async () => await ledger.ledgerAccount(where(TOKEN));
	const { connection } = await connect();
	const person = (n: number) => ({ family_name: `Person ${n}`, email: `person${n}@made.example` });
	sandbox.stats.reset();
	return {
		...ledger.createLedger({ ...where(TOKEN), connection }),
		sandbox,
		waitedMs: () => clock.sleptMs,
		people: 'people',
		companies: 'firms',
		fields: { email: 'email', lastName: 'family_name', title: 'role', domain: 'site', companyName: 'name', externalId: 'partner_id', list: { name: 'persona', good: 'Champion', bad: 'Secret Persona' } },
		kinds: {
			text: 'role',
			longText: 'about',
			number: { field: 'score', given: [0, -12.5] },
			flag: { field: 'vip', given: [true, false] },
			date: { field: 'review', given: ['2024-02-29', '1969-12-31'] },
			multi: { field: 'interests', given: [['Pricing'], ['Pricing', 'Security']] },
		},
		required: { object: 'firms', field: 'name', others: { site: 'https://acme-widgets.com' } },
		paths: { read: { method: 'POST', path: '/people/find$' }, write: { method: 'POST', path: '/people/write$' } },
		tooMany: { status: 429, body: { error: { code: 'slow_down' } } },
		refusal: (text) => ({ error: { code: text, message: text } }),
		unknownId: 'led_0',
		batches: { write: MAX_WRITE, read: MAX_READ },
		make: (object, values) => sandbox.save(object, undefined, values),
		makePeople: (count) => Array.from({ length: count }, (_, n) => sandbox.save('people', undefined, person(n))),
		edit: (object, id, values) => void sandbox.save(object, id, values),
		remove: (object, id) => sandbox.remove(object, id),
		countPeople: () => sandbox.rows('people').length,
		withBadCredential: () => ledger.createLedger({ ...where('somebody-else'), connection }),
		again: () => ledger.createLedger({ ...where(TOKEN), connection, clock: sleepingClock(sandbox) }),
		connect: async () => (await connect()).connection,
		check: async () => [{ check: 'connection', result: 'ok', finding: `Connected to the ledger ${(await connect()).name}.` }],
		exports: ledger,
		secret: TOKEN,
		raw: {
			headers: { authorization: `Bearer ${TOKEN}` },
			read: { method: 'GET', path: '/people/changes?limit=1' },
			write: { method: 'POST', path: '/people/write', body: { ops: [{ fields: { family_name: 'Raw' } }] } },
			tooLarge: { method: 'POST', path: '/people/write', body: { ops: Array.from({ length: MAX_WRITE + 1 }, () => ({ fields: { family_name: 'Raw' } })) } },
			isError: (body) => errorSchema.safeParse(body).success,
		},
		abilities: { tellsDeleted: { withinMs: 1_000 } },
	};
}
