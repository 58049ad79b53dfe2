/** The order of a trigger's outputs. */
export interface ObjectOrder {
	/** The chosen objects, each once, in the order of the outputs. Output n belongs to object n. */
	ordered(selected: readonly string[]): string[];
	/** The same for n8n's editor: one named output an object, from the node's parameter "objects". */
	outputs: `={{${string}}}`;
}

/**
 * Objects that others refer to come first, so that a contact's account is linked before the contact asks for it; the rest follows by
 * name, whatever the order of selection.
 */
export function objectOrder(parentsFirst: readonly string[]): ObjectOrder {
	const rank = (name: string) => (parentsFirst.includes(name) ? parentsFirst.indexOf(name) : parentsFirst.length);
	return {
		ordered: (selected) => [...new Set(selected)].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)),
		outputs: outputsExpression(parentsFirst),
	};
}

/** n8n evaluates it as text in its expression sandbox, so it can call nothing of ours; a test holds it and `ordered` together. */
const outputsExpression = (parentsFirst: readonly string[]): `={{${string}}}` => `={{ ((selected) => {
	const parents = ${JSON.stringify(parentsFirst)};
	const rank = (name) => (parents.includes(name) ? parents.indexOf(name) : parents.length);
	const names = [...new Set(Array.isArray(selected) ? selected : [])].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
	return (names.length > 0 ? names : ['Records']).map((name) => ({ type: 'main', displayName: name }));
})($parameter["objects"]) }}`;
