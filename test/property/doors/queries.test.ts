import fc from 'fast-check';
import type { Condition } from '@jetstreamapp/soql-parser-js';
import { SalesforceError } from '../../../sandbox/salesforce/errors';
import { unquote } from '../../../sandbox/salesforce/soql/literal';
import { parseSoql } from '../../../sandbox/salesforce/soql/parse';
import { whereTree, type Expression } from '../../../sandbox/salesforce/soql/where';
import { SystemError } from '../../../engine/model';
import type { HttpRequest } from '../../../engine/run/http-port';
import { createHubSpot, scopeOf } from '../../../systems/hubspot';
import { createSalesforce } from '../../../systems/salesforce';
import { soqlCondition, soqlName, soqlText } from '../../../systems/salesforce/soql';
import { askedOf } from './answers';
import { anyJson, anyText, expectOurs, PATIENCE_MS, runs } from './fuzz';

jest.setTimeout(PATIENCE_MS);

/** What people try where a text ends up in a query. */
const attack = fc.constantFrom("' OR Name != '", "\\' OR Name != \\'", "\\", "'", "\\\\'", "') OR (Id != '", "x' LIMIT 1 --", '%', '_', "\n' OR Id != null OR Name = '", '\u2028', '\u0000', '\u02bc OR 1=1', '\uff07', "\\u0027 OR Id != ''");
const value = fc.oneof({ weight: 2, arbitrary: anyText }, { weight: 2, arbitrary: attack }, { weight: 1, arbitrary: fc.tuple(anyText, attack, anyText).map((parts) => parts.join('')) });

const clock = { now: () => new Date('2026-11-21T08:00:00Z'), random: () => 0.5, sleep: async () => await Promise.resolve() };
const describe$ = { name: 'Contact', label: 'Contact', fields: ['Id', 'SystemModstamp', 'Email', 'LastName', 'Website'].map((name) => ({ name, label: name, type: 'string', nillable: true, createable: true, updateable: true })) };

/** The queries that a question asks Salesforce, as the service would read them. */
async function soqlOf(ask: (system: ReturnType<typeof createSalesforce>) => Promise<unknown>): Promise<string[]> {
	const asked: string[] = [];
	const http = async (request: HttpRequest) => {
		const url = new URL(request.url);
		const query = url.searchParams.get('q') ?? new URL((JSON.parse(request.body ?? '{"compositeRequest":[{"url":"/"}]}') as { compositeRequest: [{ url: string }] }).compositeRequest[0].url, url).searchParams.get('q');
		if (query !== null) asked.push(query);
		const rows = { totalSize: 0, done: true, records: [] };
		const body = query === null ? describe$ : url.pathname.endsWith('/composite') ? { compositeResponse: [{ httpStatusCode: 200, body: rows }] } : rows;
		return await Promise.resolve({ status: 200, headers: {}, body: JSON.stringify(body) });
	};
	await askedOf(async () => await ask(createSalesforce({ http, instanceUrl: 'https://acme.my.salesforce.com', clock: { ...clock }, connection: '00D' })));
	return asked;
}

/** The form of a condition: its operators, fields and kinds of values, without what they hold. */
function formOf(expression: Expression): unknown {
	if (expression.kind === 'compare') {
		const { field, operator, literalType } = expression.comparison as Condition & { field: string; operator: string; literalType: string | string[] };
		return [field, operator, [literalType].flat()[0]];
	}
	return expression.kind === 'not' ? ['not', formOf(expression.part)] : [expression.kind, expression.parts.map(formOf)];
}
function conditionOf(query: string): Expression {
	const parsed = parseSoql(query);
	expect({ sObject: parsed.sObject, limit: parsed.limit }).toEqual({ sObject: 'Contact', limit: undefined });
	if (parsed.where === undefined) throw new Error('The condition is gone.');
	return whereTree(parsed.where, query);
}
/** All texts that the service compares with. */
function textsIn(expression: Expression): string[] {
	if (expression.kind === 'compare') return [(expression.comparison as { value: string | string[] }).value].flat().map(unquote);
	return expression.kind === 'not' ? textsIn(expression.part) : expression.parts.flatMap(textsIn);
}
const onTheWire = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');

