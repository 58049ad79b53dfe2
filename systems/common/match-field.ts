/** The field that is to hold the linked record's id on one object. */
export interface MatchField {
	object: string;
	/** As records name it: `Pact_Id__c`, `pact_id`, `custom_fields.salesforce_id`. */
	field: string;
	/** What people read beside it. */
	label: string;
}

/** What became of it on one object. `by-hand`: only a person can make it, and the message says how. */
export interface MatchFieldSetup {
	object: string;
	field: string;
	result: 'created' | 'there' | 'by-hand' | 'refused';
	/** Plain words: what was done or is to be done. */
	message: string;
}
