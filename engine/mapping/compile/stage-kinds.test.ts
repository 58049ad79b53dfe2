import type { PicklistOption } from '../../model';
import { mapRecord } from '../map-record';
import { compileMapping } from './compile-mapping';
import { field, pact, salesforce } from './compile.fixture';
import { valuePartners } from './value-partners';

type Kind = NonNullable<PicklistOption['stageType']>;
const stage = (value: string, stageType?: Kind, pipeline?: string): PicklistOption => ({
	value,
	label: value,
	active: true,
	...(stageType ? { stageType } : {}),
	...(pipeline === undefined ? {} : { pipeline }),
});
const stages = (...options: PicklistOption[]) => field('stage', 'picklist', { options, restricted: true });
const nothing = { definition: [], assigned: [] };
const pairsOf = (left: PicklistOption[], right: PicklistOption[], given: Parameters<typeof valuePartners>[2] = nothing) => valuePartners(stages(...left), stages(...right), given).pairs;

describe('stages of the same name', () => {
	it('are no partners when one is open and the other closed, or one won and the other lost', () => {
		expect(pairsOf([stage('Signed', 'open')], [stage('Signed', 'won')])).toEqual([]);
		expect(pairsOf([stage('Done', 'won')], [stage('Done', 'lost')])).toEqual([]);
	});

	it('are partners when their kinds are the same, or one is not known', () => {
		expect(pairsOf([stage('Signed', 'won')], [stage('signed', 'won')])).toEqual([['Signed', 'signed']]);
		expect(pairsOf([stage('Signed')], [stage('Signed', 'won')])).toEqual([['Signed', 'Signed']]);
	});

	it('go with the one of their kind where pipelines use the name for several', () => {
		expect(pairsOf([stage('Closed', 'lost')], [stage('Closed', 'won', 'A'), stage('closed', 'lost', 'B')])).toHaveLength(1);
	});

	it('are partners all the same when a person says so', () => {
		expect(pairsOf([stage('Signed', 'open')], [stage('Signed', 'won')], { definition: [['Signed', 'Signed']], assigned: [] })).toEqual([['Signed', 'Signed']]);
	});
});

describe('the ends of deals', () => {
	it('are partners whatever they are called, when each pipeline has one of the kind', () => {
		const left = [stage('Talks', 'open'), stage('Deal done', 'won'), stage('No deal', 'lost')];
		const right = [stage('Contact', 'open'), stage('Won', 'won'), stage('Lost', 'lost')];
		expect(pairsOf(left, right)).toEqual([['Deal done', 'Won'], ['No deal', 'Lost']]);
	});

	it('are a question when there are several of the kind', () => {
		expect(pairsOf([stage('Done', 'won'), stage('Renewed', 'won')], [stage('Won', 'won')])).toEqual([]);
		expect(pairsOf([stage('Done', 'won')], [stage('Won', 'won'), stage('Won by partner', 'won')])).toEqual([]);
	});

	it('never take a partner that a person gave to another', () => {
		const given = { definition: [['Done', 'Won'] as [string, string]], assigned: [] };
		expect(pairsOf([stage('Done', 'won')], [stage('Won', 'won'), stage('Signed', 'won')], given)).toEqual([['Done', 'Won']]);
	});

	it('open stages are never guessed', () => {
		expect(pairsOf([stage('Talks', 'open')], [stage('Contact', 'open')])).toEqual([]);
	});
});

describe('a won deal of a pipeline whose won stage has a name of its own', () => {
	const left = salesforce('Opportunity', [
		field('StageName', 'picklist', { options: [stage('Prospecting', 'open'), stage('Closed Won', 'won'), stage('Closed Lost', 'lost')] }),
		field('RecordType.Name', 'picklist', { options: [stage('New Business'), stage('Renewals')], restricted: true }),
	]);
	const right = pact('opportunities', [
		field('pipeline', 'picklist', { options: [stage('New Business'), stage('Renewals')], restricted: true }),
		field('stage', 'picklist', {
			options: [
				stage('Closed Won', 'won', 'New Business'),
				stage('Closed Lost', 'lost', 'New Business'),
				stage('Renewed', 'won', 'Renewals'),
				stage('Churned', 'lost', 'Renewals'),
			],
			restricted: true,
		}),
	]);
	const { mapping } = compileMapping({ left: { system: 'salesforce', object: 'Opportunity' }, right: { system: 'pact', object: 'opportunities' } }, left, right);

	it('gets that stage in one step, and no other on the way', () => {
		const values = (pipeline: string, stageName: string) => mapRecord(mapping, 'left', { 'RecordType.Name': pipeline, StageName: stageName });
		expect(values('Renewals', 'Closed Won')).toEqual({ held: [], values: { pipeline: 'Renewals', stage: 'Renewed' } });
		expect(values('New Business', 'Closed Won')).toEqual({ held: [], values: { pipeline: 'New Business', stage: 'Closed Won' } });
		expect(values('Renewals', 'Closed Lost').values).toEqual({ pipeline: 'Renewals', stage: 'Churned' });
	});

	it('comes back as won', () => {
		expect(mapRecord(mapping, 'right', { pipeline: 'Renewals', stage: 'Renewed' })).toEqual({ held: [], values: { 'RecordType.Name': 'Renewals', StageName: 'Closed Won' } });
	});

	it('an open stage without a partner waits, and is not taken for a closed one', () => {
		expect(mapRecord(mapping, 'left', { 'RecordType.Name': 'Renewals', StageName: 'Prospecting' })).toMatchObject({ values: { pipeline: 'Renewals' }, held: [{ value: 'Prospecting' }] });
	});
});
