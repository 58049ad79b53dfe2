import { itemError } from '../errors';
import type { Row, Value } from '../schema/types';
import type { Store } from '../store/store';
import type { Rule } from './rules';

export const MEMBER = 'CampaignMember';
/** Who is a member: a contact or a lead. */
export const PERSON = { Contact: 'ContactId', Lead: 'LeadId' } as const;

/** Memberships of somebody, or in something. */
export const living = function* (store: Store, field: string, id: Value): Generator<Row> {
	for (const row of [...store.table(MEMBER).all()]) if (row.IsDeleted !== true && row[field] === id) yield row;
};

/** A person is in a campaign once, and every membership is somebody's. */
export const oneMembership: Rule = ({ schema, draft, before }, store) => {
	if (schema.name !== MEMBER || before !== undefined) return undefined;
	const field = draft.ContactId ? PERSON.Contact : PERSON.Lead;
	const person = draft[field] ?? null;
	if (person === null) return itemError('FIELD_INTEGRITY_EXCEPTION', 'Either a contact or a lead must be specified.', ['LeadId', 'ContactId']);
	for (const row of living(store, field, person)) {
		if (row.CampaignId === draft.CampaignId) return itemError('DUPLICATE_VALUE', 'Already a campaign member.', []);
	}
	return undefined;
};
