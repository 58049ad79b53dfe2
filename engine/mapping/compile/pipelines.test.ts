import type { FieldSchema, PicklistOption } from '../../model';
import { field, options, pact, salesforce } from './compile.fixture';
import { mappingDefinitionSchema } from './definition';
import { hubspot } from './hubspot.fixture';
import { isPipelineField, pipelineField, pipelinePartners, stagePipelines, withOnlyPipelines } from './pipelines';
import type { RowContext } from './row-context';

const stage = (value: string, pipeline?: string, label = value): PicklistOption => ({ value, label, active: true, ...(pipeline === undefined ? {} : { pipeline }) });
const list = (name: string, ...values: PicklistOption[]): FieldSchema => field(name, 'picklist', { options: values, restricted: true });

const leftPipeline = list('pipeline', stage('p1', undefined, 'Sales'), stage('p2', undefined, 'Renewals'), stage('p3', undefined, 'Partners'));
const leftStage = list('dealstage', stage('won1', 'p1'), stage('won2', 'Renewals'), stage('won3', 'p3'), stage('lost', 'P1'), stage('any'));
const rightPipeline = list('pipeline', stage('Sales'), stage('renewals'), stage('Upsell'));
const rightStage = list('stage', stage('Won', 'Sales'), stage('Won', 'renewals'), stage('Won', 'Upsell'), stage('Any'));
const left = hubspot('deals', [field('name'), list('kind', ...options('p1', 'Renewals')), leftPipeline, leftStage]);
const right = pact('opportunities', [rightPipeline, rightStage]);
const stages = { left: leftStage, right: rightStage };
const context = (values: Array<{ field: string; leftValue: string; rightValue: string }> = []): RowContext => ({
	definition: mappingDefinitionSchema.parse({ left: { system: 'hubspot', object: 'deals' }, right: { system: 'pact', object: 'opportunities' }, values }),
	schemas: { left, right },
	assignments: {},
});

describe('the field that says which pipeline a record is in', () => {
	it('is the list that has all pipelines of the stages, by value or label', () => {
		expect(pipelineField(leftStage, left)?.name).toBe('pipeline');
		expect(isPipelineField(leftPipeline, left)).toBe(true);
		expect(isPipelineField(leftStage, left)).toBe(false);
		expect(isPipelineField(list('kind'), left)).toBe(false);
	});

	it('is none where the stages have no pipelines, and never the stages themselves', () => {
		expect(pipelineField(list('stage', ...options('a', 'b')), left)).toBeUndefined();
		expect(pipelineField(field('name'), left)).toBeUndefined();
		const own = list('stage', stage('a', 'b'), stage('b', 'a'));
		expect(pipelineField(own, salesforce('Deal', [own]))).toBeUndefined();
	});
});

describe('stages of one name', () => {
	const together = (one: PicklistOption, other: PicklistOption, values?: Parameters<typeof context>[0]) => pipelinePartners(stages, context(values))?.together(one, other);

	it('belong together where their pipelines do', () => {
		expect(together(stage('won1', 'p1'), stage('Won', 'Sales'))).toBe(true);
		expect(together(stage('won2', 'Renewals'), stage('Won', 'renewals'))).toBe(true);
		expect(together(stage('won1', 'p1'), stage('Won', 'renewals'))).toBe(false);
		expect(together(stage('won2', 'p2'), stage('Won', 'Sales'))).toBe(false);
	});

	it('belong together by the pipelines that the user paired', () => {
		const said = [{ field: 'pipeline', leftValue: 'p3', rightValue: 'Upsell' }];
		expect(together(stage('won3', 'p3'), stage('Won', 'Upsell'), said)).toBe(true);
		expect(together(stage('won3', 'p3'), stage('Won', 'Sales'), said)).toBe(false);
		expect(together(stage('won1', 'p1'), stage('Won', 'Upsell'), said)).toBe(false);
	});

	it('of a pipeline without a partner go with those of another without one, not with those of a pair', () => {
		expect(together(stage('won3', 'p3'), stage('Won', 'Upsell'))).toBe(true);
		expect(together(stage('won3', 'p3'), stage('Won', 'Sales'))).toBe(false);
		expect(together(stage('won1', 'p1'), stage('Won', 'Upsell'))).toBe(false);
	});

	it('without a pipeline go with any', () => {
		expect(together(stage('any'), stage('Won', 'Sales'))).toBe(true);
		expect(together(stage('won1', 'p1'), stage('Any'))).toBe(true);
		expect(together(stage('won1', 'p9'), stage('Won', 'Sales'))).toBe(true);
	});

	it('are told apart only where both sides have pipelines', () => {
		const plain = { ...context(), schemas: { left, right: pact('opportunities', [list('stage', ...options('Won'))]) } };
		expect(pipelinePartners({ left: leftStage, right: list('stage', ...options('Won')) }, plain)).toBeUndefined();
		expect(pipelinePartners({ left: list('dealstage', ...options('Won')), right: rightStage }, context())).toBeUndefined();
	});
});

describe('the only pipelines of both sides', () => {
	const one = list('pipeline', stage('default'));
	const two = list('pipeline', stage('default'), stage('more'));
	const closed = list('pipeline', stage('default'), { ...stage('old'), active: false });

	it('belong together whatever their names', () => {
		expect(withOnlyPipelines([], { left: one, right: list('pipeline', stage('New')) })).toEqual([['default', 'New']]);
		expect(withOnlyPipelines([], { left: closed, right: list('pipeline', stage('New')) })).toEqual([['default', 'New']]);
	});

	it('do not where one of them is not the only one, has a partner, or is missing', () => {
		expect(withOnlyPipelines([], { left: two, right: one })).toEqual([]);
		expect(withOnlyPipelines([], { left: one, right: two })).toEqual([]);
		expect(withOnlyPipelines([['x', 'y']], { left: one, right: one })).toEqual([['x', 'y']]);
		expect(withOnlyPipelines([], { left: one, right: list('pipeline') })).toEqual([]);
		expect(withOnlyPipelines([], { left: field('pipeline'), right: one })).toEqual([]);
	});
});

describe('what is needed to choose between stages', () => {
	it('is the pipeline field, with the pipelines of all stages, of the sides that have a choice', () => {
		expect(stagePipelines([['won2', 'Won'], ['won1', 'Won'], ['lost', 'Lost']], stages, context())).toEqual({
			left: { field: 'pipeline', of: [['lost', 'p1'], ['won1', 'p1'], ['won2', 'p2'], ['won3', 'p3']] },
		});
		expect(stagePipelines([['won1', 'Won'], ['won1', 'Victory']], stages, context())).toEqual({
			right: { field: 'pipeline', of: [['Won', 'Sales'], ['Won', 'Upsell'], ['Won', 'renewals']] },
		});
	});

	it('is nothing where every stage has a meaning of its own, or there are no pipelines', () => {
		expect(stagePipelines([['won1', 'Won'], ['lost', 'Lost']], stages, context())).toBeUndefined();
		const plain = { left: list('dealstage', ...options('a', 'b')), right: list('stage', ...options('c')) };
		expect(stagePipelines([['a', 'c'], ['b', 'c']], plain, { ...context(), schemas: { left: hubspot('deals', [plain.left]), right: pact('opportunities', [plain.right]) } })).toBeUndefined();
	});
});
