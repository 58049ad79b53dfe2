import { SystemError, type SystemErrorDetails } from '../../engine/model';
import type { Lookup, SourceChange } from '../../engine/run/system-port';
import { hubSpotSubject } from './subjects/hubspot';
import { pactSubject } from './subjects/pact';
import { salesforceSubject } from './subjects/salesforce';
import type { Subject } from './subjects/subject';

/** What every adapter must do, whatever its API is like; each is held against its own sandbox over real HTTP. */
describe.each([
	['Salesforce', salesforceSubject as () => Promise<Subject>],
	['HubSpot', hubSpotSubject as () => Promise<Subject>],
	['Pact', pactSubject as () => Promise<Subject>],
])('%s', (_name, start) => {
	let it_: Subject;

	beforeEach(async () => {
		it_ = await start();
	});
	afterEach(() => it_.sandbox.close());

	const person = (n: number) => ({ [it_.fields.lastName]: `Person ${n}`, [it_.fields.email]: `p${n}@acme.example` });
	const email = (value: string): Lookup => ({ kind: 'email', field: it_.fields.email, value });

	describe('reading records', () => {
		it('answers the asked fields of each record, and when it was changed', async () => {
			const id = it_.make(it_.people, { ...person(1), [it_.fields.title]: 'CEO' });
			const found = await it_.records.read(it_.people, [id], [it_.fields.email, it_.fields.title]);
			// Who changed it comes along where the system tells it.
			const { changedBy: _who, ...record } = found.get(id) ?? {};
			expect(record).toEqual({
				id,
				fields: { [it_.fields.email]: 'p1@acme.example', [it_.fields.title]: 'CEO' },
				modifiedAt: expect.stringMatching(/^2026-11-21T08:\d\d:\d\d\.\d{3}Z$/),
			});
		});

		it('leaves out ids that nobody has, and answers the rest', async () => {
			const id = it_.make(it_.people, person(1));
			const found = await it_.records.read(it_.people, [it_.unknownId, id], [it_.fields.email]);
			expect([...found.keys()]).toEqual([id]);
		});

		it('answers blank fields as null', async () => {
			const id = it_.make(it_.people, person(1));
			expect((await it_.records.read(it_.people, [id], [it_.fields.title])).get(id)?.fields).toEqual({
				[it_.fields.title]: null,
			});
		});

		it('takes far fewer calls than records', async () => {
			const ids = it_.makePeople(150);
			it_.sandbox.stats.reset();
			const found = await it_.records.read(it_.people, ids, [it_.fields.email]);
			expect(found.size).toBe(150);
			expect(it_.sandbox.stats.snapshot().calls).toBeLessThanOrEqual(3);
		});

		it('makes no call for no ids', async () => {
			it_.sandbox.stats.reset();
			expect((await it_.records.read(it_.people, [], [it_.fields.email])).size).toBe(0);
			expect(it_.sandbox.stats.snapshot().calls).toBe(0);
		});
	});

	describe('finding records', () => {
		it('answers one list for each lookup in their order, with exact matches only', async () => {
			it_.make(it_.people, { [it_.fields.lastName]: 'Long', [it_.fields.email]: 'ann@acme.example.org' });
			const exact = it_.make(it_.people, { [it_.fields.lastName]: 'Ann', [it_.fields.email]: 'ann@acme.example' });
			const found = await it_.records.find(
				it_.people,
				[email('nobody@acme.example'), email('ann@acme.example')],
				[it_.fields.email],
			);
			expect(found.map((list) => list.map(({ id }) => id))).toEqual([[], [exact]]);
		});

		it('does not care about the case of an e-mail address', async () => {
			const id = it_.make(it_.people, { [it_.fields.lastName]: 'Ann', [it_.fields.email]: 'Ann@Acme.Example' });
			const [found] = await it_.records.find(it_.people, [email('ann@acme.example')], [it_.fields.email]);
			expect(found?.map((state) => state.id)).toEqual([id]);
		});

		it('finds a company by the domain of its web address', async () => {
			const id = it_.make(it_.companies, {
				[it_.fields.companyName]: 'Acme',
				[it_.fields.domain]: 'https://www.acme-widgets.com/shop',
			});
			it_.make(it_.companies, { [it_.fields.companyName]: 'Other', [it_.fields.domain]: 'notacme-widgets.com' });
			const lookup: Lookup = { kind: 'domain', field: it_.fields.domain, value: 'acme-widgets.com' };
			const [found] = await it_.records.find(it_.companies, [lookup], [it_.fields.companyName]);
			expect(found?.map((state) => state.id)).toEqual([id]);
		});

		it('takes text that would break a query as what it is', async () => {
			const odd = `o'brien\\ "x" % _ ) OR Name != '`;
			const lookup: Lookup = { kind: 'text', field: it_.fields.companyName, value: odd.toLowerCase() };
			const id = it_.make(it_.companies, { [it_.fields.companyName]: odd });
			it_.make(it_.companies, { [it_.fields.companyName]: 'Innocent' });
			const [found] = await it_.records.find(it_.companies, [lookup], [it_.fields.companyName]);
			expect(found?.map((state) => state.id)).toEqual([id]);
		});

		it('finds many at once in few calls', async () => {
			const wanted = Array.from({ length: 60 }, (_, n) => n);
			for (const n of wanted) it_.make(it_.people, person(n));
			it_.sandbox.stats.reset();
			const found = await it_.records.find(
				it_.people,
				wanted.map((n) => email(`p${n}@acme.example`)),
				[it_.fields.email],
			);
			expect(found.every((list) => list.length === 1)).toBe(true);
			expect(it_.sandbox.stats.snapshot().calls).toBeLessThanOrEqual(3);
		});
	});

	describe('writing records', () => {
		it('creates, and answers the id, and either the record as it then is or none', async () => {
			const values = { ...person(1), [it_.fields.title]: 'CEO' };
			const [result] = await it_.records.write(it_.people, [{ op: 'create', values }]);
			if (!result?.ok) throw new Error('It was not created');
			const read = (await it_.records.read(it_.people, [result.id], Object.keys(values))).get(result.id);
			expect(read?.fields).toEqual(values);
			expect(result.record?.fields ?? values).toMatchObject(values);
		});

		it('updates the given fields only, and clears with null', async () => {
			const id = it_.make(it_.people, { ...person(1), [it_.fields.title]: 'CEO' });
			const [result] = await it_.records.write(it_.people, [
				{ op: 'update', id, values: { [it_.fields.title]: null } },
			]);
			expect(result).toMatchObject({ ok: true, id });
			expect((await it_.records.read(it_.people, [id], [it_.fields.title, it_.fields.email])).get(id)?.fields).toEqual({
				[it_.fields.title]: null,
				[it_.fields.email]: 'p1@acme.example',
			});
		});

		it('answers one result for each op in order, when some are refused', async () => {
			const id = it_.make(it_.people, person(1));
			const { list } = it_.fields;
			const results = await it_.records.write(it_.people, [
				{ op: 'create', values: { ...person(2), [list.name]: list.bad } },
				{ op: 'update', id, values: { [list.name]: list.good } },
				{ op: 'update', id: it_.unknownId, values: { [it_.fields.title]: 'x' } },
				{ op: 'create', values: person(3) },
			]);
			expect(results.map((result) => (result.ok ? 'ok' : result.error.class))).toEqual([
				'invalid',
				'ok',
				expect.stringMatching(/^(not-found|invalid)$/),
				'ok',
			]);
		});

		it('says what was wrong without saying the value', async () => {
			const { list } = it_.fields;
			const [result] = await it_.records.write(it_.people, [
				{ op: 'create', values: { ...person(2), [list.name]: list.bad } },
			]);
			const error = result?.ok === false ? result.error : undefined;
			expect(error).toMatchObject({ class: 'invalid', fields: [list.name] });
			expect(error?.message).not.toContain(list.bad);
			expect(error?.message.length).toBeGreaterThan(20);
		});

		it('tells a record that exists already as a duplicate', async () => {
			it_.make(it_.people, person(1));
			const [result] = await it_.records.write(it_.people, [{ op: 'create', values: person(1) }]);
			expect(result).toMatchObject({ ok: false, error: { class: 'duplicate' } });
			expect(JSON.stringify(result)).not.toContain('p1@acme.example');
		});
	});

	describe('when the network or the server misbehaves', () => {
		const failure = async (work: Promise<unknown>): Promise<SystemErrorDetails> => {
			const error = await work.then(
				() => undefined,
				(reason: unknown) => reason,
			);
			if (!(error instanceof SystemError)) throw new Error('It did not fail with a SystemError', { cause: error });
			return error.details;
		};
		const readOne = () => it_.records.find(it_.people, [email('p1@acme.example')], [it_.fields.email]);
		const createOne = async () => (await it_.records.write(it_.people, [{ op: 'create', values: person(1) }]))[0];

		it('waits for a slow answer', async () => {
			it_.sandbox.faults.add({ match: it_.paths.read, kind: 'latency', latencyMs: 300 });
			expect(await readOne()).toEqual([[]]);
		});

		it.each([500, 502, 503, 504])('asks again after a %d', async (status) => {
			it_.make(it_.people, person(1));
			it_.sandbox.faults.add({ match: it_.paths.read, kind: 'status', status, times: 2 });
			expect((await readOne())[0]).toHaveLength(1);
			expect(it_.waitedMs()).toBeGreaterThanOrEqual(1_500);
		});

		it('gives a read up after five tries, as something that may pass', async () => {
			it_.sandbox.stats.reset();
			it_.sandbox.faults.add({ match: it_.paths.read, kind: 'status', status: 500, times: -1 });
			expect(await failure(readOne())).toMatchObject({ class: 'temporary', status: 500 });
			expect(it_.sandbox.stats.snapshot().byStatus['500']).toBe(5);
		});

		it('waits as long as it is asked to when there were too many calls', async () => {
			it_.sandbox.faults.add({
				match: it_.paths.read,
				kind: 'status',
				...it_.tooMany,
				headers: { 'Retry-After': '7' },
			});
			expect(await readOne()).toEqual([[]]);
			expect(it_.waitedMs()).toBeGreaterThanOrEqual(7_000);
		});

		it('leaves a pause longer than its patience to the ledger', async () => {
			it_.sandbox.faults.add({
				match: it_.paths.read,
				kind: 'status',
				...it_.tooMany,
				headers: { 'Retry-After': '600' },
			});
			expect(await failure(readOne())).toMatchObject({ class: 'rate-limited', retryAfterMs: 600_000 });
			expect(it_.waitedMs()).toBe(0);
		});

		it('asks again when the connection broke while reading', async () => {
			it_.make(it_.people, person(1));
			it_.sandbox.faults.add({ match: it_.paths.read, kind: 'drop-before' });
			it_.sandbox.faults.add({ match: it_.paths.read, kind: 'drop-after' });
			expect((await readOne())[0]).toHaveLength(1);
		});

		it.each(['drop-before', 'drop-after'] as const)(
			'never sends a write twice when the connection broke (%s)',
			async (kind) => {
				it_.sandbox.faults.add({ match: it_.paths.write, kind });
				it_.sandbox.stats.reset();
				expect(await createOne()).toMatchObject({ ok: false, error: { class: 'unknown-outcome' } });
				expect(it_.sandbox.stats.snapshot().writes).toBe(1);
			},
		);

		it('does not know what became of a write that a gateway answered', async () => {
			it_.sandbox.faults.add({ match: it_.paths.write, kind: 'status', status: 502 });
			expect(await createOne()).toMatchObject({ ok: false, error: { class: 'unknown-outcome', status: 502 } });
		});

		it('sends a write again when the server said that it did nothing', async () => {
			it_.sandbox.faults.add({ match: it_.paths.write, kind: 'status', status: 503, headers: { 'Retry-After': '2' } });
			expect(await createOne()).toMatchObject({ ok: true });
		});

		it.each([
			[
				'a web page',
				'<!doctype html><html><body>Maintenance p1@acme.example</body></html>',
				{ 'content-type': 'text/html' },
			],
			['a cut-off answer', '{"total": 1, "records": [{"Id": "p1@acme.ex', {}],
			['another shape', '{"surprise": "p1@acme.example"}', {}],
		])('asks again after %s, and says so in the end without showing it', async (_what, body, headers) => {
			it_.sandbox.faults.add({ match: it_.paths.read, kind: 'status', status: 200, body, headers });
			expect(await readOne()).toEqual([[]]);
			it_.sandbox.faults.add({ match: it_.paths.read, kind: 'status', status: 200, body, headers, times: -1 });
			const details = await failure(readOne());
			expect(details.class).toBe('bad-answer');
			expect(details.message).not.toContain('p1@');
		});

		it('does not know what became of a write whose answer cannot be read', async () => {
			it_.sandbox.faults.add({
				match: it_.paths.write,
				kind: 'status',
				status: 200,
				body: '<html>',
				headers: { 'content-type': 'text/html' },
			});
			expect(await createOne()).toMatchObject({ ok: false, error: { class: 'unknown-outcome' } });
		});

		it('says which credential to mend, and tries once only', async () => {
			const { records } = it_.withBadCredential();
			it_.sandbox.stats.reset();
			const details = await failure(records.find(it_.people, [email('p1@acme.example')], [it_.fields.email]));
			expect(details).toMatchObject({ class: 'credential-refused', status: 401 });
			expect(details.message).toMatch(/credential/);
			expect(it_.sandbox.stats.snapshot().calls).toBe(1);
		});
	});

	describe('following changes', () => {
		const ask = (limit: number) => ({ object: it_.people, fields: [it_.fields.email, it_.fields.title], limit });

		async function readAll(
			cursor: string,
			limit: number,
			lookBackMs = 0,
		): Promise<{ changes: SourceChange[]; cursor: string; pages: number }> {
			const changes: SourceChange[] = [];
			for (let pages = 1; ; pages++) {
				const page = await it_.source.readPage(ask(limit), cursor, { lookBackMs });
				changes.push(...page.changes);
				cursor = page.cursor;
				if (!page.more) return { changes, cursor, pages };
			}
		}
		const distinct = (changes: SourceChange[]) => new Set(changes.map((change) => change.id));

		it('reads everything, page after page', async () => {
			const ids = it_.makePeople(45);
			const { changes, pages } = await readAll(await it_.source.start(it_.people, 'everything'), 20);
			expect(distinct(changes)).toEqual(new Set(ids));
			expect(pages).toBeGreaterThanOrEqual(3);
			expect(changes[0]).toMatchObject({ kind: 'upserted', fields: { [it_.fields.email]: expect.anything() } });
		});

		it('from now on, reads what is new and nothing older', async () => {
			it_.makePeople(30);
			it_.sandbox.clock.advance(120_000);
			const start = await it_.source.start(it_.people, 'now');
			it_.sandbox.clock.advance(5_000);
			const id = it_.make(it_.people, person(1));
			const { changes } = await readAll(start, 20);
			expect(changes.map((change) => change.id).filter((found) => found === id)).toEqual([id]);
		});

		it('makes one call when nothing has changed', async () => {
			it_.makePeople(3);
			const { cursor } = await readAll(await it_.source.start(it_.people, 'everything'), 20);
			it_.sandbox.stats.reset();
			const again = await readAll(cursor, 20);
			expect(again.cursor).toBe(cursor);
			expect(it_.sandbox.stats.snapshot().calls).toBe(1);
		});

		it('reads given records again as they are now', async () => {
			const [first = '', second = ''] = it_.makePeople(2);
			it_.edit(it_.people, first, { [it_.fields.title]: 'New' });
			const again = await it_.source.readAgain(ask(1), [first, second, it_.unknownId]);
			const there = again.filter(({ kind }) => kind === 'upserted');
			expect(new Set(there.map((change) => change.id))).toEqual(new Set([first, second]));
			expect(there.find((change) => change.id === first)?.fields[it_.fields.title]).toBe('New');
		});

		it('shows the latest few as a sample, and how many there are', async () => {
			it_.makePeople(5);
			it_.sandbox.clock.advance(60_000);
			const id = it_.make(it_.people, person(1));
			expect((await it_.source.sample(ask(2)))[0]?.id).toBe(id);
			expect(await it_.source.count({ object: it_.people })).toBe(6);
		});

		it('refuses a cursor that is none of its own', async () => {
			await expect(it_.source.readPage(ask(5), '{"foreign":1}', { lookBackMs: 0 })).rejects.toMatchObject({
				details: { class: 'invalid' },
			});
		});
	});

	describe('the schema', () => {
		it('describes the fields of people, with types, rights and options', async () => {
			const schema = await it_.schema.describe(it_.people);
			const field = (name: string) => schema.fields.find((candidate) => candidate.name === name);
			expect(field(it_.fields.email)).toMatchObject({ type: 'email', createable: true, updateable: true });
			expect(field(it_.fields.list.name)).toMatchObject({ type: 'picklist', custom: true, restricted: true });
			expect(field(it_.fields.list.name)?.options?.map((option) => option.value)).toContain(it_.fields.list.good);
			expect(new Set(schema.fields.map(({ name }) => name)).size).toBe(schema.fields.length);
		});

		it('lists the objects', async () => {
			expect((await it_.schema.objects()).map((object) => object.name)).toEqual(
				expect.arrayContaining([it_.people, it_.companies]),
			);
		});

		it('says clearly that there is no such object', async () => {
			await expect(it_.schema.describe('Nonsense__c')).rejects.toMatchObject({
				details: { message: expect.stringContaining('Nonsense__c') },
			});
		});
	});
});
