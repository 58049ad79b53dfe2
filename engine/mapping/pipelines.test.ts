import type { FieldValues } from '../model';
import { compileSides, hubspotDeals, opportunities, opportunity } from './compile/hubspot.fixture';
import { fromCanonical, toCanonical } from './lens';
import { fieldsToRead, mapRecord } from './map-record';
import { withinPipelines } from './pipelines';

const { mapping } = compileSides(opportunity, hubspotDeals);
const stages = mapping.rows.find(({ id }) => id === 'StageName~dealstage');
const within = (values: FieldValues, current?: FieldValues) => withinPipelines(mapping, 'right', values, current);

describe('stages of several pipelines', () => {
	it('that have one partner mean the same: a deal that changes its pipeline only does not change its stage elsewhere', () => {
		if (!stages) throw new Error('no row for stages');
		const [one, other] = [toCanonical(stages, 'right', 'closedwon'), toCanonical(stages, 'right', '98003')];
		expect(one).toEqual({ ok: true, value: 'closedwon' });
		expect(other).toEqual(one);
		expect(fromCanonical(stages, 'left', 'closedwon')).toEqual({ ok: true, value: 'Closed Won' });
	});

	it('are written in the pipeline that the record is in', () => {
		expect(within({ dealstage: 'closedwon' }, { pipeline: '7301', dealstage: '98001' })).toEqual({ dealstage: '98003' });
		expect(within({ dealstage: 'closedwon' }, { pipeline: 'default' })).toEqual({ dealstage: 'closedwon' });
	});

	it('are written in the pipeline that is written with them, rather than in the one that the record leaves', () => {
		expect(within({ pipeline: '7301', dealstage: 'contractsent' }, { pipeline: 'default' })).toEqual({ pipeline: '7301', dealstage: '98002' });
	});

	it('stay as they are where the pipeline is not known, or has no such stage', () => {
		expect(within({ dealstage: 'closedwon' })).toEqual({ dealstage: 'closedwon' });
		expect(within({ dealstage: 'qualifiedtobuy' }, { pipeline: '7301' })).toEqual({ dealstage: 'qualifiedtobuy' });
		expect(within({ dealname: 'Deal' }, { pipeline: '7301' })).toEqual({ dealname: 'Deal' });
	});

	it('are read together with the pipeline, also where no row maps that', () => {
		expect(fieldsToRead(mapping, 'right')).toContain('pipeline');
		expect(mapping.rows.some(({ right }) => right === 'pipeline')).toBe(false);
	});

	it('of one name in two systems belong together only when their pipelines do', () => {
		const values = [{ field: 'pipeline', leftValue: '7301', rightValue: 'New business' }, { field: 'pipeline', leftValue: 'default', rightValue: 'Renewals' }];
		const crossed = compileSides(hubspotDeals, opportunities, { values }).mapping;
		const toLeft = (pipeline: string) => mapRecord(crossed, 'right', { pipeline, stage: 'Contract sent' }).values;
		expect(toLeft('New business')).toEqual({ pipeline: '7301', dealstage: '98002' });
		expect(toLeft('Renewals')).toEqual({ pipeline: 'default', dealstage: 'contractsent' });
	});

	it('the only pipelines of both systems belong together whatever their names', () => {
		const only = (schema: typeof hubspotDeals, value: string) => ({
			...schema,
			fields: schema.fields.map((field) => ({
				...field,
				...(field.name === 'pipeline' ? { options: field.options?.filter((option) => option.value === value) ?? [] } : {}),
				...(field.name === 'dealstage' || field.name === 'stage' ? { options: field.options?.filter((option) => option.pipeline === value) ?? [] } : {}),
			})),
		});
		const one = compileSides(only(hubspotDeals, 'default'), only(opportunities, 'New business'));
		expect(mapRecord(one.mapping, 'left', { pipeline: 'default', dealstage: 'closedwon' })).toEqual({
			values: { pipeline: 'New business', stage: 'Closed won' }, held: [],
		});
	});
});
