import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IExecuteFunctions } from 'n8n-workflow';
import { compileMapping } from '../../engine/mapping';
import type { ObjectSchema, SystemName } from '../../engine/model';
import { toDefinition } from '../../nodes/FieldStageMapper/definition';
import { readParameters } from '../../nodes/FieldStageMapper/parameters';
import { call } from '../support/pairs/relations';
import { ThreeSandboxes } from '../support/pairs/sandboxes';

const FOLDER = join(__dirname, '..', '..', 'workflows');

interface Node {
	name: string;
	type: string;
	parameters: Record<string, unknown>;
}

/** Every mapper of every template as it is imported, against the live schemas of the sandboxes. */
describe('the mappers of the templates', () => {
	let world: ThreeSandboxes;
	const schemas = new Map<string, Promise<ObjectSchema>>();

	beforeAll(async () => {
		world = await ThreeSandboxes.start();
		await call(world, 'hubspot', 'POST', 'projects');
	});
	afterAll(async () => {
		await world.stop();
	});

	const describedBy = async (system: SystemName, object: string): Promise<ObjectSchema> => {
		const key = `${system}|${object}`;
		schemas.set(key, schemas.get(key) ?? world.connect(system).schema.describe(object));
		return await (schemas.get(key) as Promise<ObjectSchema>);
	};

	const mappers = readdirSync(FOLDER)
		.filter((file) => file.endsWith('.json'))
		.flatMap((file) =>
			(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as { nodes: Node[] }).nodes
				.filter(({ type }) => type === 'n8n-nodes-pact.fieldStageMapper')
				.map((node) => [file, node.name, node] as const),
		);

	it.each(mappers)('%s: %s fits both systems', async (_file, _name, node) => {
		const context = { getInputData: () => [], getNodeParameter: (name: string, _item: number, fallback: unknown) => node.parameters[name] ?? fallback } as unknown as IExecuteFunctions;
		const parameters = readParameters(context);
		const { report } = compileMapping(
			toDefinition(parameters),
			await describedBy(parameters.leftSystem, parameters.leftObject),
			await describedBy(parameters.rightSystem, parameters.rightObject),
		);
		expect(report.problems.filter(({ level }) => level === 'error')).toEqual([]);
	});
});
