import type { Row } from '../schema/types';
import { LEGACY_STAGE, STAGES, stageNamed } from '../schema/stages';
import { LEAD_SOURCES } from '../schema/values';
import type { SeededAccount } from './accounts';
import { dayFromNow, orBlank, pastMoments, seedRow, someOwner, type SeedWorld } from './world';

const COMPETITORS = ['Contoso', 'Umbrella', 'In-house build', 'Initech'];

/** One opportunity, of either record type. */
export function makeOpportunity(world: SeedWorld, accounts: SeededAccount[], recordTypes: Row[], createdAt: Date): Row {
	const { random } = world;
	const recordType = random.chance(0.7) ? recordTypes[0] : recordTypes[1];
	const account = accounts.length === 0 || random.chance(0.06) ? undefined : random.pick(accounts);
	const choices = STAGES.filter((stage) => stage.recordType === recordType?.Name);
	const StageName = random.chance(0.01) ? LEGACY_STAGE : random.pick(choices).name;
	const stage = stageNamed(StageName);
	const amount = () => random.int(10, 5_000) * 100 + (random.chance(0.2) ? 0.5 : 0);
	const kind =
		recordType?.Name === 'Renewal'
			? 'Renewal'
			: random.pick(['Platform', 'Pilot', 'Expansion', 'Équipe', 'Onboarding']);
	const fields = {
		Name: `${String(account?.row.Name ?? 'Unassigned')} – ${kind} ${random.int(2025, 2027)}`.slice(0, 120),
		StageName,
		CloseDate: stage?.closed ? dayFromNow(world, -random.int(1, 300)) : dayFromNow(world, random.int(-20, 240)),
		Amount: stage?.won ? amount() : orBlank(world, 0.15, amount),
		AccountId: account?.row.Id ?? null,
		OwnerId: someOwner(world),
		Type: orBlank(world, 0.3, () => random.pick(['New Customer', 'Existing Customer - Upgrade'])),
		Probability: stage?.probability ?? 80,
		ForecastCategoryName: stage?.forecast ?? 'Pipeline',
		IsClosed: stage?.closed ?? false,
		IsWon: stage?.won ?? false,
		LeadSource: orBlank(world, 0.4, () => random.pick(LEAD_SOURCES)),
		NextStep: orBlank(world, 0.5, () =>
			random.pick(['Call back on Monday', 'Send MSA', 'Sicherheitsfragebogen', 'Waiting for legal']),
		),
		Description: orBlank(world, 0.7, () => 'Budget talks ongoing.'),
		RecordTypeId: recordType?.Id ?? null,
		Competitor__c: orBlank(world, 0.7, () => random.pick(COMPETITORS)),
		Decision_Date__c: orBlank(world, 0.5, () => dayFromNow(world, random.int(-30, 200))),
		Budget_Confirmed__c: random.chance(0.35),
	};
	return seedRow(world, 'Opportunity', fields, createdAt);
}

/** The seed's opportunities over both record types. */
export function seedOpportunities(
	world: SeedWorld,
	accounts: SeededAccount[],
	recordTypes: Row[],
	count: number,
): Row[] {
	return pastMoments(world, count).map((moment) => makeOpportunity(world, accounts, recordTypes, moment));
}
