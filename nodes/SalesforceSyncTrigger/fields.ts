import type { ObjectSchema } from '../../engine/model';

/** Fields of parent records that mappers know, and the reference that each hangs on. */
const PARENT_FIELDS = [
	{ reference: 'OwnerId', field: 'Owner.Email' },
	{ reference: 'RecordTypeId', field: 'RecordType.Name' },
] as const;

/** Fields that our connector makes: the contacts of an opportunity, and what a task or event is about. */
const OURS = ['ContactRoles.ContactIds', 'What.Account', 'What.Opportunity'];

/** What is read of an object: all its fields or the chosen ones, and always what identity, owners and record types need. */
export function fieldsToRead(schema: ObjectSchema, chosen: readonly string[] | undefined): string[] {
	const names = new Set(schema.fields.map(({ name }) => name));
	const own = chosen ? chosen.filter((name) => names.has(name) || name.includes('.')) : [...names].filter((name) => !name.includes('.'));
	const parents = PARENT_FIELDS.filter(({ reference }) => names.has(reference)).map(({ field }) => field);
	const made = chosen === undefined ? OURS.filter((name) => names.has(name)) : [];
	return [...new Set(['Id', ...own, ...parents, ...made])];
}
