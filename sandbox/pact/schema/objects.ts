/** The path names of the three record kinds. */
export const OBJECT_NAMES = ['companies', 'contacts', 'opportunities'] as const;
export type ObjectName = (typeof OBJECT_NAMES)[number];

/** What prose, scopes and webhook events call them: the documentation uses two vocabularies. */
export const OBJECT_WORDS: Readonly<Record<ObjectName, { scope: string; event: string; singular: string }>> = {
	companies: { scope: 'accounts', event: 'company', singular: 'company' },
	contacts: { scope: 'contacts', event: 'contact', singular: 'contact' },
	opportunities: { scope: 'deals', event: 'deal', singular: 'opportunity' },
};

/** Fields that every record has and that no client may write. */
export const SYSTEM_FIELDS = ['id', 'public_id', 'created_at', 'updated_at'] as const;

/** Derived fields by object: they are answered, never written. */
export const DERIVED_FIELDS: Readonly<Record<ObjectName, readonly string[]>> = {
	companies: [],
	contacts: [],
	opportunities: ['probability', 'forecast_category'],
};

/** A stored record: its fields as the API answers them. */
export interface PactRecord {
	/** Internal. It may show up in answers and must never be used in a URL. */
	readonly id: number;
	readonly public_id: string;
	readonly created_at: string;
	updated_at: string;
	custom_fields: Record<string, unknown>;
	tags: string[];
	[field: string]: unknown;
}

export type Values = Record<string, unknown>;
