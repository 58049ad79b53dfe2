import type { SourceChange } from '../../engine/run/system-port';
import { type SalesforceSubject, salesforceSubject } from './subjects/salesforce';

const NAMES = 'Campaigns.Names';
const FAIR = 'Trade fair 2026';
const WEBINAR = 'Webinar: pipeline hygiene';

/** The campaigns that Salesforce's contacts and leads are members of, as fields of theirs. */
describe('Salesforce campaign memberships', () => {
	let org: SalesforceSubject;
	let people: string[];

	beforeEach(async () => {
		org = await salesforceSubject();
		people = org.makePeople(4);
		org.sandbox.clock.advance(10 * 60_000);
		org.sandbox.stats.reset();
	});
	afterEach(() => org.sandbox.close());

	const person = (index: number) => people[index] as string;
	const campaign = (name: string) => org.sandbox.records('Campaign').find(({ Name, IsDeleted }) => Name === name && IsDeleted !== true)?.Id ?? '';
	const join = (name: string, id: string, field = 'ContactId') => org.sandbox.create('CampaignMember', { CampaignId: campaign(name), [field]: id });
	const members = (name: string) =>
		org.sandbox.records('CampaignMember').filter((row) => row.CampaignId === campaign(name) && row.IsDeleted !== true).map((row) => row.ContactId ?? row.LeadId).sort();
	const query = { object: 'Contact', fields: ['Email', NAMES], limit: 2 };
	const change = (id: string, add: string[], remove: string[] = []) => ({ op: 'update' as const, id, values: { [NAMES]: add }, elements: { [NAMES]: { add, remove } } });

	async function readOn(cursor: string, from = query) {
		const changes: SourceChange[] = [];
		for (let at = cursor; ;) {
			const page = await org.source.readPage(from, at, { lookBackMs: 0 });
			changes.push(...page.changes);
			at = page.cursor;
			if (!page.more) return { changes, cursor: at };
		}
	}
	const told = ({ changes }: { changes: readonly SourceChange[] }) => Object.fromEntries(changes.map(({ id, fields }) => [id, fields[NAMES]]));
	const fromNow = async () => await readOn(await org.source.start('Contact', 'now'));

	it('are names, sorted, of contacts and of leads', async () => {
		const [lead = ''] = org.sandbox.generate('Lead', 1);
		join(WEBINAR, person(0));
		join(FAIR, person(0));
		join(FAIR, lead, 'LeadId');
		expect((await org.records.read('Contact', people, [NAMES])).get(person(0))?.fields).toEqual({ [NAMES]: [FAIR, WEBINAR] });
		expect((await org.records.read('Contact', people, ['Email', NAMES])).get(person(1))?.fields[NAMES]).toEqual([]);
		expect((await org.records.read('Lead', [lead], [NAMES])).get(lead)?.fields[NAMES]).toEqual([FAIR]);
		const field = (await org.schema.describe('Contact')).fields.find(({ name }) => name === NAMES);
		expect(field).toMatchObject({ type: 'memberships', updateable: true });
		expect(field?.options?.map(({ value }) => value)).toContain(FAIR);
		expect((await org.schema.describe('Account')).fields.map(({ name }) => name)).not.toContain(NAMES);
	});

	it('are made and ended one by one, in any spelling, and twice does no harm', async () => {
		join(WEBINAR, person(0));
		const results = await org.records.write('Contact', [change(person(0), ['trade FAIR 2026']), { ...change(person(1), [FAIR]), values: { Title: 'CEO', [NAMES]: [FAIR] } }]);
		expect(results.map(({ ok }) => ok)).toEqual([true, true]);
		expect(members(FAIR)).toEqual([person(0), person(1)].sort());
		expect(members(WEBINAR)).toEqual([person(0)]);
		expect(org.sandbox.records('Contact').find(({ Id }) => Id === person(1))?.Title).toBe('CEO');

		expect((await org.records.write('Contact', [change(person(0), [FAIR], [WEBINAR])])).map(({ ok }) => ok)).toEqual([true]);
		expect(members(FAIR)).toHaveLength(2);
		expect(members(WEBINAR)).toEqual([]);
		expect(await org.records.write('Contact', [change(person(0), [], [WEBINAR])])).toEqual([{ ok: true, id: person(0) }]);
	});

	it('of a new record are made with it', async () => {
		const [made] = await org.records.write('Contact', [{ op: 'create', values: { LastName: 'New', [NAMES]: [FAIR] } }]);
		expect(made).toMatchObject({ ok: true });
		expect(members(FAIR)).toEqual([made?.ok ? made.id : '']);
	});

	it('in campaigns that are not there, or that several have the name of, are left out with a reason', async () => {
		org.sandbox.create('Campaign', { Name: WEBINAR });
		const [result] = await org.records.write('Contact', [change(person(0), [FAIR, 'Nowhere', WEBINAR])]);
		expect(result).toMatchObject({ ok: true, notes: [expect.stringContaining('not in Salesforce'), expect.stringContaining('Several campaigns')] });
		expect(members(FAIR)).toEqual([person(0)]);
	});

	it('that are locked for the moment are tried again', async () => {
		org.sandbox.faults.add({ kind: 'status', status: 503, times: 20, match: { method: 'POST', path: '/composite/sobjects$' }, body: [{ errorCode: 'SERVER_UNAVAILABLE', message: 'down' }] });
		const [result] = await org.records.write('Contact', [change(person(0), [FAIR])]);
		expect(result).toMatchObject({ ok: false, error: { fields: [NAMES] } });
	});

	it('have topics beside them, which are only read', async () => {
		const topic = org.sandbox.create('Topic', { Name: 'Renewal' });
		org.sandbox.create('TopicAssignment', { TopicId: topic, EntityId: person(0) });
		join(FAIR, person(0));
		const field = (await org.schema.describe('Contact')).fields.find(({ name }) => name === 'Topics.Names');
		expect(field).toMatchObject({ type: 'memberships', updateable: false, options: [{ value: 'Renewal', readOnly: true }] });
		expect((await org.records.read('Contact', [person(0)], [NAMES, 'Topics.Names'])).get(person(0))?.fields).toEqual({ [NAMES]: [FAIR], 'Topics.Names': ['Renewal'] });
		expect((await org.source.readAgain({ ...query, fields: ['Topics.Names'] }, [person(0)]))[0]?.fields).toEqual({ 'Topics.Names': ['Renewal'] });
	});

	it('that begin or end are changes of the record, told once', async () => {
		join(WEBINAR, person(0));
		org.sandbox.clock.advance(10 * 60_000);
		let { cursor } = await fromNow();
		const next = async () => {
			org.sandbox.clock.advance(60_000);
			const read = await readOn(cursor);
			({ cursor } = read);
			return told(read);
		};
		expect(await next()).toEqual({});
		for (const id of people) join(FAIR, id);
		expect(await next()).toEqual({ [person(0)]: [FAIR, WEBINAR], [person(1)]: [FAIR], [person(2)]: [FAIR], [person(3)]: [FAIR] });
		expect(await next()).toEqual({});
		const row = org.sandbox.records('CampaignMember').find((each) => each.ContactId === person(1));
		org.sandbox.delete('CampaignMember', row?.Id ?? '');
		expect(await next()).toEqual({ [person(1)]: [] });
		org.sandbox.delete('Campaign', campaign(FAIR));
		expect(await next()).toEqual({ [person(0)]: [WEBINAR], [person(2)]: [], [person(3)]: [] });
		expect(await next()).toEqual({});
	});

	it('that become visible minutes late are told all the same', async () => {
		const late = join(FAIR, person(0));
		org.sandbox.clock.advance(10 * 60_000);
		let { cursor } = await fromNow();
		org.sandbox.makeLate('CampaignMember', late, { Status: 'Responded' }, 2 * 60_000);
		org.sandbox.clock.advance(60_000);
		join(FAIR, person(1));
		({ cursor } = await readOn(cursor));
		org.sandbox.clock.advance(2 * 60_000);
		expect(Object.keys(told(await readOn(cursor)))).toEqual([person(0)]);
	});

	it('leave the reading position as it is while nothing happens, for one call a poll', async () => {
		join(FAIR, person(0));
		org.sandbox.clock.advance(10 * 60_000);
		const { cursor } = await fromNow();
		org.sandbox.stats.reset();
		expect(await readOn(cursor)).toEqual({ changes: [], cursor });
		expect(org.sandbox.stats.snapshot().calls).toBe(2);
	});
});

