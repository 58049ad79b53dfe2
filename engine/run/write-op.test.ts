import { compileSides, hubspotCompanies, hubspotDeals, opportunity } from '../mapping/compile/hubspot.fixture';
import { field, salesforce } from '../mapping/compile/compile.fixture';
import type { FieldValues, Mapping } from '../model';
import type { PlannedJob } from './job';
import type { References } from './references';
import { jobOf, linkWith, mappingWith, RIGHT, rowOf } from './job.fixture';
import { prepareWrite } from './write-op';

/** No row here points at a record. */
const references = {} as References;

/** As much of a planned job as its write is made of. */
function job(mapping: Mapping, side: 'left' | 'right', more: { write: FieldValues; fields?: FieldValues; record?: FieldValues }): PlannedJob {
	const { write, fields = {}, record } = more;
	return {
		mapping,
		side,
		source: { ...mapping[side], connection: 'here', id: '1' },
		target: { ...mapping[side === 'left' ? 'right' : 'left'], connection: 'there' },
		item: { fields },
		plan: { action: record ? 'update' : 'create', write },
		...(record ? { record: { id: '9', fields: record } } : {}),
	} as PlannedJob;
}

describe('the write of a deal whose stage has one name in two pipelines', () => {
	const { mapping } = compileSides(opportunity, hubspotDeals);
	const written = (record?: FieldValues, write: FieldValues = { 'StageName~dealstage': 'closedwon' }) =>
		prepareWrite(job(mapping, 'left', { write, ...(record ? { record } : {}) }), references);

	it('takes the stage of the pipeline that the record is in', () => {
		expect(written({ pipeline: '7301', dealstage: '98001' })).toMatchObject({ op: { op: 'update', id: '9', values: { dealstage: '98003' } } });
		expect(written({ pipeline: 'default', dealstage: 'qualifiedtobuy' })).toMatchObject({ op: { values: { dealstage: 'closedwon' } } });
	});

	it('takes the first one where there is no record yet that would say', () => {
		expect(written()).toMatchObject({ op: { op: 'create', values: { dealstage: 'closedwon' } } });
	});
});

describe('the create of an account for a company that has a domain only', () => {
	const { mapping } = compileSides(salesforce('Account', [field('Name'), field('Website', 'url')]), hubspotCompanies);

	it('takes the domain for the website, and never overwrites one with it', () => {
		const write = { 'Name~name': 'Acme' };
		const fields = { name: 'Acme', domain: 'acme.com', website: null };
		expect(prepareWrite(job(mapping, 'right', { write, fields }), references)).toMatchObject({ op: { op: 'create', values: { Name: 'Acme', Website: 'https://acme.com' } } });
		expect(prepareWrite(job(mapping, 'right', { write, fields, record: {} }), references)).toMatchObject({ op: { op: 'update', values: { Name: 'Acme' } } });
		const said = { ...write, 'Website~website': 'https://www.acme.de' };
		expect(prepareWrite(job(mapping, 'right', { write: said, fields }), references)).toMatchObject({ op: { values: { Website: 'https://www.acme.de' } } });
	});
});

describe('a value that the target cannot hold', () => {
	const short = { maxLength: { right: 3 } };
	const write = { title: 'CEO', name: 'Annabelle' };
	const message = 'The value is longer than the 3 characters that The name (name_r) takes.';

	it('is left out and told of, while the rest of the record is written', () => {
		const mapping = mappingWith(rowOf('title'), rowOf('name', short), rowOf('other'));
		expect(prepareWrite(jobOf('left', { mapping, plan: { action: 'update', write } }), references)).toMatchObject({
			op: { op: 'update', id: 'p', values: { title_r: 'CEO' } }, rows: ['title'], notes: [`The name was left out: ${message}`],
		});
	});

	it('keeps a record from being made where it is required, unless there is a default', () => {
		const { record, ...created } = jobOf('left', { plan: { action: 'create', write } });
		const required = { ...short, required: { left: false, right: true } };
		const prepared = (more: Parameters<typeof rowOf>[1]) => prepareWrite({ ...created, mapping: mappingWith(rowOf('title'), rowOf('name', more)) }, references);
		expect(prepared(required)).toMatchObject({
			outcome: { outcome: 'failed', reason: 'invalid-value', message: `Salesforce Contact 003 cannot be created: ${message}` }, ledger: { kind: 'issue', reason: 'invalid-value' },
		});
		expect(prepared({ ...required, defaults: { right: 'Ann' } })).toMatchObject({ op: { op: 'create', values: { title_r: 'CEO', name_r: 'Ann' } } });
		expect(prepared(short)).toMatchObject({ op: { op: 'create', values: { title_r: 'CEO' } } });
		expect(prepareWrite(jobOf('left', { mapping: mappingWith(rowOf('name', required)), plan: { action: 'update', write } }), references)).toMatchObject({ op: { op: 'update' } });
	});
});

describe('the id of the source', () => {
	const mapping = { ...mappingWith(rowOf('title')), externalIds: { right: 'custom_fields.salesforce_id' } };
	const written = (fields: FieldValues, link?: ReturnType<typeof linkWith>) => {
		const job = jobOf('left', { mapping, plan: { action: 'update', write: { title: 'CEO' } }, record: { id: RIGHT.id, fields, modifiedAt: '' }, ...(link ? { link } : {}) });
		const prepared = prepareWrite(job, references);
		return 'op' in prepared && 'values' in prepared.op ? prepared.op.values : undefined;
	};

	it('is written to a record that is linked for the first time, and carries nobody else’s', () => {
		const own = { title_r: 'CEO', 'custom_fields.salesforce_id': '003' };
		expect(written({})).toEqual(own);
		expect(written({ 'custom_fields.salesforce_id': ' ' })).toEqual(own);
		expect(written({ 'custom_fields.salesforce_id': '00Q' })).toEqual({ title_r: 'CEO' });
		expect(written({}, linkWith())).toEqual({ title_r: 'CEO' });
	});

	it('is written to every record that is created', () => {
		const { record, ...created } = jobOf('left', { mapping, plan: { action: 'create', write: { title: 'CEO' } } });
		expect(prepareWrite(created, references)).toMatchObject({ op: { op: 'create', values: { title_r: 'CEO', 'custom_fields.salesforce_id': '003' } } });
	});
});
