import type { SalesforceClient } from './client';
import { soqlText } from './soql';

/** Where the connected user gets access to the fields, so that no profile is touched. */
export const PERMISSION_SET = {
	Name: 'n8n_Pact_Sync',
	Label: 'n8n Pact Sync',
	Description: 'Access to the fields that hold the ids of linked records. Made by n8n-nodes-pact.',
};

/** A field of activities belongs to both; access is given for each. */
const WITH_ACTIVITIES: Readonly<Record<string, readonly string[]>> = { Task: ['Task', 'Event'], Event: ['Task', 'Event'] };

/** Lets the connected user read and write the field: one that was made by API is at first seen by nobody. Repeatable. */
export async function fieldAccess(client: SalesforceClient, object: string, field: string): Promise<void> {
	const set = await ensured(client, 'PermissionSet', { Name: PERMISSION_SET.Name }, PERMISSION_SET);
	for (const each of WITH_ACTIVITIES[object] ?? [object]) {
		const Field = `${each}.${field}`;
		await ensured(
			client,
			'FieldPermissions',
			{ ParentId: set, Field },
			{ ParentId: set, SobjectType: each, Field, PermissionsRead: true, PermissionsEdit: true },
		);
	}
	const assignment = { PermissionSetId: set, AssigneeId: await client.userId() };
	await ensured(client, 'PermissionSetAssignment', assignment, assignment);
}

/** The id of the record with these values, made where there is none. */
async function ensured(client: SalesforceClient, object: string, where: Record<string, string>, values: Record<string, string | boolean>): Promise<string> {
	const conditions = Object.entries(where).map(([name, value]) => `${name} = ${soqlText(value)}`);
	const [row] = (await client.query(`SELECT Id FROM ${object} WHERE ${conditions.join(' AND ')} LIMIT 1`)).records;
	return typeof row?.Id === 'string' ? row.Id : await client.create(object, values);
}
