import type { SystemName } from '../../../engine/model';
import type { MappingDefinition } from '../../../engine/mapping';
import { expected, type Story } from './script';
import type { Row, Screen } from './rows';
import { inWordsOf, OBJECT, PERSON_FIELDS, personOf, type Person, type PersonField } from './words';

/** The people mapper of a pair as the tests set it up: one row and one rule for each field. */
export function peopleDefinition(left: SystemName, right: SystemName): Partial<MappingDefinition> {
	return {
		autoMap: false,
		rows: Object.entries(PERSON_FIELDS).map(([field, names]) => ({
			left: names[left],
			right: names[right],
			rule: names.rule,
			...(field === 'phone' ? { lens: 'phone' as const } : {}),
			...(field === 'email' ? { lens: 'email' as const } : {}),
		})),
	};
}

/** Both sides of a pair of people, as two persons at two screens see them. */
export class PairOfPeople {
	constructor(
		readonly left: Screen,
		readonly right: Screen,
		/** Lets a second pass, so that the order of two edits is beyond doubt. */
		private readonly pass: () => Promise<void>,
	) {}

	/** The same people on both sides before anything is kept in step: the same e-mail address in another spelling, other values here and there. */
	async before(stories: readonly Story[]): Promise<void> {
		for (const { before } of stories) await this.right.create(OBJECT[this.right.system].person, inWordsOf(this.right.system, { ...before, title: 'an old title' }));
		await this.pass();
		for (const { before } of stories) {
			const email = before.email?.replace('person', 'Person') ?? null;
			await this.left.create(OBJECT[this.left.system].person, inWordsOf(this.left.system, { ...before, email }));
		}
		await this.pass();
	}

	/** All edits of all stories: first every story's first one, then the second. Answers how many there were. */
	async edit(stories: readonly Story[]): Promise<number> {
		const ids = { left: await idsByEmail(this.left), right: await idsByEmail(this.right) };
		let count = 0;
		for (let turn = 0; turn < 2; turn += 1) {
			for (const story of stories) {
				const edit = story.edits[turn];
				if (edit === undefined) continue;
				const screen = this[edit.side];
				const id = ids[edit.side].get(story.email);
				if (id === undefined) throw new Error(`${story.email} is not on the ${edit.side}`);
				await screen.edit(OBJECT[screen.system].person, id, inWordsOf(screen.system, edit.values));
				count += 1;
			}
			await this.pass();
		}
		return count;
	}

	/** What either side holds differently from what the stories demand, as sentences; people who are missing or doubled, too. */
	async differences(stories: readonly Story[]): Promise<string[]> {
		const found: string[] = [];
		for (const side of ['left', 'right'] as const) {
			const screen = this[side];
			const people = byEmail(await screen.all(OBJECT[screen.system].person), screen.system);
			for (const story of stories) {
				const [row, ...others] = people.get(story.email) ?? [];
				if (row === undefined) found.push(`${screen.system}: ${story.email} is missing`);
				else found.push(...differing(personOf(screen.system, row.fields), expected(story, side)).map((words) => `${screen.system}: ${story.email} (${story.name}): ${words}`));
				if (others.length > 0) found.push(`${screen.system}: ${story.email} is there ${others.length + 1} times`);
			}
		}
		return found;
	}
}

function differing(actual: Required<Person>, wanted: Person): string[] {
	return (Object.entries(wanted) as Array<[PersonField, string | null]>).flatMap(([field, value]) =>
		comparable(field, actual[field]) === comparable(field, value) ? [] : [`${field} is ${JSON.stringify(actual[field])} and not ${JSON.stringify(value)}`],
	);
}

/** Addresses have no case, and a phone number has many spellings. */
function comparable(field: PersonField, value: string | null): string | null {
	if (value === null) return null;
	if (field === 'email') return value.toLowerCase();
	return field === 'phone' ? value.replace(/[^\d+]/g, '') : value;
}

function byEmail(rows: readonly Row[], system: SystemName): Map<string, Row[]> {
	const people = new Map<string, Row[]>();
	for (const row of rows) {
		const email = personOf(system, row.fields).email?.toLowerCase();
		if (email !== undefined) people.set(email, [...(people.get(email) ?? []), row]);
	}
	return people;
}

async function idsByEmail(screen: Screen): Promise<Map<string, string>> {
	const rows = byEmail(await screen.all(OBJECT[screen.system].person), screen.system);
	return new Map([...rows].map(([email, [row]]) => [email, (row as Row).id]));
}
