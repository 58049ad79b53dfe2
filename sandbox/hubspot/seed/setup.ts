import type { Random } from '../../common/random';
import type { Row } from '../../salesforce/schema/types';
import type { Lists } from '../lists/lists';
import { COMPANIES, CONTACTS, DEALS } from '../schema/objectTypes';
import { bool, checkboxes, date, datetime, number, property, text } from '../schema/property';
import type { Portal } from '../store/portal';

const OWN = { custom: true } as const;

/** The account's own properties, so that every object has one of every type. */
export function seedProperties({ catalog }: Portal): void {
	const companies = [
		number('health_score', 'Health score', OWN),
		date('renewal_date', 'Renewal date', OWN),
		datetime('last_review_at', 'Last review', OWN),
		bool('is_partner', 'Is partner', OWN),
		property('account_notes', 'Account notes', 'string', 'textarea', OWN),
	];
	const deals = [
		text('competitor', 'Competitor', OWN),
		date('decision_date', 'Decision date', OWN),
		bool('budget_confirmed', 'Budget confirmed', OWN),
		checkboxes('stakeholders', 'Stakeholders', { legal: 'Legal', it: 'IT', finance: 'Finance' }, OWN),
	];
	for (const each of companies) catalog.putProperty(COMPANIES, each);
	for (const each of deals) catalog.putProperty(DEALS, each);
}

/** Users of the Salesforce org who work here, too: not the integration user, and one who has left both. */
export function seedOwners({ owners, clock }: Portal, salesforceUsers: readonly Row[]): Map<string, string> {
	const at = clock.now().toISOString();
	for (const user of salesforceUsers.slice(1)) {
		const [firstName, lastName] = [String(user.FirstName), String(user.LastName)];
		owners.add({ firstName, lastName, email: String(user.Email), archived: user.IsActive !== true }, at);
	}
	return new Map(owners.all().map((owner) => [owner.email, owner.id]));
}

const branch = (property: string, operator: string, values: readonly string[] = []) => ({
	filterBranchType: 'OR',
	filters: [],
	filterBranches: [
		{
			filterBranchType: 'AND',
			filterBranches: [],
			filters: [{ filterType: 'PROPERTY', property, operation: { operationType: 'ENUMERATION', operator, values } }],
		},
	],
});

/** Two static lists and three that follow filters. */
export function seedLists(lists: Lists, random: Random): void {
	const manual = (name: string, objectTypeId: string, share: number): void => {
		lists.fill(lists.create({ name, objectTypeId, processingType: 'MANUAL' }).listId, random, share);
	};
	const dynamic = (name: string, objectTypeId: string, filterBranch: unknown): void =>
		void lists.create({ name, objectTypeId, processingType: 'DYNAMIC', filterBranch });
	manual('Trade fair 2026', CONTACTS, 0.05);
	manual('Named accounts', COMPANIES, 0.1);
	dynamic('Customers', CONTACTS, branch('lifecyclestage', 'IS_ANY_OF', ['customer']));
	dynamic('Ready for sales', CONTACTS, branch('lifecyclestage', 'IS_ANY_OF', ['salesqualifiedlead', 'opportunity']));
	dynamic('Companies with a tier', COMPANIES, branch('tier', 'IS_KNOWN'));
}
