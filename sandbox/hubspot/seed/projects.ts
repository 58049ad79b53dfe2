import { COMPANIES, CONTACTS, DEALS } from '../schema/objectTypes';
import { date, number, select, text } from '../schema/property';
import type { ObjectType } from '../schema/types';
import type { Portal } from '../store/portal';

const OWN = { custom: true, group: 'projects_information' } as const;

/** Adds a custom object of the account's own, the partner of the Salesforce sandbox's Project__c. Nothing happens where it is there. */
export function addProjects({ catalog, associationTypes, clock }: Portal): ObjectType {
	const known = catalog.objectType('p_projects');
	if (known) return known;
	const type = catalog.addCustomType(
		{
			name: 'projects',
			labels: { singular: 'Project', plural: 'Projects' },
			primaryDisplayProperty: 'name',
			requiredProperties: ['name'],
			searchableProperties: ['name'],
		},
		[
			text('name', 'Project name', OWN),
			select('status', 'Status', { planned: 'Planned', running: 'Running', done: 'Done' }, OWN),
			number('budget', 'Budget', OWN),
			date('start_date', 'Start date', OWN),
		],
		clock.now().toISOString(),
	);
	for (const other of [CONTACTS, COMPANIES, DEALS]) associationTypes.plain(type.id, other);
	associationTypes.addLabel(type.id, CONTACTS, 'Sponsor');
	return type;
}
