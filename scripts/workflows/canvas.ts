import { createHash } from 'node:crypto';

type Position = readonly [x: number, y: number];
type Parameters = Record<string, unknown>;

/** What the editor calls the settings of a node. */
interface NodeSettings {
	onError?: 'continueErrorOutput';
	retryOnFail?: true;
	maxTries?: number;
	/** ms. */
	waitBetweenTries?: number;
}

interface CanvasNode extends NodeSettings {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: Position;
	parameters: Parameters;
	credentials?: Record<string, { name: string }>;
}

interface Target {
	node: string;
	type: 'main';
	index: 0;
}

/** A node to be put on a canvas: all but its id. */
export type NewNode = Omit<CanvasNode, 'id' | 'typeVersion'> & { typeVersion?: number };

const PACKAGE = 'n8n-nodes-pact.';
export const ours = (name: string): string => `${PACKAGE}${name}`;

/** An importable n8n workflow in the making. Ids come from the names, so that a template that is built again is the same file. */
export class Canvas {
	private readonly nodes: CanvasNode[] = [];
	private readonly connections: Record<string, { main: Target[][] }> = {};

	constructor(readonly name: string) {}

	add({ name, type, position, parameters, credentials, typeVersion = 1, ...settings }: NewNode): string {
		if (this.nodes.some((node) => node.name === name)) throw new Error(`There are two nodes "${name}".`);
		this.nodes.push({ id: idOf(`${this.name}/${name}`), name, type, typeVersion, position, parameters, ...(credentials ? { credentials } : {}), ...settings });
		return name;
	}

	note(title: string, content: string, place: { position: Position; width: number; height: number; color: number }): void {
		const { position, ...look } = place;
		this.add({ name: `Note: ${title}`, type: 'n8n-nodes-base.stickyNote', position, parameters: { content, ...look } });
	}

	/** From an output of one node to the input of another. */
	connect(from: string, output: number, to: string): void {
		const { main } = (this.connections[from] ??= { main: [] });
		while (main.length <= output) main.push([]);
		main[output]?.push({ node: to, type: 'main', index: 0 });
	}

	/** The file's text. */
	toJson(): string {
		const { name, nodes, connections } = this;
		const workflow = { name, nodes, connections, pinData: {}, settings: { executionOrder: 'v1' }, meta: { templateCredsSetupCompleted: false } };
		return `${JSON.stringify(workflow, null, 2)}\n`;
	}
}

/** In the form of a UUID (version 5: made from a name, RFC 9562). */
function idOf(name: string): string {
	const hex = createHash('sha1').update(name).digest('hex');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
