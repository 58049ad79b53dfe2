import { at, jobOf, LEFT, linkWith, mappingWith, RIGHT, rowOf } from '../job.fixture';
import type { Mapping } from '../../model';
import type { LinkWithBase } from '../store-port';
import { settleConversions } from './conversions';
import { contextWith, left, lifeOf, right, said } from './lives.fixture';

const LEAD = { ...LEFT, object: 'Lead', id: '00Q' };
const INTO = { Account: '001', Contact: '003' };
const title = rowOf('title');
const mail = rowOf('mail', { lens: { kind: 'email' } });
const leads = (pair = 'leads'): Mapping => ({ ...mappingWith(title, mail, rowOf('status')), pair, left: { system: 'salesforce', object: 'Lead' } });
const contacts = (pair = 'contacts'): Mapping => ({ ...mappingWith({ ...title, id: 'job', left: 'Title' }, rowOf('mail'), rowOf('city'), { ...rowOf('fixed'), right: '' }), pair });
const hashes = { left: 'l', right: 'r' };

const linkOfLead = (more: Partial<LinkWithBase> = {}) => linkWith({ id: '7', pair: 'leads', left: LEAD, leftModifiedAt: at(1), rightModifiedAt: at(2), base: { title: hashes, mail: hashes, status: hashes, fixed: hashes }, ...more });
const linkOfContact = (more: Partial<LinkWithBase> = {}) => linkWith({ id: '8', pair: 'contacts', left: left('003'), right: right('other'), ...more });
const job = (link: LinkWithBase | undefined, mapping = leads()) => lifeOf('left', { ...LEAD, converted: INTO }, { source: LEAD, mapping, ...(link === undefined ? {} : { link }) });
const settle = async (link: LinkWithBase | undefined, links: LinkWithBase[] = [], pairs: Record<string, Mapping[]> = { Contact: [contacts()] }, mapping = leads()) => {
	const { ended, rest } = await settleConversions([job(link, mapping)], contextWith({ links, pairs }));
	expect([said(ended), rest]).toEqual([['00Q skipped/converted'], []]);
	expect(ended[0]?.ledger).toEqual({ kind: 'close' });
	return ended[0]!;
};

describe('a lead that was converted', () => {
	it('leaves its partner to the contact, with what was in agreement in rows that both mappings read alike', async () => {
		const { rest, outcome } = await settle(linkOfLead());
		expect(rest).toEqual({
			fates: [{ ref: LEAD, kind: 'converted', into: left('003'), at: at(5) }],
			unlink: ['7'],
			// The e-mail row has another lens over there, the city none here, and a fixed value is no field.
			link: { pair: 'contacts', left: left('003'), right: RIGHT, leftModifiedAt: at(1), rightModifiedAt: at(2), base: { job: hashes } },
			repair: [left('003')],
		});
		expect(outcome.message).toBe('Salesforce Lead 00Q was converted; Contact 003 takes its place.');
	});

	it('carries no row over that was never in agreement', async () => {
		expect((await settle(linkOfLead({ base: {} }))).rest.link?.base).toEqual({});
	});

	it('that was never linked, or rests, is known as converted and moves nothing', async () => {
		const fates = [{ ref: LEAD, kind: 'converted', into: left('003'), at: at(5) }];
		expect((await settle(undefined)).rest).toEqual({ fates });
		expect((await settle(linkOfLead({ rests: true }))).rest).toEqual({ fates });
	});

	it('rests where no mapping keeps contacts in step with the same object', async () => {
		const { rest, outcome } = await settle(linkOfLead(), [], {});
		expect(rest).toEqual({ fates: [{ ref: LEAD, kind: 'converted', at: at(5) }], moved: [{ id: '7', left: LEAD, right: RIGHT, leftModifiedAt: at(1), rightModifiedAt: at(2), base: linkOfLead().base, rests: true }] });
		expect(outcome.message).toBe('Salesforce Lead 00Q was converted; its contact is synced instead.');
	});

	it('looks for the contact’s mapping among those of the same sync only', async () => {
		expect((await settle(linkOfLead(), [], { Contact: [contacts('contacts@emea')] })).rest.link).toBeUndefined();
		expect((await settle(linkOfLead(), [], { Contact: [contacts(), contacts('contacts@emea')] }, leads('leads@emea'))).rest.link).toMatchObject({ pair: 'contacts@emea' });
		expect((await settle(linkOfLead(), [], { Contact: [contacts('contacts@emea'), contacts()] })).rest.link).toMatchObject({ pair: 'contacts' });
	});

	it('gives its link up to a contact that has the same partner', async () => {
		expect((await settle(linkOfLead(), [linkOfContact({ right: RIGHT })])).rest).toEqual({ fates: [expect.objectContaining({ into: left('003') })], unlink: ['7'] });
	});

	it('rests beside a contact with a partner of its own; the two partners are listed, and the lead’s is looked at once more', async () => {
		const { rest, outcome } = await settle(linkOfLead(), [linkOfContact()]);
		expect(rest).toEqual({ fates: [expect.objectContaining({ into: left('003') })], moved: [expect.objectContaining({ id: '7', rests: true })], repair: [RIGHT] });
		expect(outcome.questions).toMatchObject([{ kind: 'duplicate', pair: 'contacts', details: { linked: 'other', unlinked: RIGHT.id }, source: left('003') }]);
	});

	it.each<[string, Partial<LinkWithBase>, Partial<LinkWithBase>]>([
		['the contact’s link rests', { rests: true }, {}],
		['the contact’s partner is gone', { gone: { right: { kind: 'deleted', at: at(0) } } }, {}],
		['the lead’s partner is gone', {}, { gone: { right: { kind: 'deleted', at: at(0) } } }],
	])('asks nobody where %s', async (_why, own, its) => {
		expect((await settle(linkOfLead(its), [linkOfContact(own)])).outcome.questions).toEqual([]);
	});

	it('takes no notice of the contact’s partner in another workspace', async () => {
		expect((await settle(linkOfLead(), [linkOfContact({ right: { ...right('other'), connection: 'elsewhere' } })])).rest.link).toMatchObject({ left: left('003'), right: RIGHT });
	});
});

it('a change that is no conversion, or is one on the right, is left to others', async () => {
	const other = jobOf('left');
	expect(await settleConversions([other], contextWith())).toEqual({ ended: [], rest: [other] });
	const onTheRight = lifeOf('right', { converted: INTO }, { link: linkWith() });
	const { ended } = await settleConversions([onTheRight], contextWith({ pairs: { Contact: [contacts()] } }));
	expect(ended[0]?.rest).toMatchObject({ fates: [{ ref: RIGHT, kind: 'converted', at: at(5) }], moved: [{ rests: true }] });
	expect(ended[0]?.rest.fates?.[0]).not.toHaveProperty('into');
});
