import fc from 'fast-check';
import { z } from 'zod';
import { changeSchema, fieldValuesSchema, SystemError } from '../../../engine/model';
import type { Http, HttpRequest, HttpResponse } from '../../../engine/run/http-port';
import type { ChangeSourcePort, SourceChange, SourceQuery, WriteResult } from '../../../engine/run/system-port';
import { anyJson, deepJson, expectOurs, expectTold, MARKER, PERSONAL, SECRET } from './fuzz';

/** What happens to one answer of a service on its way to us. */
type Damage =
	| { kind: 'none' }
	| { kind: 'cut'; at: number }
	| { kind: 'replaced'; node: number; by: unknown }
	| { kind: 'missing'; node: number }
	| { kind: 'longer' | 'shorter'; node: number }
	/** One text of the answer stands where another one was: ids of others, swapped names. */
	| { kind: 'mixed'; node: number; with: number }
	| { kind: 'deep'; node: number; text: string }
	| { kind: 'body'; body: string; type: string }
	| { kind: 'status'; status: number; body: string; headers: Record<string, string> }
	/** The connection broke, before or after the service did what it was asked. */
	| { kind: 'broken'; applied: boolean };

const node = fc.nat({ max: 400 });
const page = `<!DOCTYPE html><html><body>Sign in, ${PERSONAL}</body></html>`;
const body = fc.oneof(
	fc.constantFrom('', ' ', 'null', '0', '""', '[]', '{}', 'undefined', 'NaN', page, `{"email":"${PERSONAL}"`, `${PERSONAL} is no JSON`, `"${'x'.repeat(1_000_000)}"`, `[${'1,'.repeat(200_000)}1]`, '\ufeff{}', '\u0000'),
	deepJson,
	anyJson.map((value) => JSON.stringify(value)),
);
const refusalText = fc.constantFrom(`Value "${MARKER} word" is not allowed`, `bad value for field: '${MARKER}'`, `Somebody with ${PERSONAL} exists`, `${SECRET} has expired`, 'Required properties were not set', '');
const refusal = fc.oneof(
	body,
	fc.record({ message: refusalText, errorCode: fc.constantFrom('DUPLICATE_VALUE', 'INVALID_FIELD', 'constructor', '__proto__', 'toString', ''), fields: fc.constantFrom([], ['Email'], null) }).map((one) => JSON.stringify([one])),
	fc.record({ message: refusalText, category: fc.constantFrom('VALIDATION_ERROR', 'CONFLICT', 'constructor', 'RATE_LIMITS'), policyName: fc.constantFrom('DAILY', 'constructor', '__proto__'), errors: fc.constantFrom([{ message: `"${MARKER}"`, code: 'constructor' }], [], undefined) }).map((one) => JSON.stringify(one)),
	fc.record({ error: fc.record({ message: refusalText, code: fc.constantFrom('invalid', 'constructor'), fields: fc.constantFrom([{ field: 'email', code: 'required' }], []) }) }).map((one) => JSON.stringify(one)),
);
const headers = fc.constantFrom<Record<string, string>>({}, { 'retry-after': '1' }, { 'retry-after': 'soon' }, { 'retry-after': '9'.repeat(400) }, { 'retry-after': 'Sat, 21 Nov 2026 08:00:05 GMT', date: 'never' }, { 'content-type': 'text/html' }, { location: '/%E0%A4%A' });
const damage: fc.Arbitrary<Damage> = fc.oneof(
	{ weight: 4, arbitrary: fc.constant<Damage>({ kind: 'none' }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant('cut' as const), at: fc.double({ min: 0, max: 1, noNaN: true }) }) },
	{ weight: 5, arbitrary: fc.record({ kind: fc.constant('replaced' as const), node, by: anyJson }) },
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant('missing' as const), node }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('longer' as const, 'shorter' as const), node }) },
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant('mixed' as const), node, with: node }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('deep' as const), node, text: deepJson }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant('body' as const), body, type: fc.constantFrom('application/json', 'text/html') }) },
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant('status' as const), status: fc.constantFrom(200, 201, 204, 207, 301, 302, 400, 401, 403, 404, 405, 409, 422, 423, 429, 477, 500, 502, 503, 521), body: refusal, headers }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('broken' as const), applied: fc.boolean() }) },
);

/** What happens to the answers of a run, one after the other; `for ever`: from the beginning again, else the service is well afterwards. */
export interface Trouble {
	damages: Damage[];
	forEver: boolean;
}
export const trouble: fc.Arbitrary<Trouble> = fc.record({ damages: fc.array(damage, { minLength: 1, maxLength: 8 }), forEver: fc.boolean() });

/** More calls than any of the small questions here needs, retries and all: who asks more goes round in circles. */
const MOST_CALLS = 600;

interface TroubledHttp {
	http: Http;
	/** The bodies that were given back, as one text. */
	answered(): string;
}

export function troubled(http: Http, { damages, forEver }: Trouble): TroubledHttp {
	const bodies: string[] = [];
	let calls = 0;
	return {
		answered: () => bodies.join('\n'),
		async http(request) {
			const place = calls++;
			if (calls > MOST_CALLS) throw new Error(`The client asks without end: ${request.method} ${new URL(request.url).pathname}`);
			const what = damages[forEver ? place % damages.length : place] ?? { kind: 'none' };
			const answer = await damaged(http, request, what);
			bodies.push(answer.body, answer.headers.location ?? '');
			return answer;
		},
	};
}

