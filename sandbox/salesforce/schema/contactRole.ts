import { bool, object, picklist, reference, REQUIRED } from './fields';

const ROLES = ['Business User', 'Decision Maker', 'Economic Buyer', 'Economic Decision Maker', 'Evaluator', 'Executive Sponsor', 'Influencer', 'Technical Buyer', 'Other'];

/** Who takes part in an opportunity: Object Reference, "OpportunityContactRole". Its changes do not move the opportunity's stamps. */
export const opportunityContactRole = () =>
	object({
		name: 'OpportunityContactRole',
		label: 'Opportunity Contact Role',
		labelPlural: 'Opportunity Contact Role',
		keyPrefix: '00K',
		fields: [
			reference('OpportunityId', 'Opportunity ID', ['Opportunity'], { ...REQUIRED, updateable: false }),
			reference('ContactId', 'Contact ID', ['Contact'], REQUIRED),
			picklist('Role', 'Role', ROLES),
			bool('IsPrimary', 'Primary'),
		],
	});
