import type { FieldValues, Mapping, SystemErrorDetails } from '../../model';
import { at, jobOf, LEFT, linkWith, mappingWith, rowOf } from '../job.fixture';
import type { Fate, LinkWithBase } from '../store-port';
import type { RecordState, WriteOp, WriteResult } from '../system-port';
import { contextWith, left, lifeOf, right, said } from './lives.fixture';
import { endOvertaken } from './overtaken';

const consent = rowOf('consent', { lens: { kind: 'consent', flags: { left: true, right: false } }, rule: 'mostRestrictive', left: 'OptedOut', right: 'consent_status' });
const MAPPING = mappingWith(rowOf('title'), consent);
const WINNER = left('winner');
const atRest = (kind: Fate['kind'] = 'merged', into = WINNER): LinkWithBase => linkWith({ rests: true, gone: { left: { kind, into, at: at(0) } } });

/** A change on the right of the record at rest; by `status` its person agrees or withdraws. */
const job = (status: string, link: LinkWithBase = atRest(), mapping: Mapping = MAPPING) => {
	const one = lifeOf('right', {}, { link, mapping });
	return { ...one, item: { ...one.item, mapped: { ...one.item.mapped, values: { OptedOut: status === 'declined' } } } };
};

/** A Salesforce of these records, and what was written to it. */
function salesforce(records: Record<string, FieldValues | 'gone'>, refusal?: SystemErrorDetails | 'silence') {
	const written: unknown[] = [];
	const target = {
		read: async (_object: string, ids: readonly string[]) =>
			new Map(ids.flatMap((id): Array<[string, RecordState]> => {
				const fields = records[id];
				if (fields === undefined) return [];
				return [[id, fields === 'gone' ? { id, fields: { OptedOut: false }, modifiedAt: at(0), gone: { kind: 'deleted' } } : { id, fields, modifiedAt: at(0) }]];
			})),
		write: async (object: string, ops: readonly WriteOp[]): Promise<WriteResult[]> => {
			written.push([object, ops]);
			if (refusal === 'silence') return [];
			return ops.map((op): WriteResult => (refusal !== undefined ? { ok: false, error: refusal } : { ok: true, id: 'id' in op ? op.id : '', record: { id: 'x', fields: {}, modifiedAt: at(30) } }));
		},
	};
	return { written, known: { place: LEFT, target } };
}
const OPTED_OUT = (id = WINNER.id, object = 'Contact') => [object, [{ op: 'update', id, values: { OptedOut: true } }]];

describe('a change whose link leads nowhere any more', () => {
	it('is told, and written nowhere', async () => {
		const { ended, rest } = await endOvertaken([job('confirmed')], contextWith());
		expect([said(ended), rest]).toEqual([['p skipped/merged'], []]);
		expect(ended[0]).toMatchObject({ ledger: { kind: 'close' }, rest: {}, outcome: { target: LEFT, message: 'Salesforce Contact 003 was merged into Salesforce Contact winner, so nothing of Pact contacts p is written to it.' } });
	});

	it('says "another record" where it is not known which', async () => {
		const { ended } = await endOvertaken([job('declined', linkWith({ rests: true }))], contextWith());
		expect(ended[0]?.outcome.message).toContain('was merged into another record');
	});

	it('to a lead that was converted looks at that first, unless this pair has settled it', async () => {
		const converted = { gone: { left: { kind: 'converted', into: WINNER, at: at(0) } } } as const;
		const { ended } = await endOvertaken([job('declined', linkWith(converted)), job('confirmed', atRest('converted'))], contextWith());
		expect(said(ended)).toEqual(['p skipped/converted', 'p skipped/converted']);
		expect(ended.map(({ rest }) => rest)).toEqual([{ repair: [LEFT] }, {}]);
		expect(ended[0]?.outcome.message).toContain('was converted into Salesforce Contact winner');
	});

	it('is not one without a link, nor one to a record that is there or was deleted', async () => {
		const jobs = [jobOf('left'), job('declined', linkWith()), job('declined', linkWith({ gone: { left: { kind: 'deleted', at: at(0) } } }))];
		expect(await endOvertaken(jobs, contextWith())).toEqual({ ended: [], rest: jobs });
	});
});

