import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { FieldSchema, ObjectSchema } from '../../engine/model';
import { belongs } from '../../engine/mapping/belongs';
import { FieldStageMapper } from './FieldStageMapper.node';
import { compileFor } from './compile';
import { toDefinition } from './definition';
import { readParameters, type MapperParameters } from './parameters';

const OBJECTS = { leftSystem: 'salesforce', leftObject: 'Task', rightSystem: 'pact', rightObject: 'activities' };
const parameters = (more: Record<string, unknown> = {}): MapperParameters => {
	const given: Record<string, unknown> = { ...OBJECTS, ...more };
	return readParameters({ getInputData: (): INodeExecutionData[] => [], getNodeParameter: (name: string, _item: number, fallback: unknown) => given[name] ?? fallback } as unknown as IExecuteFunctions);
};
const only = (more: Record<string, unknown>) => toDefinition(parameters(more)).only;

describe('“Only Records Where”', () => {
	it('is one field of a side and the values that let a record through', () => {
		expect(only({ only: { left: { left: 'TaskSubtype', values: ' Call, Email ,,' } } })).toEqual({ left: { field: 'TaskSubtype', values: ['Call', 'Email'] } });
		expect(only({ only: { right: { right: 'type', values: 'email.*', blank: true } } })).toEqual({ right: { field: 'type', values: ['email.*', ''] } });
	});

	it('says nothing where no field was chosen', () => {
		expect(only({})).toEqual({});
		expect(only({ only: { left: { left: '', values: 'Call' }, right: {} } })).toEqual({});
	});

	it('leaves out what belongs to no linked record, or creates it, where somebody says so', () => {
		expect(only({ unrelated: 'automatic' })).toEqual({});
		expect(only({ unrelated: 'leaveOut' })).toEqual({ related: true });
		expect(only({ unrelated: 'create' })).toEqual({ related: false });
	});

	it('takes the place of what is known of that side of two kinds of activities, and of nothing else', async () => {
		const field = (name: string): FieldSchema => ({ name, label: name, type: 'text', custom: false, requiredOnCreate: false, createable: true, updateable: true });
		const schemas: Record<'left' | 'right', ObjectSchema> = {
			left: { system: 'salesforce', connection: '00D', name: 'Task', label: 'Task', fields: [field('TaskSubtype'), field('Subject')] },
			right: { system: 'pact', connection: 'p', name: 'activities', label: 'Activities', fields: [field('type'), field('subject')] },
		};
		const store = { assignments: async () => ({}), latestMapping: async () => undefined };
		const { mapping } = await compileFor(parameters({ only: { left: { left: 'TaskSubtype', values: 'Call' } } }), schemas, store);
		const of = (side: 'left' | 'right', value: string | null) => belongs(mapping, side, side === 'left' ? { TaskSubtype: value } : { type: value });
		expect([of('left', 'call'), of('left', 'Email'), of('left', null)]).toEqual([true, false, false]);
		expect([of('right', 'email.opened'), of('right', 'meeting.added')]).toEqual([true, false]);
		expect(mapping.only?.related).toBe(true);
	});

	it('can be seen in the node, with the fields of its side to choose from', () => {
		const shown = new FieldStageMapper().description.properties.find(({ name }) => name === 'only');
		const groups = (shown?.options ?? []) as Array<{ name: string; values: Array<{ name: string; typeOptions?: { loadOptionsMethod?: string } }> }>;
		expect(groups.map(({ name, values }) => [name, values[0]?.name, values[0]?.typeOptions?.loadOptionsMethod])).toEqual([
			['left', 'left', 'getLeftFields'],
			['right', 'right', 'getRightFields'],
		]);
	});
});
