import { itemError, type SalesforceErrorBody } from './errors';
import type { Org } from './org';
import type { FieldSchema } from './schema/types';

/** What the integration user may do in Setup; an admin can take it away while the sandbox runs. */
export interface SetupRights {
	/** "Customize Application": make fields. */
	customizeApplication: boolean;
	/** "Manage Profiles and Permission Sets" and "Assign Permission Sets". */
	managePermissions: boolean;
}

/** Objects that only an administrator of permissions may write. */
const PERMISSION_OBJECTS: ReadonlySet<string> = new Set(['PermissionSet', 'PermissionSetAssignment', 'FieldPermissions']);

/** Fields that were made by API and that nobody was given access to yet, by `Contact.Pact_Id__c`. */
export class UnseenFields {
	private readonly fields = new Map<string, { object: string; field: FieldSchema }>();

	add(object: string, field: FieldSchema): void {
		this.fields.set(`${object}.${field.name}`.toLowerCase(), { object, field });
	}

	has(fullName: string): boolean {
		return this.fields.has(fullName.toLowerCase());
	}

	entries(): Array<{ fullName: string; object: string; field: FieldSchema }> {
		return [...this.fields].map(([fullName, entry]) => ({ fullName, ...entry }));
	}

	delete(fullName: string): void {
		this.fields.delete(fullName);
	}
}

/** Why the user may not write a record of Setup, if so. */
export function setupRefusal(org: Org, object: string, fields: Readonly<Record<string, unknown>>): SalesforceErrorBody | undefined {
	if (!PERMISSION_OBJECTS.has(object)) return undefined;
	if (!org.rights.managePermissions) return itemError('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
	if (object !== 'FieldPermissions') return undefined;
	const fullName = String(fields.Field);
	const [type = '', name = ''] = fullName.split('.');
	const known = org.store.catalog.field(type, name) !== undefined || org.unseen.has(fullName);
	if (!known || type !== fields.SobjectType) {
		const message = `Field Name: bad value for restricted picklist field: ${fullName}`;
		return itemError('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, ['Field']);
	}
	return undefined;
}

/** Shows the integration user the fields that a permission set of theirs gives access to. */
export function showGrantedFields(org: Org): void {
	const rows = (object: string) => [...org.store.table(object).all()];
	const sets = new Set(
		rows('PermissionSetAssignment')
			.filter((row) => row.AssigneeId === org.integrationUserId)
			.map((row) => row.PermissionSetId),
	);
	const granted = rows('FieldPermissions').filter((row) => sets.has(row.ParentId ?? null) && row.PermissionsRead === true);
	for (const { fullName, object, field } of org.unseen.entries()) {
		const grants = granted.filter((row) => String(row.Field).toLowerCase() === fullName);
		if (grants.length === 0) continue;
		const editable = grants.some((row) => row.PermissionsEdit === true);
		org.store.catalog.addField(object, { ...field, createable: editable, updateable: editable });
		org.unseen.delete(fullName);
	}
}