describe('a withdrawal of consent on a record at rest', () => {
	it('is written to the winner, and the time of that is no evidence of an edit', async () => {
		const { written, known } = salesforce({ winner: { OptedOut: false } });
		const links = [linkWith({ id: '5', left: WINNER, right: right('kept') }), linkWith({ id: '6', left: left('another') })];
		const { ended } = await endOvertaken([job('declined')], contextWith({ ...known, links }));
		expect(written).toEqual([OPTED_OUT()]);
		expect(ended[0]).toMatchObject({ ledger: { kind: 'close' }, rest: { moved: [{ id: '5', leftModifiedAt: at(30), rightModifiedAt: at(0) }] }, outcome: { outcome: 'updated', reason: 'updated', target: WINNER } });
		expect(ended[0]?.outcome.message).toMatch(/Its withdrawal of consent was written to Salesforce Contact winner, which took the place of Salesforce Contact 003\.$/);
	});

	it('follows winners that were merged away themselves', async () => {
		const { written, known } = salesforce({ last: { OptedOut: false } });
		await endOvertaken([job('declined')], contextWith({ ...known, fates: [{ ref: WINNER, kind: 'merged', into: left('last'), at: at(0) }] }));
		expect(written).toEqual([OPTED_OUT('last')]);
	});

	it.each<[string, string, Record<string, FieldValues | 'gone'>]>([
		['is not said', 'confirmed', { winner: { OptedOut: false } }],
		['is the winner’s own already', 'declined', { winner: { OptedOut: true } }],
		['finds the winner in the recycle bin', 'declined', { winner: 'gone' }],
		['finds no winner', 'declined', {}],
	])('that %s writes nothing', async (_what, status, records) => {
		const { written, known } = salesforce(records);
		expect(said((await endOvertaken([job(status)], contextWith(known))).ended)).toEqual(['p skipped/merged']);
		expect(written).toEqual([]);
	});

	it('is not written into another org', async () => {
		const { written, known } = salesforce({ winner: { OptedOut: false } });
		await endOvertaken([job('declined', atRest('merged', { ...WINNER, connection: 'elsewhere' }))], contextWith(known));
		expect(written).toEqual([]);
	});

	it('of a converted lead goes to the contact by the contacts’ own mapping of the same sync', async () => {
		const heirs = { ...mappingWith({ ...consent, id: 'other' }), pair: 'contacts@emea' };
		const leads = { ...MAPPING, pair: 'leads@emea', left: { system: 'salesforce', object: 'Lead' } } as const;
		const ofLead = (mapping: Mapping) => {
			const one = job('declined', atRest('converted'), mapping);
			return { ...one, target: { ...one.target, object: 'Lead' } };
		};
		const { written, known } = salesforce({ winner: { OptedOut: false } });
		await endOvertaken([ofLead({ ...leads, pair: 'leads' })], contextWith({ ...known, pairs: { Contact: [heirs] } }));
		expect(written).toEqual([]);
		await endOvertaken([ofLead(leads)], contextWith({ ...known, pairs: { Contact: [{ ...heirs, pair: 'contacts' }, heirs] } }));
		expect(written).toEqual([OPTED_OUT()]);
	});

	it('only says so in a dry run', async () => {
		const { written, known } = salesforce({ winner: { OptedOut: false } });
		const { ended } = await endOvertaken([job('declined')], contextWith({ ...known, dryRun: true }));
		expect([said(ended), written]).toEqual([['p updated/dry-run'], []]);
		expect(ended[0]?.outcome).toMatchObject({ target: WINNER, message: 'Would withdraw the consent of Salesforce Contact winner, which took the place of Salesforce Contact 003.' });
	});

	it('that is refused, or not answered for, comes again', async () => {
		for (const [refusal, text] of [[{ class: 'temporary', message: 'Down for a moment.' }, 'Down for a moment.'], ['silence', 'Salesforce answered for fewer records than it was sent.']] as const) {
			const { ended } = await endOvertaken([job('declined')], contextWith(salesforce({ winner: { OptedOut: false } }, refusal).known));
			expect([said(ended), ended[0]?.ledger.kind]).toEqual([['p waiting/system-error'], 'retry']);
			expect(ended[0]?.outcome.message).toContain(text);
		}
	});
});
