import { bool, email, int, percent, picklist, setupObject, text } from './fields';
import { FORECAST_CATEGORIES } from './stages';

export const user = () =>
	setupObject({
		name: 'User',
		label: 'User',
		labelPlural: 'Users',
		keyPrefix: '005',
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
	setupObject({
		name: 'RecordType',
		label: 'Record Type',
		labelPlural: 'Record Types',
		keyPrefix: '012',
		fields: [
			text('Name', 'Name', 80, { nillable: false, nameField: true }),
			text('DeveloperName', 'Record Type Name', 80, { nillable: false }),
			text('SobjectType', 'SObject Type Name', 40, { nillable: false }),
			text('Description', 'Description', 255),
			bool('IsActive', 'Active'),
		],
	});

export const organization = () =>
	setupObject({
		name: 'Organization',
		label: 'Organization',
		labelPlural: 'Organizations',
		keyPrefix: '00D',
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

/** One stage of opportunities, over all sales processes. `ApiName` is what `Opportunity.StageName` holds. */
export const opportunityStage = () =>
	setupObject({
		name: 'OpportunityStage',
		label: 'Opportunity Stage',
		labelPlural: 'Opportunity Stage',
		keyPrefix: '01J',
		fields: [
			text('MasterLabel', 'Master Label'),
			text('ApiName', 'Api Name', 255, { nillable: false, nameField: true }),
			bool('IsActive', 'Is Active'),
			int('SortOrder', 'Sort Order'),
			bool('IsClosed', 'Closed'),
			bool('IsWon', 'Won'),
			picklist('ForecastCategory', 'Forecast Category', Object.values(FORECAST_CATEGORIES), {
				nillable: false,
				restricted: true,
			}),
			picklist('ForecastCategoryName', 'Forecast Category Name', Object.keys(FORECAST_CATEGORIES), {
				length: 255,
				nillable: false,
			}),
			percent('DefaultProbability', 'Probability (%)', 3, 0),
			text('Description', 'Description'),
		],
	});
