import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeProperties, INodePropertyCollection, INodeTypeDescription } from 'n8n-workflow';
import { z } from 'zod';
import { FieldStageMapper } from '../FieldStageMapper/FieldStageMapper.node';
import { order as hubSpotOrder } from '../HubSpotSyncTrigger/objects';
import { HubSpotSyncTrigger } from '../HubSpotSyncTrigger/HubSpotSyncTrigger.node';
import { HubSpotUpsert } from '../HubSpotUpsert/HubSpotUpsert.node';
import { order as pactOrder } from '../PactTrigger/objects';
import { PactTrigger } from '../PactTrigger/PactTrigger.node';
import { PactUpsert } from '../PactUpsert/PactUpsert.node';
import { order as salesforceOrder } from '../SalesforceSyncTrigger/objects';
import { SalesforceSyncTrigger } from '../SalesforceSyncTrigger/SalesforceSyncTrigger.node';
import { SalesforceUpsert } from '../SalesforceUpsert/SalesforceUpsert.node';
import { SyncConsole } from '../SyncConsole/SyncConsole.node';
import { SyncConsoleTrigger } from '../SyncConsoleTrigger/SyncConsoleTrigger.node';
import type { ObjectOrder } from './sync-trigger/objects';

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
	[
		new SalesforceSyncTrigger(), new HubSpotSyncTrigger(), new PactTrigger(), new FieldStageMapper(), new SalesforceUpsert(), new HubSpotUpsert(), new PactUpsert(), new SyncConsole(), new SyncConsoleTrigger(),
	].map(({ description }) => [`${PREFIX}${description.name}`, description]),
);
type TemplateNode = z.infer<typeof nodeSchema>;

const ours = (nodes: TemplateNode[]) => nodes.filter(({ type }) => type.startsWith(PREFIX));
const isTrigger = ({ type }: TemplateNode) => type.endsWith('Trigger');
const isMapper = ({ type }: TemplateNode) => type.endsWith('fieldStageMapper');
const objectsOf = ({ parameters }: TemplateNode) => z.array(z.string()).parse(parameters.objects);
/** Main outputs of our nodes, by type; a trigger has one for each object. */
const outputCount = (node: TemplateNode) => (isTrigger(node) ? objectsOf(node).length : 3);
const ORDERS: Readonly<Record<string, ObjectOrder>> = { salesforce: salesforceOrder, hubspot: hubSpotOrder, pact: pactOrder };
const TO_RIGHT = 0;
const TO_LEFT = 1;
/** "salesforceSyncTrigger" and "hubSpotUpsert" name their system. */
const systemOf = ({ type }: TemplateNode) => type.slice(PREFIX.length).replace(/(SyncTrigger|Trigger|Upsert)$/, '').toLowerCase();

/** Of several of one name (an operation of each resource) the one that is shown with these values. */
function propertyOf(name: string, values: Record<string, unknown>, properties: INodeProperties[]): INodeProperties | undefined {
	const [only, ...others] = properties.filter((candidate) => candidate.name === name);
	if (only === undefined || others.length === 0) return only;
	return [only, ...others].find(({ displayOptions }) => Object.entries(displayOptions?.show ?? {}).every(([shownBy, ones]) => (ones as unknown[]).includes(values[shownBy])));
}

