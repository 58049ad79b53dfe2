import {
	bool,
	currency,
	date,
	longText,
	object,
	owner,
	pactId,
	percent,
	picklist,
	READ_ONLY,
	reference,
	REQUIRED,
	text,
} from './fields';
import { FORECAST_CATEGORIES, STAGES } from './stages';
import { LEAD_SOURCES } from './values';

const OPPORTUNITY_TYPES = [
	'Existing Customer - Upgrade',
	'Existing Customer - Replacement',
	'Existing Customer - Downgrade',
	'New Customer',
];

/** Opportunity. Probability, forecast category and the closed and won flags follow from the stage. */
export const opportunity = () =>
	object({
		name: 'Opportunity',
		label: 'Opportunity',
		labelPlural: 'Opportunities',
		keyPrefix: '006',
		fields: [
			text('Name', 'Name', 120, { ...REQUIRED, nameField: true }),
			picklist(
				'StageName',
				'Stage',
				STAGES.map((stage) => stage.name),
				REQUIRED,
			),
			date('CloseDate', 'Close Date', REQUIRED),
			currency('Amount', 'Amount'),
			reference('AccountId', 'Account ID', ['Account']),
			owner(),
			picklist('Type', 'Opportunity Type', OPPORTUNITY_TYPES),
			percent('Probability', 'Probability (%)', 3, 0),
			picklist('ForecastCategoryName', 'Forecast Category', Object.keys(FORECAST_CATEGORIES)),
			bool('IsClosed', 'Closed', READ_ONLY),
			bool('IsWon', 'Won', READ_ONLY),
			picklist('LeadSource', 'Lead Source', LEAD_SOURCES),
			text('NextStep', 'Next Step', 255),
			longText('Description', 'Description'),
			reference('RecordTypeId', 'Record Type ID', ['RecordType'], { defaultedOnCreate: true }),
			text('Competitor__c', 'Competitor'),
			date('Decision_Date__c', 'Decision Date'),
			bool('Budget_Confirmed__c', 'Budget Confirmed'),
			pactId(),
		],
	});
