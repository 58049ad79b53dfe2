import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { mapRecord } from '../../engine/mapping';
import { otherSide, SIDES, syncItemSchema, SYSTEM_NAMES, type Mapping, type MappedItem, type RecordRef, type Side, type SyncItem } from '../../engine/model';
import type { MappingStore } from '../../engine/run/store-port';
import { toNodeError } from '../common/errors';
import { parseItem } from '../common/parse-items';
import type { Schemas } from './compile';
import { createValueQuestions, type ValueQuestion } from './review';
import { sideOfChange, type MapperSides } from './sides';

/** Outputs, in the order of the node's connectors: items from the left go to the right system, items from the right to the left one. */
const OUTPUT = { left: 0, right: 1, review: 2 } as const;

/** What all items of a run share. */
interface MapJob {
	items: INodeExecutionData[];
	sides: MapperSides;
	schemas: Schemas;
	mapping: Mapping;
	version: string;
	store: MappingStore;
}

/**
 * Maps every item and puts it on the output of its target; values without a partner become one question each, on "Needs review" and in
 * the store. @throws NodeOperationError for an item that does not belong here, unless the node continues on errors.
 */
export async function mapItems(context: IExecuteFunctions, job: MapJob): Promise<INodeExecutionData[][]> {
	const outputs: INodeExecutionData[][] = [[], [], []];
	const questions = { left: createValueQuestions(job.mapping, job.schemas, 'left'), right: createValueQuestions(job.mapping, job.schemas, 'right') };
	const feeds = { left: new Set<string>(), right: new Set<string>() };
	for (const [index, item] of job.items.entries()) {
		try {
			const { mapped, side } = mapItem(context, job, item, index);
			const { change } = mapped;
			questions[side].add(mapped.mapped.held ?? [], refOf(change), index);
			if (change.ticket) feeds[side].add(change.ticket.feed);
			outputs[OUTPUT[side]]?.push({ json: mapped, pairedItem: { item: index } });
		} catch (error) {
			if (!context.continueOnFail()) throw toNodeError(context.getNode(), error, index);
			outputs[OUTPUT.review]?.push({ json: { error: (error as Error).message }, pairedItem: { item: index } });
		}
	}
	for (const side of SIDES) {
		for (const feed of feeds[side]) await job.store.noteFeed(job.mapping.pair, side, feed, job.sides[side].connection);
	}
	const asked = [...questions.left.all(), ...questions.right.all()];
	if (asked.length > 0) await job.store.noteReview(asked.map(({ review }) => review));
	outputs[OUTPUT.review]?.push(...asked.map(questionItem));
	return outputs;
}

function mapItem(context: IExecuteFunctions, job: MapJob, item: INodeExecutionData, index: number): { mapped: MappedItem; side: Side } {
	const syncItem: SyncItem = parseItem(syncItemSchema, 'change', item, index, context.getNode());
	const side = sideOfChange(job.sides, syncItem.change);
	if (side === undefined) throw foreignObject(context, job.sides, syncItem, index);
	const target = job.sides[otherSide(side)];
	const { values, held } = mapRecord(job.mapping, side, syncItem.fields);
	const mapped = {
		pair: job.mapping.pair,
		mapping: job.version,
		side,
		target: { system: target.system, object: target.object },
		values,
		...(held.length > 0 ? { held } : {}),
	};
	return { mapped: { ...syncItem, mapped }, side };
}

function foreignObject(context: IExecuteFunctions, sides: MapperSides, { change }: SyncItem, itemIndex: number): NodeOperationError {
	const words = ({ system, object }: { system: keyof typeof SYSTEM_NAMES; object: string }) => `${SYSTEM_NAMES[system]} ${object}`;
	const same = Object.values(sides).find(({ system, object }) => system === change.system && object === change.object);
	if (same) {
		return new NodeOperationError(context.getNode(), `Item ${itemIndex} comes from another ${SYSTEM_NAMES[change.system]} connection`, {
			itemIndex,
			description: `It comes from ${change.connection}; this mapper’s credential belongs to ${same.connection}. Choose the same credential here as in the trigger.`,
		});
	}
	return new NodeOperationError(context.getNode(), `Item ${itemIndex} is a ${words(change)}, which this mapper does not map`, {
		itemIndex,
		description: `This mapper maps ${words(sides.left)} and ${words(sides.right)}. Connect the trigger’s output of the right object, or use another mapper for ${change.object}.`,
	});
}

function refOf({ system, connection, object, id }: RecordRef): RecordRef {
	return { system, connection, object, id };
}

function questionItem({ review, items }: ValueQuestion): INodeExecutionData {
	return { json: { ...review, records: items.length }, pairedItem: items.map((item) => ({ item })) };
}
