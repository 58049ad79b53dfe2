import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { READ_ONLY } from '../../common/routes';
import { authorOf, requireScope } from '../auth/guard';
import { invalid } from '../errors';
import type { Hub } from '../hub';
import { associate, dissociate } from '../save/associate';
import type { ObjectType } from '../schema/types';
import { answerBatch, missingError, spared } from './batchAnswer';
import { locate, mustLocate } from './locate';
import { checkTypes, typesSchema } from './newAssociations';
import { bodyOf, checkSize, objectTypeOf, param, PATHS, queryLimit, queryText } from './request';

/** Inputs of the batch calls, and associations on a page (associations v4 guide). */
const MAX_READ = 1_000;
const MAX_CREATE = 2_000;
const MAX_ARCHIVE = 100;
const PAGE = 500;

const end = z.object({ id: z.union([z.string(), z.int()]).transform(String) });
const readSchema = z.object({ inputs: z.array(end.extend({ after: z.string().optional() })) });
const pairSchema = z.object({ from: end, to: end });
const createSchema = z.object({ inputs: z.array(pairSchema.extend({ types: typesSchema })) });
const defaultSchema = z.object({ inputs: z.array(pairSchema) });
const archiveSchema = z.object({ inputs: z.array(z.object({ from: end, to: z.array(end) })) });

interface Sides {
	readonly from: ObjectType;
	readonly to: ObjectType;
}

/** Adds associations v4: of one record, in batches, and their labels. */
export function associationRoutes(api: FastifyInstance, hub: Hub): void {
	for (const path of PATHS.recordAssociations) singleRoutes(api, hub, path);
	for (const path of PATHS.associations) {
		readRoutes(api, hub, path);
		writeRoutes(api, hub, path);
		archiveRoutes(api, hub, path);
	}
}

function sides(hub: Hub, request: FastifyRequest, access: 'read' | 'write'): Sides {
	const from = objectTypeOf(hub, param(request, 'objectType'));
	const to = objectTypeOf(hub, param(request, 'toObjectType'));
	for (const type of [from, to]) requireScope(request, type.scopes[access]);
	return { from, to };
}

function singleRoutes(api: FastifyInstance, hub: Hub, path: string): void {
	const { portal } = hub;
	const one = `${path}/:objectType/:id/associations`;
	api.get(`${one}/:toObjectType`, async (request) => {
		const both = sides(hub, request, 'read');
		const record = mustLocate(portal, both.from, param(request, 'id'));
		const limit = queryLimit(request, PAGE, PAGE);
		return associationsOf(hub, both, record.id, limit, queryText(request, 'after'));
	});
	api.put(`${one}/:toObjectType/:toId`, async (request, reply) => {
		const { from, to } = sides(hub, request, 'write');
		const types = checkTypes(portal, from, to, bodyOf(typesSchema, request));
		const ends = [
			mustLocate(portal, from, param(request, 'id')),
			mustLocate(portal, to, param(request, 'toId')),
		] as const;
		associate(portal, { type: from, id: ends[0].id }, { type: to, id: ends[1].id }, types, authorOf(request));
		return reply.code(201).send(created({ from, to }, ends[0].id, ends[1].id, labelsOf(types)));
	});
	api.put(`${one}/default/:toObjectType/:toId`, async (request) => {
		const { from, to } = sides(hub, request, 'write');
		const ends = [
			mustLocate(portal, from, param(request, 'id')),
			mustLocate(portal, to, param(request, 'toId')),
		] as const;
		associate(portal, { type: from, id: ends[0].id }, { type: to, id: ends[1].id }, [], authorOf(request));
		return defaultAnswer(hub, { from, to }, ends[0].id, ends[1].id);
	});
	api.delete(`${one}/:toObjectType/:toId`, async (request, reply) => {
		const { from, to } = sides(hub, request, 'write');
		const ends = { from: param(request, 'id'), to: param(request, 'toId') };
		dissociate(portal, { type: from, id: ends.from }, { type: to, id: ends.to }, authorOf(request));
		return reply.code(204).send();
	});
}

