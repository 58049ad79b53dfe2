import { z } from 'zod';
import type { Clock } from '../../engine/run/clock-port';
import { SystemError } from '../common/engine';
import { isObject } from '../common/flatten';
import { rememberer } from '../common/remembered';
import type { PactClient } from './client';
import {
	type CustomField,
	customFieldSchema,
	CUSTOM_PREFIX,
	MAX_PAGE,
	PATHS,
	type PactObject,
	type PactRecord,
	type Pipeline,
	pipelineSchema,
	userSchema,
} from './contract';

/** An admin's new field or stage is seen after this at the latest. */
const MAX_AGE_MS = 10 * 60_000;

/** What a workspace is made of, remembered for a while and shared by all nodes of one connection. */
export interface Definitions {
	customFields(object: PactObject): Promise<CustomField[]>;
	pipelines(): Promise<Pipeline[]>;
	/** Owner e-mails; undefined when the workspace does not list its users. */
	owners(): Promise<string[] | undefined>;
	/** The next one who asks for anything gets the answer of then. */
	forget(): void;
}

export function createDefinitions(client: PactClient, clock: Clock): Definitions {
	const remembered = rememberer(clock, `definitions|pact|${client.connection}`, MAX_AGE_MS);

	/** The newest records of an object: the last page, because lists are in order of creation. */
	async function someRecords(object: PactObject): Promise<PactRecord[]> {
		const first = await client.list(object, { limit: MAX_PAGE, offset: 0 });
		if (first.total <= first.items.length) return first.items;
		return [
			...first.items,
			...(await client.list(object, { limit: MAX_PAGE, offset: Math.max(0, first.total - MAX_PAGE) })).items,
		];
	}

	return {
		async customFields(object) {
			const listed = await remembered('custom-fields', () => client.definitions(PATHS.customFields, customFieldSchema));
			if (listed) return listed.filter((field) => field.object === undefined || field.object === object);
			return await remembered(`custom-fields of ${object}`, async () => customFieldsOf(await someRecords(object)));
		},
		async pipelines() {
			return await remembered('pipelines', async () => {
				const listed = await unlessForbidden(client.definitions(PATHS.pipelines, pipelineSchema));
				return listed ?? pipelinesOf(await someRecords('opportunities'));
			});
		},
		async owners() {
			const users = await remembered('users', () => unlessForbidden(client.definitions(PATHS.users, userSchema)));
			return users?.filter((user) => user.active !== false).map((user) => user.email.toLowerCase());
		},
		forget: () => remembered.forget(),
	};
}

/** No scope is published for these lists, so that a key may lack it; then we do without, as if there were none. */
async function unlessForbidden<T>(answer: Promise<T | undefined>): Promise<T | undefined> {
	try {
		return await answer;
	} catch (error) {
		if (error instanceof SystemError && error.details.class === 'not-allowed') return undefined;
		throw error;
	}
}

/** Custom fields as records show them: a value's own type, or text where nothing better is sure. */
function customFieldsOf(records: readonly PactRecord[]): CustomField[] {
	const samples = new Map<string, unknown>();
	for (const record of records) {
		const custom = record[CUSTOM_PREFIX];
		if (!isObject(custom)) continue;
		for (const [key, value] of Object.entries(custom))
			if (!samples.has(key) || samples.get(key) === null) samples.set(key, value);
	}
	return [...samples].map(([key, value]) => ({ key, type: typeOf(value), options: [] }));
}

function typeOf(value: unknown): string {
	if (typeof value === 'number' || typeof value === 'boolean') return typeof value;
	if (Array.isArray(value)) return value.every((item) => typeof item === 'string') ? 'multi-select' : 'json';
	if (isObject(value)) return 'json';
	return z.iso.date().safeParse(value).success ? 'date' : 'text';
}

/** Pipelines and stages as deals hold them. What a stage means is then unknown. */
function pipelinesOf(deals: readonly PactRecord[]): Pipeline[] {
	const stages = new Map<string, Set<string>>();
	for (const { pipeline, stage } of deals) {
		if (typeof pipeline !== 'string') continue;
		const known = stages.get(pipeline) ?? new Set<string>();
		stages.set(pipeline, typeof stage === 'string' ? known.add(stage) : known);
	}
	return [...stages].map(([name, names]) => ({ name, stages: [...names].map((stage) => ({ name: stage })) }));
}
