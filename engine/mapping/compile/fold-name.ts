/** A field's name without what people leave out: `custom_fields.`, Salesforce's `__c`, case, spaces, punctuation. */
export function foldName(name: string): string {
	return foldWords(name.replace(/^custom_fields\./, '').replace(/__[cr]$/i, ''));
}

/** Letters and digits only, in lower case: "Closed / Won" and "closed-won" are one. */
export function foldWords(text: string): string {
	return text
		.normalize('NFKC')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]/gu, '');
}
