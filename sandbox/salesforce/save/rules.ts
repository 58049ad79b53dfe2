import { itemError, type SalesforceErrorBody } from '../errors';
import { normalId } from '../ids';
import { stageNamed } from '../schema/stages';
import type { ObjectSchema, Row, Value } from '../schema/types';
import type { Store } from '../store/store';
import type { SaveContext } from './context';
import { oneMembership } from './oneMembership';

/** A record about to be saved. */
interface Candidate {
	schema: ObjectSchema;
	/** All its values after the save. */
	draft: Record<string, Value>;
	before: Row | undefined;
	/** Names of the fields this call sets. */
	given: ReadonlySet<string>;
}

export type Rule = (candidate: Candidate, store: Store, context: SaveContext) => SalesforceErrorBody | undefined;

const requiredFields: Rule = ({ schema, draft }) => {
	const missing = schema.fields
		.filter((field) => !field.nillable && field.createable && field.type !== 'boolean')
		.map((field) => field.name)
		.filter((name) => (draft[name] ?? null) === null);
	if (missing.length === 0) return undefined;
	return itemError('REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing.join(', ')}]`, missing);
};

/** References point to a live record of an allowed object. Only fields set by this call are checked. */
const references: Rule = ({ schema, draft, given }, store) => {
	for (const field of schema.fields) {
		const value = draft[field.name];
		if (field.type !== 'reference' || !given.has(field.name) || typeof value !== 'string') continue;
		const id = normalId(value) ?? value;
		const object = store.catalog.objectOfId(id)?.name;
		if (object === undefined || !field.referenceTo.includes(object)) {
			return itemError('MALFORMED_ID', `${field.label}: id value of incorrect type: ${value}`, [field.name]);
		}
		const target = store.table(object).get(id);
		if (!target) return itemError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [field.name]);
		if (target.IsDeleted === true) return itemError('ENTITY_IS_DELETED', 'entity is deleted', [field.name]);
		if (field.name === 'OwnerId' && target.IsActive === false) {
			const message = `operation performed with inactive user [${id}] as owner of ${schema.label.toLowerCase()}`;
			return itemError('INACTIVE_OWNER_OR_USER', message, ['OwnerId']);
		}
	}
	return undefined;
};

const uniqueFields: Rule = ({ schema, draft, given }, store) => {
	for (const field of schema.fields.filter((candidate) => candidate.unique && given.has(candidate.name))) {
		const value = draft[field.name] ?? null;
		if (value === null) continue;
		const rows = store.table(schema.name).withValue(field.name, value) ?? [...store.table(schema.name).all()];
		const other = rows.find(
			(row) => row.Id !== draft.Id && row.IsDeleted !== true && sameText(row[field.name] ?? null, value),
		);
		if (!other) continue;
		const message = `duplicate value found: ${field.name} duplicates value on record with id: ${other.Id.slice(0, 15)}`;
		return itemError('DUPLICATE_VALUE', message, [field.name]);
	}
	return undefined;
};

const sameText = (a: Value, b: Value) => String(a).toLowerCase() === String(b).toLowerCase();

/** The org's validation rule: a won opportunity has an amount. */
const wonNeedsAmount: Rule = ({ schema, draft }) => {
	if (schema.name !== 'Opportunity' || (draft.Amount ?? null) !== null) return undefined;
	if (stageNamed(String(draft.StageName))?.won !== true) return undefined;
	return itemError('FIELD_CUSTOM_VALIDATION_EXCEPTION', 'A won opportunity needs an amount.', ['Amount']);
};

/** What the org's administrator wrote as alert text; this is the default one. */
const DUPLICATE_ALERT = "You're creating a duplicate record. We recommend you use an existing record instead.";

function duplicateResult(object: string, matches: Row[]): Record<string, unknown> {
	return {
		allowSave: true,
		duplicateRule: `Standard_${object}_Duplicate_Rule`,
		duplicateRuleEntityType: object,
		errorMessage: DUPLICATE_ALERT,
		matchResults: [
			{
				entityType: object,
				errors: [],
				matchEngine: 'ExactMatchEngine',
				matchRecords: matches.map((row) => ({
					additionalInformation: [],
					fieldDiffs: [],
					matchConfidence: 100,
					record: { attributes: { type: object }, Id: row.Id },
				})),
				rule: `Standard_${object}_Match_Rule`,
				size: matches.length,
				success: true,
			},
		],
	};
}

/** The org's duplicate rule: no second contact with an e-mail address, unless the caller says that it is meant. */
const duplicateEmail: Rule = ({ schema, draft, before }, store, context) => {
	if (schema.name !== 'Contact' || context.allowDuplicates || (draft.Email ?? null) === null) return undefined;
	if (before?.Email === draft.Email) return undefined;
	const matches = (store.table('Contact').withValue('Email', draft.Email ?? null) ?? []).filter(
		(row) => row.Id !== draft.Id && row.IsDeleted !== true,
	);
	if (matches.length === 0) return undefined;
	// The key is misspelt in the real service's answer; clients read it under this name.
	const extra = { duplicateResut: duplicateResult('Contact', matches) };
	return { ...itemError('DUPLICATES_DETECTED', DUPLICATE_ALERT), extra };
};

const RULES: readonly Rule[] = [requiredFields, references, uniqueFields, duplicateEmail, wonNeedsAmount, oneMembership];

/** The first rule that the record breaks: Salesforce stops a record at its first failing step. */
export function brokenRule(candidate: Candidate, store: Store, context: SaveContext): SalesforceErrorBody | undefined {
	for (const rule of RULES) {
		const error = rule(candidate, store, context);
		if (error) return error;
	}
	return undefined;
}