function readRoutes(api: FastifyInstance, hub: Hub, path: string): void {
	const { portal } = hub;
	api.post(`${path}/:objectType/:toObjectType/batch/read`, READ_ONLY, async (request, reply) => {
		const both = sides(hub, request, 'read');
		const { inputs } = bodyOf(readSchema, request);
		checkSize(inputs, MAX_READ);
		const results: Record<string, unknown>[] = [];
		const missing: string[] = [];
		const { left, errors } = spared(hub, request, inputs, (input) => ({ fromObjectId: [input.id] }));
		for (const input of left) {
			const record = locate(portal, both.from, input.id);
			if (!record) {
				missing.push(input.id);
				continue;
			}
			const { results: to, ...paging } = associationsOf(hub, both, record.id, PAGE, input.after);
			// HubSpot reports records without associations as errors of a 207 (seen in recorded traffic).
			if (to.length > 0) results.push({ from: { id: input.id }, to, ...paging });
			else errors.push(noAssociation(both, input.id));
		}
		if (missing.length > 0) errors.push(missingError(both.from.singular, missing));
		return answerBatch(hub, reply, 200, { results, errors });
	});
	api.get(`${path}/:objectType/:toObjectType/labels`, async (request) => {
		const { from, to } = sides(hub, request, 'read');
		return { results: labelsOf(portal.associationTypes.between(from.id, to.id)) };
	});
}

function writeRoutes(api: FastifyInstance, hub: Hub, path: string): void {
	const { portal } = hub;
	api.post(`${path}/:objectType/:toObjectType/batch/create`, async (request, reply) => {
		const { from, to } = sides(hub, request, 'write');
		const { inputs } = bodyOf(createSchema, request);
		checkSize(inputs, MAX_CREATE);
		const { left, errors } = spared(hub, request, inputs, contextOf);
		const checked = left.map((input) => ({ input, types: checkTypes(portal, from, to, input.types) }));
		const results: Record<string, unknown>[] = [];
		for (const { input, types } of checked) {
			const ends = endsOf(hub, { from, to }, input);
			if ('missing' in ends) errors.push(ends.missing);
			else {
				associate(portal, { type: from, id: ends.from }, { type: to, id: ends.to }, types, authorOf(request));
				results.push(created({ from, to }, ends.from, ends.to, labelsOf(types)));
			}
		}
		return answerBatch(hub, reply, 201, { results, errors });
	});
	api.post(`${path}/:objectType/:toObjectType/batch/associate/default`, async (request, reply) => {
		const { from, to } = sides(hub, request, 'write');
		const { inputs } = bodyOf(defaultSchema, request);
		checkSize(inputs, MAX_CREATE);
		const { left, errors } = spared(hub, request, inputs, contextOf);
		const results: Record<string, unknown>[] = [];
		for (const input of left) {
			const ends = endsOf(hub, { from, to }, input);
			if ('missing' in ends) errors.push(ends.missing);
			else {
				associate(portal, { type: from, id: ends.from }, { type: to, id: ends.to }, [], authorOf(request));
				results.push(...defaultAnswer(hub, { from, to }, ends.from, ends.to).results);
			}
		}
		return answerBatch(hub, reply, 200, { results, errors });
	});
	const labelSchema = z.object({ label: z.string().min(1), inverseLabel: z.string().optional(), name: z.string() });
	api.post(`${path}/:objectType/:toObjectType/labels`, async (request) => {
		const { from, to } = sides(hub, request, 'write');
		const { label, inverseLabel } = bodyOf(labelSchema, request);
		return { results: labelsOf(portal.associationTypes.addLabel(from.id, to.id, label, inverseLabel)) };
	});
}

