import { FORECAST_CATEGORIES, LEGACY_STAGE, STAGES } from '../schema/stages';
import type { Row } from '../schema/types';
import type { SeedWorld } from './world';
import { HISTORY_DAYS, seedRow } from './world';

const USERS = [
	['Ida', 'Integration', true],
	['Ruth', 'Adeyemi', true],
	['Tomás', 'Herrera', true],
	['Karin', 'Lindqvist', true],
	['Devon', 'Clarke', true],
	['Mei', 'Tan', true],
	['Paul', 'Schäfer', true],
	['Gone', "O'Leary", false],
] as const;

/** The user name of the integration user: `sub` of a JWT assertion. */
export const INTEGRATION_USERNAME = 'ida.integration@sandbox-org.example';

const before = (world: SeedWorld) => new Date(world.now.getTime() - HISTORY_DAYS * 86_400_000);

/** The organization record. */
export function seedOrganization(world: SeedWorld): Row {
	const fields = {
		Name: 'Northwind Sandbox Org',
		OrganizationType: 'Enterprise Edition',
		InstanceName: 'SBX1',
		IsSandbox: true,
		LanguageLocaleKey: 'en_US',
		TimeZoneSidKey: 'UTC',
	};
	return seedRow(world, 'Organization', fields, before(world));
}

/** Eight users; the first is the integration user, the last has left. */
export function seedUsers(world: SeedWorld): Row[] {
	return USERS.map(([FirstName, LastName, IsActive], i) => {
		const Username = i === 0 ? INTEGRATION_USERNAME : `user${i}@sandbox-org.example`;
		const zone = { TimeZoneSidKey: 'UTC', LocaleSidKey: 'en_US', UserType: 'Standard' };
		return seedRow(
			world,
			'User',
			{ FirstName, LastName, Name: `${FirstName} ${LastName}`, Username, Email: Username, IsActive, ...zone },
			before(world),
		);
	});
}

/** The two record types of Opportunity. */
export function seedRecordTypes(world: SeedWorld): Row[] {
	return ['New Business', 'Renewal'].map((Name) => {
		const fields = { Name, DeveloperName: Name.replace(' ', '_'), SobjectType: 'Opportunity', IsActive: true };
		return seedRow(world, 'RecordType', fields, before(world));
	});
}

/** The stages of both sales processes, and one that Setup has retired while some records still carry it. */
export function seedStages(world: SeedWorld): Row[] {
	const stages = STAGES.map((stage) => ({ ...stage, active: true }));
	const retired = {
		name: LEGACY_STAGE,
		probability: 80,
		forecast: 'Pipeline',
		closed: false,
		won: false,
		active: false,
	} as const;
	return [...stages, retired].map((stage, i) => {
		const fields = {
			MasterLabel: stage.name,
			ApiName: stage.name,
			IsActive: stage.active,
			SortOrder: i + 1,
			IsClosed: stage.closed,
			IsWon: stage.won,
			ForecastCategory: FORECAST_CATEGORIES[stage.forecast],
			ForecastCategoryName: stage.forecast,
			DefaultProbability: stage.probability,
		};
		return seedRow(world, 'OpportunityStage', fields, before(world));
	});
}