/** Paths of parameter values that the node does not know, or that are none of a fixed list's choices. */
function unknownIn(values: Record<string, unknown>, properties: INodeProperties[], path = ''): string[] {
	return Object.entries(values).flatMap(([name, value]) => {
		const property = propertyOf(name, values, properties);
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

const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const templateIn = (file: string) => templateSchema.parse(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')));

describe.each(files)('the template %s', (file) => {
	const template = templateIn(file);

	it('uses only parameters and choices that the nodes have', () => {
		const unknown = ours(template.nodes).flatMap((node) => unknownIn(node.parameters, descriptions.get(node.type)?.properties ?? [], `${node.name}: `));
		expect(unknown).toEqual([]);
	});

	it('runs no code and no command: whoever imports it takes nodes that can be read', () => {
		expect(template.nodes.filter(({ type }) => /\.(code|function|functionItem|executeCommand|ssh|pythonFunction)$/.test(type)).map(({ name }) => name)).toEqual([]);
	});

	it('names the credentials that the nodes take, and no ids of another n8n', () => {
		for (const node of ours(template.nodes)) {
			const known = descriptions.get(node.type)?.credentials?.map(({ name }) => name);
			// The console works on the store of its own n8n.
			const none = node.type === `${PREFIX}syncConsole` ? {} : { none: true };
			expect(known).toEqual(expect.arrayContaining(Object.keys(node.credentials ?? none)));
		}
		expect(readFileSync(join(FOLDER, file), 'utf8')).not.toMatch(/"webhookId"|"instanceId"/);
	});

	it('explains itself with sticky notes, and no two nodes share a place', () => {
		const notes = template.nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote').length;
		expect(notes).toBeGreaterThanOrEqual(template.nodes.some(isMapper) ? 4 : 1);
		const places = template.nodes.map(({ position }) => position.join());
		expect(new Set(places).size).toBe(places.length);
	});
});

describe.each(files.filter((file) => templateIn(file).nodes.some(isMapper)))('the sync template %s', (file) => {
	const template = templateIn(file);
	const triggers = ours(template.nodes).filter(isTrigger);
	const mappers = ours(template.nodes).filter(isMapper);
	const [leftSystem, rightSystem] = [mappers[0]?.parameters.leftSystem, mappers[0]?.parameters.rightSystem];
	const sources = triggers.map(systemOf);
	/** A one-way template has nothing behind the output of the other way. */
	const openOutputs = [leftSystem, rightSystem].flatMap((system, output) => (sources.includes(system as string) ? [] : [output]));
	const behind = (node: TemplateNode, output: number) => (template.connections[node.name]?.main[output] ?? []).map(({ node: name }) => name);

	it('has a trigger for each direction, and for each an upsert of the system at the other end, which gets what goes there', () => {
		const ends = [leftSystem, rightSystem];
		expect(sources).toEqual(ends.filter((system) => sources.includes(system as string)));
		expect(sources).toHaveLength(template.name.includes('⇄') ? 2 : 1);
		const upserts = ours(template.nodes).filter(({ type }) => type.endsWith('Upsert'));
		expect(upserts.map(systemOf)).toEqual(sources.map((source) => (source === leftSystem ? rightSystem : leftSystem)));
		for (const mapper of mappers) {
			expect(mapper.parameters).toMatchObject({ leftSystem, rightSystem });
			for (const upsert of upserts) expect(behind(mapper, systemOf(upsert) === rightSystem ? TO_RIGHT : TO_LEFT)).toEqual([upsert.name]);
		}
	});

	it('connects outputs that exist to nodes that exist, and leaves no output of ours open', () => {
		const names = new Set(template.nodes.map(({ name }) => name));
		for (const { main } of Object.values(template.connections)) for (const { node } of main.flat()) expect(names).toContain(node);
		for (const node of ours(template.nodes)) {
			const outputs = template.connections[node.name]?.main ?? [];
			const open = outputs.flatMap((targets, index) => (targets.length === 0 ? [index] : []));
			expect(outputs).toHaveLength(outputCount(node));
			expect(open).toEqual(isMapper(node) ? openOutputs : []);
		}
	});

	it('gives every object of a trigger to each mapper of that object, and to no other', () => {
		for (const trigger of triggers) {
			// Outputs stand in the node's own order, whatever the order of the choice.
			for (const [output, object] of ORDERS[systemOf(trigger)]!.ordered(objectsOf(trigger)).entries()) {
				const taking = mappers.filter(({ parameters }) => parameters[parameters.leftSystem === systemOf(trigger) ? 'leftObject' : 'rightObject'] === object);
				expect(taking.length).toBeGreaterThan(0);
				expect(behind(trigger, output).sort()).toEqual(taking.map(({ name }) => name).sort());
			}
		}
	});

	it('pairs no value of the left side twice', () => {
		for (const { parameters } of mappers) {
			const pairs = z.array(z.object({ field: z.string(), left: z.string() })).parse((parameters.values as { value?: unknown }).value ?? []);
			expect(new Set(pairs.map(({ field, left }) => `${field}|${left}`)).size).toBe(pairs.length);
		}
	});
});