function archiveRoutes(api: FastifyInstance, hub: Hub, path: string): void {
	const { portal } = hub;
	api.post(`${path}/:objectType/:toObjectType/batch/archive`, async (request, reply) => {
		const { from, to } = sides(hub, request, 'write');
		const { inputs } = bodyOf(archiveSchema, request);
		checkSize(inputs, MAX_ARCHIVE);
		for (const input of inputs) {
			for (const other of input.to) {
				dissociate(portal, { type: from, id: input.from.id }, { type: to, id: other.id }, authorOf(request));
			}
		}
		return reply.code(204).send();
	});
	api.post(`${path}/:objectType/:toObjectType/batch/labels/archive`, async (request, reply) => {
		const { from, to } = sides(hub, request, 'write');
		const { inputs } = bodyOf(createSchema, request);
		checkSize(inputs, MAX_ARCHIVE);
		for (const input of inputs) {
			const types = checkTypes(portal, from, to, input.types);
			if (types.some((type) => type.label === null))
				throw invalid('Unlabelled associations can not be removed as labels');
			const ends = [
				{ type: from, id: input.from.id },
				{ type: to, id: input.to.id },
			] as const;
			dissociate(portal, ends[0], ends[1], authorOf(request), types);
		}
		return reply.code(204).send();
	});
}

interface Page {
	readonly results: Array<Record<string, unknown>>;
	readonly paging?: { readonly next: { readonly after: string } };
}

/** The live records that one is associated with, in the order of their ids. */
function associationsOf({ portal }: Hub, { from, to }: Sides, id: string, limit: number, after = '0'): Page {
	const live = portal.associations
		.of(from.id, id, to.id)
		.filter((other) => portal.find(to.id, other.id)?.archivedAt === undefined)
		.filter((other) => Number(other.id) > Number(after))
		.toSorted((a, b) => Number(a.id) - Number(b.id));
	const page = live.slice(0, limit);
	const last = page.at(-1);
	const results = page.map((other) => ({
		// Associations v4 answers these ids as numbers.
		toObjectId: Number(other.id),
		associationTypes: labelsOf(
			[...other.typeIds]
				.map((typeId) => portal.associationTypes.find(typeId, from.id, to.id))
				.filter((type) => type !== undefined),
		),
	}));
	return { results, ...(live.length > limit && last ? { paging: { next: { after: last.id } } } : {}) };
}

const labelsOf = (types: ReadonlyArray<{ category: string; id: number; label: string | null }>) =>
	types.map(({ category, id, label }) => ({ category, typeId: id, label }));

const contextOf = (pair: z.output<typeof pairSchema>): Record<string, string[]> => ({
	fromObjectId: [pair.from.id],
	toObjectId: [pair.to.id],
});

/** Both records of an input, or the error for the one that is not there. */
function endsOf(
	{ portal }: Hub,
	{ from, to }: Sides,
	input: z.output<typeof pairSchema>,
): { from: string; to: string } | { missing: Record<string, unknown> } {
	const source = locate(portal, from, input.from.id);
	const target = locate(portal, to, input.to.id);
	if (!source) return { missing: missingError(from.singular, [input.from.id]) };
	if (!target) return { missing: missingError(to.singular, [input.to.id]) };
	return { from: source.id, to: target.id };
}

function created({ from, to }: Sides, fromId: string, toId: string, labels: ReturnType<typeof labelsOf>) {
	return {
		fromObjectTypeId: from.id,
		fromObjectId: Number(fromId),
		toObjectTypeId: to.id,
		toObjectId: Number(toId),
		labels: labels.map(({ label }) => label).filter((label) => label !== null),
	};
}

function defaultAnswer({ portal }: Hub, { from, to }: Sides, fromId: string, toId: string) {
	const { category, id, inverse } = portal.associationTypes.plain(from.id, to.id);
	const spec = (typeId: number) => ({ associationCategory: category, associationTypeId: typeId });
	return {
		status: 'COMPLETE',
		results: [
			{ from: { id: fromId }, to: { id: toId }, associationSpec: spec(id) },
			{ from: { id: toId }, to: { id: fromId }, associationSpec: spec(inverse) },
		],
	};
}

function noAssociation({ from, to }: Sides, id: string): Record<string, unknown> {
	return {
		status: 'error',
		category: 'OBJECT_NOT_FOUND',
		subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
		message: `No ${to.singular} is associated with ${from.singular} ${id}.`,
		context: { fromObjectId: [id], fromObjectType: [from.singular], toObjectType: [to.singular] },
	};
}
