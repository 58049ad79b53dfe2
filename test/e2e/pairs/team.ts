import { SYSTEMS, type SystemName } from '../../../engine/model';
import type { Row, Screen } from '../../support/pairs/rows';
import { inWordsOf, OBJECT, personOf } from '../../support/pairs/words';

const COMPANY = { salesforce: 'Name', hubspot: 'name', pact: 'name' } as const;
const WEBSITE = { salesforce: 'Website', hubspot: 'domain', pact: 'domain' } as const;

/**
 * People at three screens who never get in each other's way, so that what must stand everywhere in the end follows from what they did:
 * in a round every person is edited in one system, and every system gets a new person and a new company.
 */
export class Team {
	/** E-mail address → title. */
	private readonly people = new Map<string, string>();
	private readonly companies = new Set<string>();
	private rounds = 0;

	constructor(private readonly screens: Readonly<Record<SystemName, Screen>>) {}

	/** Edits everybody and makes somebody new in every system. Answers how many things were done. */
	async work(): Promise<number> {
		const round = (this.rounds += 1);
		const known = [...this.people.keys()];
		for (const [index, system] of SYSTEMS.entries()) {
			const screen = this.screens[system];
			const rows = new Map((await screen.all(OBJECT[system].person)).map((row) => [emailOf(system, row), row]));
			for (const email of known.filter((_, number) => (number + round) % SYSTEMS.length === index)) {
				const title = `Round ${round} in ${system}`;
				await screen.edit(OBJECT[system].person, (rows.get(email) as Row).id, inWordsOf(system, { title }));
				this.people.set(email, title);
			}
			await this.make(system, round);
		}
		return known.length + 2 * SYSTEMS.length;
	}

	/** What the systems do not hold as they must, as sentences: missing, doubled, unknown or not up to date. */
	async differences(systems: readonly SystemName[] = SYSTEMS): Promise<string[]> {
		const found = systems.map(async (system) => {
			const [people, companies] = await Promise.all([this.screens[system].all(OBJECT[system].person), this.screens[system].all(OBJECT[system].company)]);
			return [
				...compared(`${system}: `, [...this.people.keys()], people.map((row) => emailOf(system, row))),
				...compared(`${system}: `, [...this.companies], companies.map(({ fields }) => String(fields[COMPANY[system]]))),
				...people.flatMap((row) => {
					const { title } = personOf(system, row.fields);
					const wanted = this.people.get(emailOf(system, row));
					return wanted === undefined || wanted === title ? [] : [`${system}: ${emailOf(system, row)} is "${title}" and not "${wanted}"`];
				}),
			];
		});
		return (await Promise.all(found)).flat();
	}

	private async make(system: SystemName, round: number): Promise<void> {
		const email = `${system}${round}@team-of-outages.com`;
		const title = `New in ${system}`;
		await this.screens[system].create(OBJECT[system].person, inWordsOf(system, { first: 'New', last: `Person ${round} of ${system}`, email, title }));
		this.people.set(email, title);
		const company = `Company ${round} of ${system}`;
		await this.screens[system].create(OBJECT[system].company, { [COMPANY[system]]: company, [WEBSITE[system]]: `${system}-${round}-of-outages.com` });
		this.companies.add(company);
	}
}

const emailOf = (system: SystemName, { fields }: Row): string => personOf(system, fields).email?.toLowerCase() ?? '';

function compared(where: string, wanted: readonly string[], there: readonly string[]): string[] {
	const count = (name: string) => there.filter((candidate) => candidate === name).length;
	return [
		...wanted.filter((name) => count(name) !== 1).map((name) => `${where}${name} is there ${count(name)} times`),
		...[...new Set(there)].filter((name) => !wanted.includes(name)).map((name) => `${where}nobody made ${name}`),
	];
}
