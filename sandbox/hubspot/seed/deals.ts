import type { Row } from '../../salesforce/schema/types';
import { COMPANIES, CONTACTS, DEALS } from '../schema/objectTypes';
import type { StoredRecord } from '../store/record';
import type { SeededCompany } from './companies';
import type { Twins } from './twins';
import {
	dayFromNow,
	orBlank,
	ownerFor,
	pastMoments,
	seedAssociation,
	seedRecord,
	type SeedValues,
	type SeedWorld,
} from './world';

/** Salesforce's stages by where this account would have them: in the first pipeline or in the second. */
const STAGE_TWINS: Readonly<Record<string, readonly [pipeline: number, stage: number]>> = {
	Prospecting: [0, 0],
	Qualification: [0, 1],
	'Needs Analysis': [0, 2],
	'Value Proposition': [0, 2],
	'Id. Decision Makers': [0, 3],
	'Perception Analysis': [0, 3],
	'Proposal/Price Quote': [0, 4],
	'Negotiation/Review': [0, 4],
	'Verbal Commitment': [0, 4],
	'Closed Won': [0, 5],
	'Closed Lost': [0, 6],
	'Renewal Due': [1, 0],
	'In Discussion': [1, 1],
	Renewed: [1, 2],
	Churned: [1, 3],
};

const KINDS = ['Pilot', 'Expansion', 'Services', 'Renewal', 'Upgrade'] as const;
const LOST_REASONS = ['Price', 'No decision', 'Went with "the other one"'] as const;

function stageValues(world: SeedWorld, twin: Row | undefined): SeedValues {
	const { portal, random } = world;
	const pipelines = portal.pipelines.of(DEALS);
	const known = twin && STAGE_TWINS[String(twin.StageName)];
	const pipeline = pipelines[known ? known[0] : random.chance(0.7) ? 0 : 1] ?? pipelines[0];
	const stages = pipeline?.stages ?? [];
	// Some deals have gone on here while nobody told Salesforce.
	const stage = (known && random.chance(0.7) ? stages[known[1]] : undefined) ?? random.pick(stages);
	const lost = stage.metadata['isClosed'] === 'true' && Number(stage.metadata['probability']) === 0;
	return {
		pipeline: pipeline?.id,
		dealstage: stage.id,
		closed_lost_reason: lost ? random.pick(LOST_REASONS) : undefined,
	};
}

function values(world: SeedWorld, twin: Row | undefined, company: SeededCompany | undefined, twins: Twins): SeedValues {
	const { random } = world;
	const companyName = String(company?.record.properties['name'] ?? 'New lead').trim();
	const name = twin ? String(twin.Name) : `${companyName} - ${random.pick(KINDS)} ${random.int(2_025, 2_027)}`;
	const amount = () => random.int(10, 5_000) * 100;
	const day = twin && random.chance(0.7) ? String(twin.CloseDate) : dayFromNow(world, random.int(-200, 240));
	return {
		...stageValues(world, twin),
		dealname: twin ? random.pick([name, name, name.replace('–', '-'), name.toUpperCase(), ` ${name}`]) : name,
		amount: twin && random.chance(0.6) ? twin.Amount : orBlank(world, 0.15, amount),
		deal_currency_code: orBlank(world, 0.3, () => random.pick(['USD', 'EUR', 'EUR', 'GBP'])),
		closedate: `${day}T${random.pick(['00:00:00.000', '17:30:00.000', '22:59:59.999'])}Z`,
		dealtype: orBlank(world, 0.3, () => random.pick(['newbusiness', 'existingbusiness'])),
		description: orBlank(world, 0.7, () => 'From the quarterly review.\nBudget: to be confirmed'),
		hs_priority: orBlank(world, 0.5, () => random.pick(['low', 'medium', 'high'])),
		hs_next_step: orBlank(world, 0.5, () => random.pick(['Send contract', 'Call legal', 'Wait for Q1'])),
		competitor: orBlank(world, 0.7, () => random.pick(['Contoso', 'Umbrella', 'In-house build'])),
		budget_confirmed: orBlank(world, 0.4, () => random.chance(0.4)),
		stakeholders: orBlank(world, 0.6, () => random.pick(['legal', 'it;finance', 'legal;it;finance'])),
		decision_date: orBlank(world, 0.5, () => dayFromNow(world, random.int(-30, 200))),
		hubspot_owner_id: ownerFor(world, twin && twins.emailOf(twin.OwnerId)),
	};
}

/** Deals: every second one is also an opportunity in Salesforce, with its company if that is here, and with people of it. */
export function seedDeals(
	world: SeedWorld,
	twins: Twins,
	companies: readonly SeededCompany[],
	count: number,
): StoredRecord[] {
	const { portal, random } = world;
	const byAccount = new Map(companies.map((company) => [company.accountId, company]));
	const opportunities = random.shuffle(twins.opportunities);
	return pastMoments(world, count).map((moment, i) => {
		const twin = i % 2 === 0 ? opportunities[i / 2] : undefined;
		const any = () => (companies.length > 0 && random.chance(0.92) ? random.pick(companies) : undefined);
		const company = twin ? byAccount.get(String(twin.AccountId)) : any();
		const deal = seedRecord(world, DEALS, values(world, twin, company, twins), moment);
		if (!company) return deal;
		seedAssociation(world, deal, company.record);
		const people = portal.associations.of(COMPANIES, company.record.id, CONTACTS);
		for (const { id } of random.shuffle(people).slice(0, random.int(0, 2))) {
			const person = portal.table(CONTACTS).get(id);
			if (person) seedAssociation(world, deal, person);
		}
		return deal;
	});
}
