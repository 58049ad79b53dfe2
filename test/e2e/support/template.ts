import type { Credential, Template, WorkflowNode } from './n8n-schemas';

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
