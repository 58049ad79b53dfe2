import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeProperties, INodePropertyCollection, INodeTypeDescription } from 'n8n-workflow';
import { z } from 'zod';
import { FieldStageMapper } from '../FieldStageMapper/FieldStageMapper.node';
import { PactUpsert } from '../PactUpsert/PactUpsert.node';
import { SalesforceSyncTrigger } from '../SalesforceSyncTrigger/SalesforceSyncTrigger.node';

const FOLDER = join(__dirname, '..', '..', 'workflows');
const PREFIX = 'n8n-nodes-pact.';
const nodeSchema = z.object({
	id: z.uuid(), name: z.string(), type: z.string(), typeVersion: z.number(), position: z.tuple([z.number(), z.number()]),
	parameters: z.record(z.string(), z.unknown()), credentials: z.record(z.string(), z.object({ name: z.string() })).optional(),
});
const targetSchema = z.object({ node: z.string(), type: z.literal('main'), index: z.literal(0) });
const templateSchema = z.object({
	name: z.string().min(1),
	nodes: z.array(nodeSchema),
	connections: z.record(z.string(), z.object({ main: z.array(z.array(targetSchema)) })),
});

type Description = Pick<INodeTypeDescription, 'name' | 'properties' | 'credentials'>;
const descriptions = new Map<string, Description>(
	[new SalesforceSyncTrigger(), new FieldStageMapper(), new PactUpsert()].map(({ description }) => [`${PREFIX}${description.name}`, description]),
);
/** Main outputs of our nodes, by type; the trigger has one for each object. */
const outputCount = (node: z.infer<typeof nodeSchema>) => (node.type.endsWith('Trigger') ? (node.parameters.objects as string[]).length : 3);

const ours = (nodes: Array<z.infer<typeof nodeSchema>>) => nodes.filter(({ type }) => type.startsWith(PREFIX));

/** Paths of parameter values that the node does not know, or that are none of a fixed list's choices. */
function unknownIn(values: Record<string, unknown>, properties: INodeProperties[], path = ''): string[] {
	return Object.entries(values).flatMap(([name, value]) => {
		const property = properties.find((candidate) => candidate.name === name);
		if (!property) return [`${path}${name}`];
		const { options = [], typeOptions } = property;
		if (property.type === 'fixedCollection') {
			return Object.entries(value as Record<string, unknown>).flatMap(([group, rows]) => {
				const collection = options.find((option) => option.name === group) as INodePropertyCollection | undefined;
				if (!collection) return [`${path}${name}.${group}`];
				return (rows as Array<Record<string, unknown>>).flatMap((row) => unknownIn(row, collection.values, `${path}${name}.${group}.`));
			});
		}
		if (property.type === 'collection') return unknownIn(value as Record<string, unknown>, options as INodeProperties[], `${path}${name}.`);
		const fixed = property.type === 'options' && typeOptions?.loadOptionsMethod === undefined;
		return fixed && !options.some((option) => 'value' in option && option.value === value) ? [`${path}${name}=${String(value)}`] : [];
	});
}

describe.each(readdirSync(FOLDER).filter((name) => name.endsWith('.json')))('the template %s', (file) => {
	const template = templateSchema.parse(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')));

	it('uses only parameters and choices that the nodes have', () => {
		const unknown = ours(template.nodes).flatMap((node) => unknownIn(node.parameters, descriptions.get(node.type)?.properties ?? [], `${node.name}: `));
		expect(unknown).toEqual([]);
	});

	it('names the credentials that the nodes take, and no ids of another n8n', () => {
		for (const node of ours(template.nodes)) {
			const known = descriptions.get(node.type)?.credentials?.map(({ name }) => name);
			expect(known).toEqual(expect.arrayContaining(Object.keys(node.credentials ?? { none: true })));
		}
		expect(readFileSync(join(FOLDER, file), 'utf8')).not.toMatch(/"webhookId"|"instanceId"/);
	});

	it('connects outputs that exist to nodes that exist, and leaves no output of ours open', () => {
		const names = new Set(template.nodes.map(({ name }) => name));
		for (const { main } of Object.values(template.connections)) for (const { node } of main.flat()) expect(names).toContain(node);
		for (const node of ours(template.nodes)) {
			const outputs = template.connections[node.name]?.main ?? [];
			const open = outputs.flatMap((targets, index) => (targets.length === 0 ? [index] : []));
			expect(outputs).toHaveLength(outputCount(node));
			// A one-way template has nothing behind "To Salesforce".
			expect(open).toEqual(node.type.endsWith('fieldStageMapper') ? [1] : []);
		}
	});

	it('gives every object to the mapper of that object', () => {
		const start = template.nodes.find(({ type }) => type.endsWith('Trigger'));
		const objects = start?.parameters.objects as string[];
		const mapped = template.connections[start?.name ?? '']?.main.map((targets) => template.nodes.find(({ name }) => name === targets[0]?.node)?.parameters.leftObject);
		expect(mapped).toEqual(objects);
	});

	it('explains itself with sticky notes, and no two nodes share a place', () => {
		expect(template.nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote').length).toBeGreaterThanOrEqual(4);
		const places = template.nodes.map(({ position }) => position.join());
		expect(new Set(places).size).toBe(places.length);
	});
});