describe('SOQL, whatever values and names hold', () => {
	it('compares with the value itself, and with nothing else', () => {
		fc.assert(
			fc.property(value, (text) => {
				const where = conditionOf(`SELECT Id FROM Contact WHERE Email = ${soqlText(text)}`);
				expect(formOf(where)).toEqual(['Email', '=', 'STRING']);
				expect(textsIn(where)).toEqual([text]);
			}),
			runs(3_000),
		);
	});

	it('has one form, whatever the values are that records are looked up by', async () => {
		const form = {
			'external-id': ['Email', 'IN', 'STRING'],
			text: ['Email', 'IN', 'STRING'],
			email: ['or', [['Email', 'IN', 'STRING'], ['Email', 'LIKE', 'STRING']]],
			domain: ['Email', 'LIKE', 'STRING'],
		};
		await fc.assert(
			fc.asyncProperty(value, fc.constantFrom('external-id' as const, 'text' as const, 'email' as const, 'domain' as const), async (text, kind) => {
				const lookup = { kind, field: 'Email', value: text, ...(kind === 'email' ? { options: { plusAddress: 'drop' as const } } : {}) };
				const queries = await soqlOf(async (system) => await system.records.find('Contact', [lookup], ['LastName']));
				expect(queries).toHaveLength(1);
				for (const query of queries) {
					const where = conditionOf(query);
					expect(formOf(where)).toEqual(form[kind]);
					if (kind === 'text') expect(textsIn(where)).toEqual([onTheWire(text)]);
				}
			}),
			runs(600),
		);
	});

	it('has one form, whatever the ids are that records are read by', async () => {
		await fc.assert(
			fc.asyncProperty(fc.uniqueArray(value, { minLength: 1, maxLength: 5 }), async (ids) => {
				for (const query of await soqlOf(async (system) => await system.records.read('Contact', ids, ['LastName']))) {
					const where = conditionOf(query);
					expect(formOf(where)).toEqual(['Id', 'IN', 'STRING']);
					expect(textsIn(where)).toEqual(ids.map(onTheWire));
				}
			}),
			runs(400),
		);
	});

	it('takes names for what they are, or refuses them', async () => {
		await fc.assert(
			fc.asyncProperty(value, async (name) => {
				try {
					expect(parseSoql(`SELECT ${soqlName(name)} FROM Contact`).fields).toHaveLength(1);
				} catch (error) {
					if (!(error instanceof SalesforceError)) expectOurs(error);
				}
				for (const query of await soqlOf(async (system) => await system.source.readPage({ object: 'Contact', fields: [name], limit: 5 }, JSON.stringify({ stamp: '2026-11-21T08:00:00Z', id: '' }), { lookBackMs: 0 }))) {
					const { sObject, limit, orderBy } = parseSoql(query);
					expect({ sObject, limit, order: [orderBy].flat().length }).toEqual({ sObject: 'Contact', limit: 5, order: 2 });
				}
			}),
			runs(400),
		);
	});

	it('keeps a filter of the user within its parentheses, or refuses it', () => {
		const words = fc.constantFrom("Name = 'a'", ' AND ', ' OR ', '(', ')', "'", '\\', 'NOT ', 'LIMIT 1', 'ORDER BY Name', ' FROM Account', ';', '--', '/*', '"', "Id IN (SELECT ContactId FROM Task)", 'ALL ROWS', ' WITH SECURITY_ENFORCED', 'FOR VIEW', '\n');
		const filter = fc.oneof(fc.array(fc.oneof(words, value), { maxLength: 8 }).map((parts) => parts.join('')), value);
		fc.assert(
			fc.property(filter, (text) => {
				let condition: string;
				try {
					condition = soqlCondition(text);
				} catch (error) {
					expectOurs(error);
					return;
				}
				const query = `SELECT Id FROM Contact WHERE SystemModstamp > 2026-11-21T08:00:00Z AND ${condition} ORDER BY SystemModstamp, Id LIMIT 7`;
				let tree: Expression;
				try {
					const parsed = parseSoql(query);
					expect({ sObject: parsed.sObject, limit: parsed.limit }).toEqual({ sObject: 'Contact', limit: 7 });
					if (parsed.where === undefined) throw new Error('The condition is gone.');
					tree = whereTree(parsed.where, query);
				} catch (error) {
					// The service refuses it as a whole.
					if (!(error instanceof SalesforceError)) throw error;
					return;
				}
				expect(tree).toMatchObject({ kind: 'and', parts: [{ kind: 'compare', comparison: { field: 'SystemModstamp' } }, {}] });
				expect(tree.kind === 'and' && tree.parts).toHaveLength(2);
			}),
			runs(3_000),
		);
	});

	it('asks by a text that was cut in the middle of a sign (found by this file)', async () => {
		await expect(soqlOf(async (system) => await system.records.find('Contact', [{ kind: 'text', field: 'LastName', value: 'Ann \ud83d' }], []))).resolves.toHaveLength(1);
	});
});

describe('searches of HubSpot, whatever values and filters hold', () => {
	it('hold the value in its place, and have one form', async () => {
		await fc.assert(
			fc.asyncProperty(value, async (text) => {
				const bodies: Array<{ url: string; body: unknown }> = [];
				const http = async (request: HttpRequest) => {
					if (request.body !== undefined) bodies.push({ url: request.url, body: JSON.parse(request.body) as unknown });
					return await Promise.resolve({ status: 200, headers: {}, body: JSON.stringify({ total: 0, results: [] }) });
				};
				const hubSpot = createHubSpot({ http, baseUrl: 'https://api.hubapi.example', clock: { ...clock, now: () => new Date(Date.now()) }, connection: '1' });
				await askedOf(async () => await hubSpot.records.find('contacts', [{ kind: 'text', field: 'lastname', value: text }], ['lastname']));
				for (const { url, body } of bodies) {
					expect(new URL(url).pathname).toBe('/crm/v3/objects/contacts/search');
					expect(body).toMatchObject({ filterGroups: [{ filters: [{ propertyName: 'lastname', operator: 'IN', values: [text.toLowerCase()] }, { propertyName: 'hs_object_id', operator: 'GT' }] }] });
				}
				expect(bodies.length).toBeLessThanOrEqual(1);
			}),
			runs(300),
		);
	});

	it('take no filter that is not a scope', () => {
		fc.assert(
			fc.property(fc.oneof(anyText, anyJson.map((json) => JSON.stringify(json)), fc.record({ list: anyJson, conditions: fc.array(fc.record({ property: fc.oneof(value, fc.constant('name')), operator: fc.oneof(value, fc.constant('EQ')), value: anyJson }), { maxLength: 3 }) }, { requiredKeys: [] }).map((json) => JSON.stringify(json))), (text) => {
				try {
					const { list = '1', conditions = [] } = scopeOf(text);
					expect(list).toMatch(/^\d+$/);
					for (const { property } of conditions) expect(property).toMatch(/^[a-z0-9_-]+$/i);
				} catch (error) {
					if (!(error instanceof SystemError)) throw error;
					expect(error.details.class).toBe('invalid');
				}
			}),
			runs(1_000),
		);
	});
});
