import type { MappingRow } from '../model';
import { jobOf, linkWith, mappingWith, rowOf } from './job.fixture';
import type { PlannedJob } from './job';
import type { References } from './references';
import { prepareWrite } from './write-op';

/** No row here points at a record. */
const references = {} as References;
const OPTION = '"Only Write These Field Names or IDs" of the upsert node';
const names = (...fields: string[]) => new Set(fields);
const consent = rowOf('consent', { lens: { kind: 'consent' }, rule: 'mostRestrictive' });

const update = (write: Record<string, string>, rows: MappingRow[] = [rowOf('title'), rowOf('phone')]): PlannedJob => jobOf('left', { mapping: mappingWith(...rows), link: linkWith(), plan: { action: 'update', write } });
const { record: _record, ...unlinked } = jobOf('left', { plan: { action: 'create', write: { title: 'CEO', name: 'Ann' } } });
const create = (more: Partial<PlannedJob> = {}): PlannedJob => ({ ...unlinked, ...more });

describe('only these fields', () => {
	it('are sent, in whatever case of letters they are named, and it is told which mapped ones were not', () => {
		const prepared = prepareWrite(update({ title: 'CEO', phone: '1' }), references, names('title_r'));
		expect(prepared).toMatchObject({ op: { values: { title_r: 'CEO' } }, rows: ['title'], notes: [`Not written, because ${OPTION} does not name it: The phone.`] });
		const shouted = { ...rowOf('title'), right: 'TITLE_R' };
		expect(prepareWrite(update({ title: 'CEO' }, [shouted]), references, names('title_r'))).toMatchObject({ op: { values: { TITLE_R: 'CEO' } }, notes: [] });
		expect(prepareWrite(update({ title: 'CEO', phone: '1' }), references)).toMatchObject({ rows: ['title', 'phone'], notes: [] });
	});

	it('leave a value in two fields out as a whole where one of them is not named', () => {
		const row = rowOf('name', { lens: { kind: 'name', last: { right: { field: 'last_r' } } } });
		expect(prepareWrite(update({ name: 'Ann Kowalski' }, [row]), references, names('name_r'))).toMatchObject({ op: { values: {} }, rows: [] });
		expect(prepareWrite(update({ name: 'Ann Kowalski' }, [row]), references, names('name_r', 'last_r'))).toMatchObject({ op: { values: { name_r: 'Ann', last_r: 'Kowalski' } } });
	});

	it('never keep a withdrawal of consent back, but any other word about it', () => {
		expect(prepareWrite(update({ consent: 'withdrawn' }, [consent]), references, names('title_r'))).toMatchObject({ op: { values: { consent_r: 'declined' } }, notes: [] });
		expect(prepareWrite(update({ consent: 'granted' }, [consent]), references, names('title_r'))).toMatchObject({ op: { values: {} }, notes: [expect.stringContaining('The consent')] });
	});

	it('also hold for the defaults of a new record, which still gets the source’s id', () => {
		const mapping = { ...mappingWith(rowOf('title'), rowOf('stage', { defaults: { right: 'New' } })), externalIds: { right: 'sf_id' } };
		expect(prepareWrite(create({ mapping }), references, names('title_r'))).toMatchObject({ op: { op: 'create', values: { title_r: 'CEO', sf_id: '003' } } });
	});

	it('do not create what lacks a value that the target insists on, or what nothing would find again', () => {
		const required = mappingWith(rowOf('title'), rowOf('name', { required: { left: false, right: true }, defaults: { right: 'Nobody' } }));
		expect(prepareWrite(create({ mapping: required }), references, names('title_r'))).toMatchObject({
			outcome: { outcome: 'failed', reason: 'missing-required', message: `Salesforce Contact 003 cannot be created: Pact requires The name, and ${OPTION} does not name it. Add it there.` },
			ledger: { kind: 'issue' },
		});
		const lookups = [{ kind: 'email' as const, field: 'email', value: 'ann@acme.example' }];
		const stranger = prepareWrite(create({ lookups }), references, names('title_r'));
		expect(stranger).toMatchObject({ outcome: { reason: 'missing-required', message: expect.stringContaining('names no field that the record would be found by again (email)') } });
		expect(JSON.stringify(stranger)).not.toContain('"message":"ann');
		const known = { ...mappingWith(rowOf('title'), rowOf('name')), externalIds: { right: 'sf_id' } };
		const byId = [...lookups, { kind: 'external-id' as const, field: 'sf_id', value: '003' }];
		expect(prepareWrite(create({ mapping: known, lookups: byId }), references, names('title_r'))).toMatchObject({ op: { op: 'create' } });
		// Nothing is left out: who has no key has none.
		expect(prepareWrite(create({ lookups }), references, names('title_r', 'name_r'))).toMatchObject({ op: { op: 'create' } });
	});
});
