/** Objects that others refer to come first, so that a contact's account is linked before the contact asks for it. */
const PARENTS_FIRST = ['Account', 'Contact', 'Lead', 'Opportunity'];

/** The chosen objects, parents first and the rest by name: the order of selection does not matter. Output n belongs to object n. */
export function orderedObjects(selected: readonly string[]): string[] {
	const rank = (name: string) => (PARENTS_FIRST.includes(name) ? PARENTS_FIRST.indexOf(name) : PARENTS_FIRST.length);
	return [...new Set(selected)].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/**
 * `orderedObjects` for n8n's editor: one named output an object. n8n evaluates it as text in its expression sandbox, so it
 * can call nothing of ours; a test holds the two together.
 */
export const OUTPUTS_EXPRESSION: `={{${string}}}` = `={{ ((selected) => {
	const parents = ${JSON.stringify(PARENTS_FIRST)};
	const rank = (name) => (parents.includes(name) ? parents.indexOf(name) : parents.length);
	const names = [...new Set(Array.isArray(selected) ? selected : [])].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
	return (names.length > 0 ? names : ['Records']).map((name) => ({ type: 'main', displayName: name }));
})($parameter["objects"]) }}`;
