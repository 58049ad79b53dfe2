import { fetchHttp } from '../../../systems/common/fetch-http';
import { createSalesforce, salesforceConnection, type SalesforceSystem } from '../../../systems/salesforce';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../../sandbox/salesforce';
import { SandboxClock } from '../../../sandbox/common/clock';
import { sleepingClock, type Subject } from './subject';

export interface SalesforceSubject extends Subject, Omit<SalesforceSystem, keyof Subject> {
	sandbox: SalesforceSandbox;
	/** Adds text fields to an object, as an administrator would. */
	addTextFields(object: string, names: readonly string[]): Promise<void>;
}

/** A Salesforce org without records of its own, and the adapter connected to it. */
export async function salesforceSubject(
	options: { dailyApi?: number; dailyShare?: number } = {},
): Promise<SalesforceSubject> {
	const { dailyShare, ...sandboxOptions } = options;
	const sandbox = await startSalesforceSandbox({
		clock: new SandboxClock({ startAt: new Date('2026-11-21T08:00:00Z'), frozen: true }),
		size: { accounts: 0, contacts: 0, leads: 0, opportunities: 0 },
		...sandboxOptions,
	});
	sandbox.clock.advance(10 * 60_000);
	const clock = sleepingClock(sandbox);
	const httpWith = (token: string) =>
		fetchHttp({ authorise: () => ({ Authorization: `Bearer ${token}` }), timeoutMs: 5_000 });
	const where = { http: httpWith(sandbox.openSession()), instanceUrl: sandbox.url, clock };
	const { connection } = await salesforceConnection(where);
	const system = createSalesforce({ ...where, connection, ...(dailyShare === undefined ? {} : { dailyShare }) });
	const refused = createSalesforce({ ...where, connection, http: httpWith('00Dexpired!session') });
	sandbox.stats.reset();
	return {
		...system,
		sandbox,
		async addTextFields(object, names) {
			for (const field of names) {
				const body = JSON.stringify({ object, field, type: 'string' });
				const headers = { 'content-type': 'application/json' };
				const answer = await fetch(`${sandbox.url}/__sandbox/schema`, { method: 'PUT', headers, body });
				if (!answer.ok) throw new Error(`The field ${field} was not added: ${answer.status}`);
			}
		},
		waitedMs: () => clock.sleptMs,
		people: 'Contact',
		companies: 'Account',
		fields: {
			email: 'Email',
			lastName: 'LastName',
			title: 'Title',
			domain: 'Website',
			companyName: 'Name',
			list: { name: 'Persona__c', good: 'Champion', bad: 'Secret Persona' },
		},
		paths: {
			read: { method: 'GET', path: '/query(All)?\\?' },
			write: { method: 'POST', path: '/composite/sobjects$' },
		},
		tooMany: {
			status: 403,
			body: [
				{
					errorCode: 'REQUEST_LIMIT_EXCEEDED',
					message: 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
				},
			],
		},
		unknownId: '003000000000000AAA',
		make: (object, values) => sandbox.create(object, values),
		makePeople: (count) => sandbox.generate('Contact', count),
		edit: (object, id, values) => sandbox.edit(object, id, values),
		withBadCredential: () => refused,
	};
}
