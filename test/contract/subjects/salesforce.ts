import { fetchHttp } from '../../../systems/common/fetch-http';
import * as salesforce from '../../../systems/salesforce';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../../sandbox/salesforce';
import { SandboxClock } from '../../../sandbox/common/clock';
import type { Lacks } from './abilities';
import { sleepingClock, type Subject } from './subject';

const { createSalesforce, salesforceConnection } = salesforce;

export const SALESFORCE_LACKS: Lacks = {
	restore: 'the REST API undeletes nothing; people do, in the recycle bin',
	history: 'field history is kept only for the fields that an admin chose',
	webhooks: 'Salesforce sends none: its events are fetched',
};


export interface SalesforceSubject extends Subject, Omit<salesforce.SalesforceSystem, keyof Subject> {
	sandbox: SalesforceSandbox;
	/** Adds text fields to an object, as an administrator would. */
	addTextFields(object: string, names: readonly string[]): Promise<void>;
}

const DATA = `/services/data/${salesforce.API_VERSION}`;

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
	const token = sandbox.openSession();
	const where = { http: httpWith(token), instanceUrl: sandbox.url, clock };
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
			externalId: 'Pact_Id__c',
			list: { name: 'Persona__c', good: 'Champion', bad: 'Secret Persona' },
		},
		kinds: {
			text: 'Title',
			longText: 'Description',
			number: { field: 'Score__c', given: [0, -12.5] },
			flag: { field: 'Birthday_Gift__c', given: [true, false] },
			date: { field: 'Next_Review__c', given: ['2024-02-29', '1969-12-31'] },
			multi: { field: 'Interests__c', given: [['Product'], ['Pricing', 'Security']] },
		},
		required: { object: 'Opportunity', field: 'CloseDate', others: { Name: 'Deal', StageName: 'Prospecting' } },
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
		refusal: (text) => [{ errorCode: 'INVALID_FIELD', message: `Bad value: ${text}`, fields: [] }],
		unknownId: '003000000000000AAA',
		// sObject Collections: 200 records; a query page is longer than that.
		batches: { write: 200, read: 300 },
		make: (object, values) => sandbox.create(object, values),
		makePeople: (count) => sandbox.generate('Contact', count),
		edit: (object, id, values) => sandbox.edit(object, id, values),
		remove: (object, id) => sandbox.delete(object, id),
		countPeople: () => sandbox.records('Contact').filter(({ IsDeleted }) => IsDeleted !== true).length,
		withBadCredential: () => refused,
		again: () => createSalesforce({ ...where, connection, clock: sleepingClock(sandbox) }),
		connect: async () => (await salesforceConnection(where)).connection,
		check: () => system.checkConnection(['Contact'], ['Pact_Id__c']),
		exports: salesforce,
		secret: token,
		raw: {
			headers: { authorization: `Bearer ${token}` },
			read: { method: 'GET', path: `${DATA}/sobjects` },
			write: { method: 'POST', path: `${DATA}/sobjects/Contact`, body: { LastName: 'Raw' } },
			tooLarge: { method: 'POST', path: `${DATA}/composite/sobjects`, body: { records: Array.from({ length: 201 }, () => ({ attributes: { type: 'Contact' }, LastName: 'Raw' })) } },
			isError: (body) => Array.isArray(body) && body.every((one: { message?: unknown; errorCode?: unknown }) => typeof one.message === 'string' && typeof one.errorCode === 'string'),
		},
		abilities: {
			tellsDeleted: { withinMs: 1_000 },
			bringBack: (object, id) => sandbox.undelete(object, id),
			async merge(object, winner, loser) {
				sandbox.merge(object, winner, [loser]);
				return await Promise.resolve(winner);
			},
			archive: true,
			past: { field: 'Title', keep: () => sandbox.trackHistory('Contact', ['Title']) },
			filter: { ceo: "Title = 'CEO'", nonsense: "Title = 'CEO" },
			lateRows: { lateMs: 20 * 60_000, edit: (id, values) => sandbox.makeLate('Contact', id, values, 20 * 60_000) },
			memberships: { field: 'Campaigns.Names', names: ['Trade fair 2026', 'Webinar: pipeline hygiene'], make: () => undefined },
			activities: { object: 'Task', about: 'WhoId', values: { Subject: 'Call' } },
		},
	};
}
