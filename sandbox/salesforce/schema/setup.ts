import { bool, email, object, text } from './fields';

/** User: read here, written in Setup only. */
export const user = () =>
	object({
		name: 'User',
		label: 'User',
		labelPlural: 'Users',
		keyPrefix: '005',
		writable: false,
		fields: [
			text('Username', 'Username', 80, { nillable: false }),
			text('FirstName', 'First Name', 40),
			text('LastName', 'Last Name', 80, { nillable: false }),
			text('Name', 'Full Name', 121, { nillable: false, nameField: true }),
			email('Email', 'Email', { nillable: false }),
			bool('IsActive', 'Active'),
			text('TimeZoneSidKey', 'Time Zone', 40, { nillable: false }),
			text('LocaleSidKey', 'Locale', 40, { nillable: false }),
			text('UserType', 'User Type', 40, { nillable: false }),
		],
	});

export const recordType = () =>
	object({
		name: 'RecordType',
		label: 'Record Type',
		labelPlural: 'Record Types',
		keyPrefix: '012',
		writable: false,
		fields: [
			text('Name', 'Name', 80, { nillable: false, nameField: true }),
			text('DeveloperName', 'Record Type Name', 80, { nillable: false }),
			text('SobjectType', 'SObject Type Name', 40, { nillable: false }),
			text('Description', 'Description', 255),
			bool('IsActive', 'Active'),
		],
	});

export const organization = () =>
	object({
		name: 'Organization',
		label: 'Organization',
		labelPlural: 'Organizations',
		keyPrefix: '00D',
		writable: false,
		fields: [
			text('Name', 'Name', 80, { nillable: false, nameField: true }),
			text('OrganizationType', 'Edition', 40),
			text('InstanceName', 'Instance Name', 5),
			bool('IsSandbox', 'Is Sandbox'),
			text('LanguageLocaleKey', 'Language', 40),
			text('TimeZoneSidKey', 'Time Zone', 40),
			text('NamespacePrefix', 'Namespace Prefix', 15),
		],
	});