async function damaged(http: Http, request: HttpRequest, what: Damage): Promise<HttpResponse> {
	if (what.kind === 'broken' && !what.applied) throw broken(request);
	const answer = await http(request);
	switch (what.kind) {
		case 'none':
			return answer;
		case 'broken':
			throw broken(request);
		case 'cut':
			return { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length * what.at)) };
		case 'body':
			return { ...answer, body: what.body, headers: { ...answer.headers, 'content-type': what.type } };
		case 'status':
			return { status: what.status, headers: { ...answer.headers, ...what.headers }, body: what.body };
		default:
			return { ...answer, body: changed(answer.body, what) };
	}
}

const broken = (request: HttpRequest): SystemError => new SystemError({ class: request.method === 'GET' ? 'temporary' : 'unknown-outcome', message: 'The connection broke.' });

interface Place {
	parent: Record<string, unknown>;
	key: string;
}

/** The answer's JSON with one of its places changed. */
function changed(text: string, what: Extract<Damage, { node: number }>): string {
	if (text.trim() === '') return text;
	const root = { all: JSON.parse(text) as unknown };
	const places: Place[] = [];
	const walk = (parent: Record<string, unknown>): void => {
		for (const key of Object.keys(parent)) {
			places.push({ parent, key });
			if (typeof parent[key] === 'object' && parent[key] !== null) walk(parent[key] as Record<string, unknown>);
		}
	};
	walk(root);
	const at = (place: number): Place => places[place % places.length] as Place;
	const { parent, key } = at(what.node);
	const value = parent[key];
	if (what.kind === 'replaced') parent[key] = what.by;
	if (what.kind === 'missing' && Array.isArray(parent)) parent.splice(Number(key), 1);
	else if (what.kind === 'missing') delete parent[key];
	if (what.kind === 'longer' && Array.isArray(value)) parent[key] = [...(value as unknown[]), ...(value as unknown[])];
	if (what.kind === 'shorter' && Array.isArray(value)) parent[key] = value.slice(1);
	if (what.kind === 'mixed') {
		const other = at(what.with);
		parent[key] = structuredClone(other.parent[other.key]);
	}
	if (what.kind === 'deep') {
		parent[key] = HOLE;
		return JSON.stringify(root.all).replace(`"${HOLE}"`, () => what.text);
	}
	return root.all === undefined ? '' : JSON.stringify(root.all);
}

/** A value that is too deep to be written by `JSON.stringify` is put in afterwards. */
const HOLE = 'a very deep place';

/** Asks, and lets only errors of ours pass. */
export async function askedOf<T>(question: () => Promise<T>): Promise<T | undefined> {
	try {
		return await question();
	} catch (error) {
		expectOurs(error);
		return undefined;
	}
}

const changeShape = z.object({
	...changeSchema.pick({ id: true, kind: true, modifiedAt: true, fieldTimes: true, changedBy: true, mergedInto: true, mergedFrom: true, converted: true }).shape,
	fields: fieldValuesSchema,
});

/** What comes out of a source fits into items: else the mapper would refuse the whole page. */
function expectChanges(changes: readonly SourceChange[]): void {
	for (const change of changes) expect(changeShape.safeParse(change).error?.issues ?? []).toEqual([]);
}

/** A result for each op; only what was answered counts as written, and refusals give nothing away. */
export function expectResults(results: readonly WriteResult[], ops: number, answered: string): void {
	expect(results).toHaveLength(ops);
	for (const result of results) {
		if (!result.ok) expectTold(result.error);
		else if (!answered.includes(result.id)) throw new Error(`${result.id} is reported as written, and no answer names it.`);
	}
}

/** Both are of one service: `system` is answered with that trouble, `honest` as it should be. */
type WorldOf = (what: Trouble) => Record<'system' | 'honest', { source: ChangeSourcePort }>;

/** Whatever the answers: changes that are told fit into items, and an honest service goes on from the position that was told. */
export async function changesHold(worldOf: WorldOf, query: Omit<SourceQuery, 'limit'>, ids: readonly string[], bound: fc.Parameters<unknown>): Promise<void> {
	await fc.assert(
		fc.asyncProperty(trouble, fc.constantFrom<'everything' | 'now' | { date: string }>('everything', 'now', { date: '2026-11-01T00:00:00Z' }), fc.integer({ min: 1, max: 5 }), async (what, from, limit) => {
			const { system, honest } = worldOf(what);
			const page = await askedOf(async () => {
				const first = await system.source.readPage({ ...query, limit }, await system.source.start(query.object, from), { lookBackMs: 60_000 });
				expectChanges(first.changes);
				return first;
			});
			if (page) expectChanges((await honest.source.readPage({ ...query, limit }, page.cursor, { lookBackMs: 0 })).changes);
			expectChanges((await askedOf(async () => await system.source.readAgain(query, ids))) ?? []);
			expectChanges((await askedOf(async () => await system.source.sample({ ...query, limit }))) ?? []);
			await askedOf(async () => await system.source.count(query));
		}),
		bound,
	);
}
