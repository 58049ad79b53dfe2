import type { RecordRef } from '../model';
import type { FoundJob } from './job';
import { withoutNamedElsewhere, type Looked } from './named-elsewhere';
import type { Link } from './store-port';

const inPortal = (connection: string, id: string): RecordRef => ({ system: 'hubspot', connection, object: 'contacts', id });
const inOrg = (connection: string, id: string): RecordRef => ({ system: 'salesforce', connection, object: 'Contact', id });
const AT = '2026-11-21T08:00:00Z';
const linkOf = (left: RecordRef, right: RecordRef): Link => ({ id: '1', pair: 'p', left, right, leftModifiedAt: AT, rightModifiedAt: AT });
const storeOf = (...links: Link[]) => ({ linksTo: jest.fn(async () => links) });
const jobOf = (source: RecordRef, { id: _id, ...target }: RecordRef, kin: RecordRef[] = []) => ({ source, target, kin }) as unknown as FoundJob;
const looked = (job: FoundJob, field: string, value: string, ...ids: string[]): Looked => ({
	job, lookup: { kind: 'external-id', field, value }, list: ids.map((id) => ({ id, fields: {}, modifiedAt: AT })),
});
const idsOf = async (one: Looked, store = storeOf()) => (await withoutNamedElsewhere([one], store)).map((list) => list.map(({ id }) => id));

describe('ids repeat from portal to portal', () => {
	it('a record whose source is known by the same id in another portal is a stranger', async () => {
		const one = looked(jobOf(inPortal('B', '7'), inOrg('00D', '')), 'HubSpot_Id__c', '7', '003');
		expect(await idsOf(one, storeOf(linkOf(inOrg('00D', '003'), inPortal('A', '7'))))).toEqual([[]]);
		expect(await idsOf(one, storeOf(linkOf(inOrg('00D', '003'), inPortal('A', '8'))))).toEqual([['003']]);
		expect(await idsOf(one, storeOf(linkOf(inOrg('00D', '003'), inPortal('B', '7'))))).toEqual([['003']]);
		expect(await idsOf(one)).toEqual([['003']]);
	});

	it('an id that the source keeps of another portal does not count in this one', async () => {
		const find = (kin: RecordRef[]) => looked(jobOf(inOrg('00D', '003'), inPortal('B', ''), kin), 'hs_object_id', '7', '7');
		expect(await idsOf(find([inPortal('A', '7')]))).toEqual([[]]);
		expect(await idsOf(find([inPortal('A', '8')]))).toEqual([['7']]);
		expect(await idsOf(find([]))).toEqual([['7']]);
	});

	it('match keys are the same everywhere, and the store is not asked for them', async () => {
		const store = storeOf();
		const job = jobOf(inPortal('B', '7'), inOrg('00D', ''), [inOrg('other', '003')]);
		const byEmail: Looked = { ...looked(job, 'Email', 'ann@acme.example', '003'), lookup: { kind: 'email', field: 'Email', value: 'ann@acme.example' } };
		expect(await idsOf(byEmail, store)).toEqual([['003']]);
		expect(store.linksTo).not.toHaveBeenCalled();
	});
});
