import { randomUUID } from 'node:crypto';
import type { Credential, Template, WorkflowNode } from './n8n-schemas';

/** Nodes whose webhook has an address of its own: n8n serves it there only when the node has an id for it, which the editor gives on import. */
const WITH_ADDRESS = ['n8n-nodes-pact.syncConsoleTrigger', 'n8n-nodes-base.formTrigger'];

/** What the editor does with a template when it is imported, its credentials chosen. */
export function asImported(template: Template, available: Credential[]): Template {
	const { nodes, ...rest } = withCredentialIds(template, available);
	return { ...rest, nodes: nodes.map((node) => (WITH_ADDRESS.includes(node.type) ? { webhookId: randomUUID(), ...node } : node)) };
}


/** Fills in the ids of the credentials that a template refers to by type and name. */
export function withCredentialIds(template: Template, available: Credential[]): Template {
	return { ...template, nodes: template.nodes.map((node) => withIds(node, available)) };
}

function withIds(node: WorkflowNode, available: Credential[]): WorkflowNode {
	if (node.credentials === undefined) return node;
	const filled = Object.entries(node.credentials).map(([type, { name }]) => [type, { id: idOf(type, name, node.name, available), name }] as const);
	return { ...node, credentials: Object.fromEntries(filled) };
}

function idOf(type: string, name: string, nodeName: string, available: Credential[]): string {
	const found = available.find((credential) => credential.type === type && credential.name === name);
	if (!found) throw new Error(`Node "${nodeName}" needs a credential "${name}" of type ${type}, and n8n has none. Create it first.`);
	return found.id;
}
