import { randomUUID } from 'node:crypto';
import { NodeOperationError, type IExecuteFunctions, type INode, type INodeExecutionData } from 'n8n-workflow';
import { mappedItemSchema, SYSTEM_NAMES, type MappedItem, type SystemName } from '../../../engine/model';
import { runBatch, type BatchOptions, type BatchPorts } from '../../../engine/run/batch';
import type { RehearsalStore } from '../../../engine/run/rehearsal-port';
import { toNodeError } from '../errors';
import { parseItem } from '../parse-items';
import { logRun } from './log-run';
import { doorFailure, routed, type Numbered } from './outputs';
import { guardsOf, type UpsertOptions } from './settings';

type UpsertPorts = BatchPorts & { store: Pick<RehearsalStore, 'rehearsing'> };

/** Writes all items that belong here, in one batch, and puts each on the output of its outcome. @throws NodeOperationError */
export async function upsert(context: IExecuteFunctions, options: UpsertOptions, ports: UpsertPorts): Promise<INodeExecutionData[][]> {
	const { accepted, refused } = acceptItems(context, ports.records.system);
	const outcomes = await runBatch(
		accepted.map(({ value }) => value),
		ports,
		{
			owner: `${context.getExecutionId()}:${context.getNode().id}:${randomUUID()}`,
			execution: context.getExecutionId(),
			dryRun: await dryRunOf(options, accepted.map(({ value }) => value.mapped.pair), ports.store),
			guards: guardsOf(options),
			...(options.onlyFields == null ? {} : { onlyFields: options.onlyFields }),
		},
	);
	logRun(context, outcomes);
	return routed(
		outcomes.flatMap((outcome, place) => {
			const item = accepted[place];
			return item ? [{ index: item.index, value: outcome }] : [];
		}),
		refused,
	);
}

/** "Until somebody says go" is decided pair by pair: one node may write those of several. */
async function dryRunOf({ dryRun }: UpsertOptions, pairs: readonly string[], store: UpsertPorts['store']): Promise<NonNullable<BatchOptions['dryRun']>> {
	return dryRun === 'untilGo' ? new Set(await store.rehearsing(pairs)) : (dryRun ?? false);
}

/** Items at the door: foreign ones stop the run before anything is written, or go to "Failed" where the node continues on errors. */
function acceptItems(context: IExecuteFunctions, system: SystemName): { accepted: Array<Numbered<MappedItem>>; refused: INodeExecutionData[] } {
	const accepted: Array<Numbered<MappedItem>> = [];
	const refused: INodeExecutionData[] = [];
	for (const [index, item] of context.getInputData().entries()) {
		try {
			const mapped = parseItem(mappedItemSchema, 'mapped', item, index, context.getNode());
			accepted.push({ index, value: ourItem(mapped, system, index, context.getNode()) });
		} catch (error) {
			const nodeError = toNodeError(context.getNode(), error, index);
			if (!context.continueOnFail()) throw nodeError;
			refused.push(doorFailure(nodeError, index));
		}
	}
	return { accepted, refused };
}

function ourItem(item: MappedItem, ours: SystemName, itemIndex: number, node: INode): MappedItem {
	const { system, object } = item.mapped.target;
	if (system === ours) return item;
	const name = SYSTEM_NAMES[ours];
	throw new NodeOperationError(node, `Item ${itemIndex} is meant for ${system} ${object}, not for ${name}`, {
		itemIndex,
		description: `Connect this node to the output "To ${name}" of the mapper.`,
	});
}
