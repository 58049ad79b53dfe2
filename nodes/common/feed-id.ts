/** A feed is one trigger: its cursors and its ledger are kept under workflow and node, so that several workflows do not disturb each other. */
export function feedId(workflow: { id?: string | undefined }, node: { id: string }): string {
	return `${workflow.id ?? 'unsaved'}:${node.id}`;
}
