import { seededRandom, type Random } from '../../../sandbox/common/random';
import type { SystemName } from '../../../engine/model';
import type { CanvasPair } from './canvas';
import type { Row, Screen } from './rows';
import { inWordsOf, KINDS, OBJECT, personOf, type Kind, type Person, type PersonField } from './words';

const SYSTEMS: readonly SystemName[] = ['salesforce', 'hubspot', 'pact'];

/** Stages that all three have, by each system's own word. */
const STAGES = [
	{ salesforce: 'Qualification', hubspot: 'qualifiedtobuy', pact: 'qualification' },
	{ salesforce: 'Proposal/Price Quote', hubspot: 'contractsent', pact: 'proposal' },
	{ salesforce: 'Negotiation/Review', hubspot: 'decisionmakerboughtin', pact: 'Negotiation' },
] as const;
const PIPELINE = { salesforce: 'New Business', hubspot: 'default', pact: 'New Business' } as const;

/** Names of a company's and a deal's fields. */
const COMPANY = { name: { salesforce: 'Name', hubspot: 'name', pact: 'name' }, city: { salesforce: 'BillingCity', hubspot: 'city', pact: 'city' } } as const;
const DEAL = { name: { salesforce: 'Name', hubspot: 'dealname', pact: 'name' }, amount: { salesforce: 'Amount', hubspot: 'amount', pact: 'value' } } as const;
const WEBSITE = { salesforce: 'Website', hubspot: 'domain', pact: 'domain' } as const;

/** What there is of all that, where it is not everything. */
export interface Among {
	systems: readonly SystemName[];
	kinds: readonly Kind[];
	leads: boolean;
}
const EVERYTHING: Among = { systems: SYSTEMS, kinds: KINDS, leads: true };

/** Every two systems, all three kinds, and Salesforce's leads: each of them makes what the other lacks. */
export function trianglePairs({ systems, kinds, leads }: Among = EVERYTHING): CanvasPair[] {
	const both = ([['salesforce', 'hubspot'], ['salesforce', 'pact'], ['hubspot', 'pact']] as const).filter((pair) => pair.every((system) => systems.includes(system)));
	const pairs = both.flatMap(([left, right]) => [
		...kinds.map((kind) => ({ left: { system: left, object: OBJECT[left][kind] }, right: { system: right, object: OBJECT[right][kind] }, kind })),
		...(left === 'salesforce' && leads ? [{ left: { system: left, object: 'Lead' }, right: { system: right, object: OBJECT[right].person }, kind: 'lead' as const }] : []),
	]);
	return pairs.map(({ left, right, kind }) => ({
		left,
		right,
		definition: {
			defaultRule: 'newestWins',
			create: { left: kind !== 'lead', right: true },
			values: kind === 'deal' ? valuesOf(left.system, right.system) : [],
		},
	}));
}

function valuesOf(left: SystemName, right: SystemName): Array<{ field: string; leftValue: string; rightValue: string }> {
	const stage = { salesforce: 'StageName', hubspot: 'dealstage', pact: 'stage' }[left];
	const pipeline = { salesforce: 'RecordType.Name', hubspot: 'pipeline', pact: 'pipeline' }[left];
	return [
		...STAGES.map((words) => ({ field: stage, leftValue: words[left], rightValue: words[right] })),
		{ field: pipeline, leftValue: PIPELINE[left], rightValue: PIPELINE[right] },
	];
}

/** People at three screens who do something now and then, always the same for one seed. */
export class Office {
	private readonly random: Random;
	private serial = 0;

	constructor(
		private readonly screens: Readonly<Record<SystemName, Screen>>,
		seed: number,
		private readonly among: Among = EVERYTHING,
	) {
		this.random = seededRandom(seed);
	}

	/** One thing that somebody does: edits far more often than makes something new. */
	async act(): Promise<void> {
		const { systems, kinds, leads } = this.among;
		const system = this.random.pick(systems);
		const kind = this.random.pick(kinds);
		if (this.serial < 2 * kinds.length || this.random.chance(0.3)) return await this.make(system, kind);
		if (leads && system === 'salesforce' && kind === 'person' && this.random.chance(0.2)) return await this.makeLead();
		const row = this.pickOf(await this.screens[system].all(OBJECT[system][kind]));
		if (row === undefined) return await this.make(system, kind);
		await this.screens[system].edit(OBJECT[system][kind], row.id, this.edit(system, kind));
	}

	/** What differs between the three systems, as sentences. */
	async differences(): Promise<string[]> {
		const found: string[] = [];
		for (const kind of this.among.kinds) {
			const views = await Promise.all(this.among.systems.map(async (system) => ({ system, rows: indexed(kind, system, await this.screens[system].all(OBJECT[system][kind])) })));
			const keys = new Set(views.flatMap(({ rows }) => [...rows.keys()]));
			for (const key of keys) {
				const shown = views.map(({ system, rows }) => ({ system, rows: rows.get(key) ?? [] }));
				// Whoever is only a lead in Salesforce has no contact there.
				const here = shown.filter(({ rows }) => rows.length > 0);
				for (const { system, rows } of here) if (rows.length > 1) found.push(`${system} has ${key} ${rows.length} times`);
				for (const { system, rows } of shown) if (rows.length === 0 && !(kind === 'person' && system === 'salesforce' && this.leads.has(key))) found.push(`${system} lacks ${key}`);
				const words = here.map(({ system, rows }) => JSON.stringify(valuesIn(kind, system, rows[0] as Row)));
				if (new Set(words).size > 1) found.push(`${key}: ${here.map(({ system }, index) => `${system} ${words[index] ?? ''}`).join(', ')}`);
			}
		}
		return found;
	}