describe('The Salesforce sandbox', () => {
	it('keeps a person in a campaign once, by merges and conversions too', async () => {
		const org = await salesforceSubject();
		const [winner = '', loser = ''] = org.makePeople(2);
		const [lead = ''] = org.sandbox.generate('Lead', 1);
		const [one, two] = org.sandbox.records('Campaign').map(({ Id }) => Id);
		const join = (CampaignId: string | undefined, who: object) => org.sandbox.create('CampaignMember', { CampaignId, ...who });
		join(one, { ContactId: winner });
		join(one, { ContactId: loser });
		join(two, { ContactId: loser });
		join(one, { LeadId: lead });
		expect(() => join(one, { ContactId: winner })).toThrow('DUPLICATE_VALUE');
		expect(() => join(one, {})).toThrow('FIELD_INTEGRITY_EXCEPTION');
		org.sandbox.merge('Contact', winner, [loser]);
		org.sandbox.convertLead(lead);
		const contact = org.sandbox.records('Lead').find(({ Id }) => Id === lead)?.ConvertedContactId;
		const held = (id: unknown) => org.sandbox.records('CampaignMember').filter((row) => row.ContactId === id && row.IsDeleted !== true).map((row) => row.CampaignId);
		expect(held(winner).sort()).toEqual([one, two].sort());
		expect(held(contact)).toEqual([one]);
		await org.sandbox.close();
	});
});
