import { bool, longText, object, reference, REQUIRED, text } from './fields';
import type { ObjectSchema } from './types';

/** Rows of Setup that the API may write: Object Reference, "PermissionSet", "FieldPermissions", "PermissionSetAssignment". No recycle bin. */
const writableSetup = (schema: Parameters<typeof object>[0]): ObjectSchema => {
	const made = object(schema);
	return { ...made, fields: made.fields.filter((field) => field.name !== 'IsDeleted') };
};

export const permissionSet = () =>
	writableSetup({
		name: 'PermissionSet',
		label: 'Permission Set',
		labelPlural: 'Permission Sets',
		keyPrefix: '0PS',
		fields: [
			text('Name', 'Permission Set Name', 80, { ...REQUIRED, unique: true, nameField: true }),
			text('Label', 'Permission Set Label', 80, REQUIRED),
			longText('Description', 'Description', 255),
		],
	});

export const permissionSetAssignment = () =>
	writableSetup({
		name: 'PermissionSetAssignment',
		label: 'Permission Set Assignment',
		labelPlural: 'Permission Set Assignments',
		keyPrefix: '0Pa',
		fields: [
			reference('PermissionSetId', 'PermissionSet ID', ['PermissionSet'], REQUIRED),
			reference('AssigneeId', 'Assignee ID', ['User'], REQUIRED),
		],
	});

export const fieldPermissions = () =>
	writableSetup({
		name: 'FieldPermissions',
		label: 'Field Permissions',
		labelPlural: 'Field Permissions',
		keyPrefix: '01k',
		fields: [
			reference('ParentId', 'Parent ID', ['PermissionSet'], REQUIRED),
			text('SobjectType', 'Sobject Type Name', 255, REQUIRED),
			text('Field', 'Field Name', 255, REQUIRED),
			bool('PermissionsRead', 'Read Access'),
			bool('PermissionsEdit', 'Edit Access'),
		],
	});