	private readonly leads = new Set<string>();

	/** Who was only a lead is a contact now. */
	becameContact(email: string): void {
		this.leads.delete(email.toLowerCase());
	}

	private async make(system: SystemName, kind: Kind): Promise<void> {
		this.serial += 1;
		await this.screens[system].create(OBJECT[system][kind], this.fresh(system, kind, this.serial));
	}

	/** Sometimes somebody who is known already. */
	private async makeLead(): Promise<void> {
		this.serial += 1;
		const elsewhere = this.among.systems.find((system) => system === 'pact') ?? 'hubspot';
		const known = this.pickOf(await this.screens[elsewhere].all('contacts'));
		const email = known !== undefined && this.random.chance(0.5) ? String(known.fields.email) : `lead${this.serial}@triangle-of-leads.com`;
		this.leads.add(email.toLowerCase());
		await this.screens.salesforce.create('Lead', { FirstName: 'Lead', LastName: `Number ${this.serial}`, Company: `Leads Inc ${this.serial}`, Email: email });
	}

	private fresh(system: SystemName, kind: Kind, number: number): Record<string, unknown> {
		switch (kind) {
			case 'person':
				return inWordsOf(system, { first: 'First', last: `Person ${number}`, email: `p${number}@triangle-of-people.com` });
			case 'company':
				return { [COMPANY.name[system]]: `Company ${number}`, [WEBSITE[system]]: `company-${number}.com` };
			case 'deal':
				return {
					[DEAL.name[system]]: `Deal ${number}`,
					// Salesforce takes no won deal without one.
					[DEAL.amount[system]]: system === 'hubspot' ? String(number) : number,
					...(system === 'salesforce' ? { StageName: STAGES[0].salesforce, CloseDate: '2027-03-01' } : {}),
					...(system === 'hubspot' ? { dealstage: STAGES[0].hubspot, pipeline: PIPELINE.hubspot, closedate: '2027-03-01' } : {}),
					...(system === 'pact' ? { stage: STAGES[0].pact, pipeline: PIPELINE.pact, close_date: '2027-03-01' } : {}),
				};
		}
	}

	private edit(system: SystemName, kind: Kind): Record<string, unknown> {
		this.serial += 1;
		const value = `Value ${this.serial}`;
		switch (kind) {
			case 'person': {
				const field = this.random.pick(['first', 'title', 'city', 'country'] as const satisfies readonly PersonField[]);
				const cleared = field !== 'first' && this.random.chance(0.2);
				return inWordsOf(system, { [field]: cleared ? null : value } satisfies Person);
			}
			case 'company':
				return { [COMPANY.city[system]]: value };
			case 'deal':
				return this.random.chance(0.3) ? this.move(system) : { [DEAL.amount[system]]: system === 'hubspot' ? String(this.serial) : this.serial };
		}
	}

	private move(system: SystemName): Record<string, unknown> {
		const stage = this.random.pick(STAGES)[system];
		return { salesforce: { StageName: stage }, hubspot: { dealstage: stage }, pact: { stage } }[system];
	}

	private pickOf(rows: readonly Row[]): Row | undefined {
		return rows.length === 0 ? undefined : this.random.pick(rows);
	}
}

const NAME_OF_DEAL = { salesforce: 'Name', hubspot: 'dealname', pact: 'name' } as const;

function keyOf(kind: Kind, system: SystemName, row: Row): string {
	if (kind === 'person') return personOf(system, row.fields).email?.toLowerCase() ?? row.id;
	return String(row.fields[kind === 'deal' ? NAME_OF_DEAL[system] : COMPANY.name[system]]);
}

function indexed(kind: Kind, system: SystemName, rows: readonly Row[]): Map<string, Row[]> {
	const index = new Map<string, Row[]>();
	for (const row of rows) {
		const key = keyOf(kind, system, row);
		index.set(key, [...(index.get(key) ?? []), row]);
	}
	return index;
}

function valuesIn(kind: Kind, system: SystemName, { fields }: Row): unknown {
	const text = (value: unknown) => (value === undefined || value === null || value === '' ? null : String(value));
	switch (kind) {
		case 'person': {
			const { email: _email, phone: _phone, ...rest } = personOf(system, fields);
			return rest;
		}
		case 'company':
			return { city: text(fields[COMPANY.city[system]]) };
		case 'deal': {
			const stage = fields[{ salesforce: 'StageName', hubspot: 'dealstage', pact: 'stage' }[system]];
			const number = STAGES.findIndex((words) => words[system] === stage);
			return { amount: text(fields[DEAL.amount[system]] === undefined ? null : Number(fields[DEAL.amount[system]] ?? 0) || null), stage: number < 0 ? String(stage) : number };
		}
	}
}
