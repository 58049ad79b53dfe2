import { dayFromNow, seedRow, type SeedWorld } from './world';

const DAY_MS = 86_400_000;
const CAMPAIGNS = [
	{ name: 'Trade fair 2026', type: 'Trade Show', daysAgo: 60, every: 12 },
	{ name: 'Webinar: pipeline hygiene', type: 'Webinar', daysAgo: 25, every: 20 },
	{ name: 'Autumn newsletter', type: 'Email', daysAgo: 10, every: 8 },
];

/** Three campaigns, with every so many contacts and leads as members. */
export function seedCampaigns(world: SeedWorld): void {
	const people = [
		...[...world.store.table('Contact').all()].map(({ Id }) => ({ ContactId: Id, LeadId: null })),
		...[...world.store.table('Lead').all()].filter(({ IsConverted }) => IsConverted !== true).map(({ Id }) => ({ ContactId: null, LeadId: Id })),
	];
	for (const { name, type, daysAgo, every } of CAMPAIGNS) {
		const made = new Date(world.now.getTime() - daysAgo * DAY_MS);
		const fields = { Name: name, Type: type, Status: 'In Progress', IsActive: true, StartDate: dayFromNow(world, -daysAgo), OwnerId: world.ownerIds[0] ?? null };
		const campaign = seedRow(world, 'Campaign', fields, made);
		people.forEach((person, index) => {
			if (index % every === 0) seedRow(world, 'CampaignMember', { ...person, CampaignId: campaign.Id, Status: 'Sent' }, made);
		});
	}
}
