import { BY_HAND } from './routes/control';
import type { Workspace } from './store/workspace';

/** A handful of records to look at: two companies, three people, two deals. */
export function seedRecords(workspace: Workspace): void {
	const companies = [
		{ name: 'Brightwater Logistics', domain: 'brightwater.example', stage: 'customer', industry: 'Transport' },
		{ name: 'Copperfield Labs', domain: 'copperfield.example', stage: 'new', icp_tier: 'A', employees_total: 240 },
	].map((values) => workspace.create('companies', values, BY_HAND).public_id);
	const contacts = [
		{ name: 'Maya Brandt', email: 'maya.brandt@brightwater.example', company_id: companies[0], title: 'COO' },
		{ first_name: 'Leo', last_name: 'Santos', email: 'leo.santos@copperfield.example', company_id: companies[1] },
		{ name: 'Priya Nair', email: 'priya.nair@copperfield.example', consent_status: 'confirmed' },
	].map((values) => workspace.create('contacts', values, BY_HAND).public_id);
	workspace.create(
		'opportunities',
		{
			name: 'Copperfield, 40 seats',
			value: 18_000,
			currency: 'EUR',
			pipeline: 'New Business',
			stage: 'Discovery',
			company_id: companies[1],
			contact_ids: contacts.slice(1),
		},
		BY_HAND,
	);
	workspace.create(
		'opportunities',
		{
			name: 'Brightwater renewal',
			value: 9_600,
			currency: 'EUR',
			pipeline: 'Renewals',
			stage: 'In discussion',
			company_id: companies[0],
		},
		BY_HAND,
	);
}
