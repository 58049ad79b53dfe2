import { parse } from 'flatted';
import { runDataSchema, type Item, type RunData } from './n8n-schemas';

/** Reads the `data` of an execution: JSON in "flatted" notation, where repeated values are written once. */
export function parseRunData(text: string): RunData {
	return runDataSchema.parse(parse(text));
}

/** Items that a node put out, over all its runs. `output` counts from 0, in the order of the node's outputs. */
export function outputItems(data: RunData, nodeName: string, output = 0): Item[] {
	const runs = data.resultData.runData[nodeName] ?? [];
	return runs.flatMap((run) => run.data?.main?.[output] ?? []);
}
