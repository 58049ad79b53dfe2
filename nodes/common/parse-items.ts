import type { INode, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { z } from 'zod';
import { zodWords } from './errors';

/** Where items of each kind come from, for people who connected something else. */
const ORIGINS = {
	change: 'Items must come from a Sync Trigger of this package (or look like its items: "change" and "fields").',
	mapped: 'Items must come from a Field & Stage Mapper of this package. Connect its output to this node.',
} as const;

/** Checks one item at a node's door. @throws NodeOperationError that names what is missing. */
export function parseItem<S extends z.ZodType>(schema: S, expects: keyof typeof ORIGINS, item: INodeExecutionData, itemIndex: number, node: INode): z.output<S> {
	const parsed = schema.safeParse(item.json);
	if (parsed.success) return parsed.data;
	const missing = parsed.error.issues.find(({ path }) => path.length === 1 && item.json[String(path[0])] === undefined);
	const message = missing
		? `Item ${itemIndex} has no "${String(missing.path[0])}": it does not come from where this node expects it`
		: `Item ${itemIndex} is not what this node expects: ${zodWords(parsed.error)}`;
	throw new NodeOperationError(node, message, { itemIndex, description: ORIGINS[expects] });
}
