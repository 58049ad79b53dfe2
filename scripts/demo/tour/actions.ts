import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { SystemName } from '../../../engine/model';
import type { ConsolePages } from '../console-pages';
import { SYSTEM_NAMES, TITLES, type Shown, type Systems } from '../systems';

/** Something that must be seen in the sandboxes before a step is done. */
export interface Expectation {
	text: string;
	/** In words, what shows it; undefined: not yet. */
	seen(): Promise<string | undefined>;
}

export interface Started {
	expectations: Expectation[];
	/** E-mail address of the person, or name of the deal, that the step is about. */
	about: string;
}

/** What actions need. */
export interface Parts {
	systems: Systems;
	console: ConsolePages;
	/** The person of the first step. @throws Error before there is one */
	person(): string;
}

/** A button of the landing page. It does it in the sandboxes at once, as a person would, and says what is to be seen then. */
export type Action = (parts: Parts, input: unknown) => Promise<Started>;

/** Salesforce's stamps are whole seconds: changes that are to have an order must lie further apart. */
const ONE_AFTER_THE_OTHER_MS = 1_200;
const MOST_CHARACTERS = 80;

const text = z.string().trim().min(1).max(MOST_CHARACTERS);
const system = z.enum(SYSTEM_NAMES);
const personSchema = z.object({ system, first: text, last: text, email: z.email().max(MOST_CHARACTERS), title: text });
const editSchema = z.object({ system, title: text });
const conflictSchema = z.object({ salesforce: text, pact: text, last: text });
const stageSchema = z.object({ deal: text, stage: text, amount: z.coerce.number().positive() });

const others = (than: SystemName): SystemName[] => SYSTEM_NAMES.filter((name) => name !== than);

/** The person in a system. @throws Error where she is not there */
async function present({ systems, person }: Parts, where: SystemName): Promise<Shown> {
	const found = await systems.find(where, 'people', person());
	if (!found) throw new Error(`${person()} is not in ${TITLES[where]} yet.`);
	return found;
}

/** That a person's record in a system fits. */
const fits = ({ systems }: Parts, email: string, where: SystemName, words: string, test: (found: Shown) => string | undefined): Expectation => ({
	text: words,
	seen: async () => {
		const found = await systems.find(where, 'people', email);
		return found && test(found);
	},
});

const addPerson: Action = async (parts, input) => {
	const { system: where, ...values } = personSchema.parse(input);
	await parts.systems.create(where, 'people', values);
	const shows = ({ values: { first, last, title } }: Shown) => `${first} ${last}, ${title}`;
	return { about: values.email, expectations: others(where).map((name) => fits(parts, values.email, name, `She is in ${TITLES[name]}`, shows)) };
};

const editTitle: Action = async (parts, input) => {
	const { system: where, title } = editSchema.parse(input);
	const { id } = await present(parts, where);
	await parts.systems.edit(where, 'people', id, { title });
	const arrived = (found: Shown) => (found.values.title === title ? title : undefined);
	return { about: parts.person(), expectations: others(where).map((name) => fits(parts, parts.person(), name, `${TITLES[name]} has the title`, arrived)) };
};

const makeConflict: Action = async (parts, input) => {
	const { salesforce, pact, last } = conflictSchema.parse(input);
	const [left, right] = [await present(parts, 'salesforce'), await present(parts, 'pact')];
	const since = new Date().toISOString();
	await parts.systems.edit('salesforce', 'people', left.id, { title: salesforce, last });
	await sleep(ONE_AFTER_THE_OTHER_MS);
	await parts.systems.edit('pact', 'people', right.id, { title: pact });
	const merged = ({ values }: Shown) => (values.title === pact && values.last === last ? `${values.last}, ${values.title}` : undefined);
	return {
		about: parts.person(),
		expectations: [
			...SYSTEM_NAMES.map((name) => fits(parts, parts.person(), name, `${TITLES[name]} has Pact’s title and Salesforce’s last name`, merged)),
			{
				text: 'The log says who gave way, and why',
				seen: async () => {
					const lines = (await parts.console.log(right.id)).filter(({ at }) => at > since);
					const lost = lines.find(({ gaveWay }) => gaveWay !== '');
					if (lost) return `${lost.field}: “${lost.gaveWay}” gave way to “${lost.new}”. The rule of this field is “newest wins”, and Pact’s was saved a second later. Nothing is lost: the log keeps what gave way.`;
					// The sync may have come by between the two saves; then the second is a change after the first.
					const moved = lines.find((line) => line.new === pact);
					return moved && `${moved.field}: ${moved.old} → ${moved.new}. The sync came by between the two saves, so that this was no conflict but one change after the other. Try it once more.`;
				},
			},
		],
	};
};

const optOut: Action = async (parts) => {
	const { id } = await present(parts, 'hubspot');
	await parts.systems.unsubscribe(id);
	const out = ({ values }: Shown) => (values.optedOut === '' ? undefined : 'opted out');
	return { about: parts.person(), expectations: SYSTEM_NAMES.map((name) => fits(parts, parts.person(), name, name === 'hubspot' ? 'HubSpot has noted it' : `${TITLES[name]} knows`, out)) };
};

const relax: Action = async (parts) => {
	const { id } = await present(parts, 'pact');
	await parts.systems.edit('pact', 'people', id, { consent_status: 'confirmed', consent_proof: 'Said so on the phone' });
	const out = ({ values }: Shown) => (values.optedOut === '' ? undefined : 'opted out');
	return {
		about: parts.person(),
		expectations: [
			fits(parts, parts.person(), 'pact', 'Pact has been put back: she stays opted out', out),
			{
				text: 'Salesforce and HubSpot have not taken it back',
				seen: async () => {
					// Before Pact has been put back, it could still come.
					const all = await Promise.all(SYSTEM_NAMES.map(async (name) => await parts.systems.find(name, 'people', parts.person())));
					return all.every((found) => found && out(found)) ? 'opted out in all three' : undefined;
				},
			},
		],
	};
};

const breakStage: Action = async (parts, input) => {
	const { deal, stage, amount } = stageSchema.parse(input);
	if (await parts.systems.find('salesforce', 'deals', deal)) throw new Error(`There is a deal “${deal}” already. Give it another name.`);
	const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
	const id = await parts.systems.create('salesforce', 'deals', { name: deal, stage, amount: String(amount), CloseDate: day });
	return {
		about: deal,
		expectations: [
			{ text: 'The sync asks what it is in Pact', seen: async () => (await parts.console.log(id)).find(({ reason }) => reason === 'value-not-mapped')?.message },
			{
				text: 'You have answered, and the deal is in Pact',
				seen: async () => {
					const found = await parts.systems.find('pact', 'deals', deal);
					return found && `in stage “${found.values.stage}”`;
				},
			},
		],
	};
};

/** By the names that the landing page's forms carry. `after`: what has to be done first. */
export const ACTIONS = {
	person: { act: addPerson, after: undefined },
	edit: { act: editTitle, after: 'person' },
	conflict: { act: makeConflict, after: 'person' },
	optOut: { act: optOut, after: 'person' },
	relax: { act: relax, after: 'optOut' },
	stage: { act: breakStage, after: undefined },
} as const satisfies Record<string, { act: Action; after: string | undefined }>;

export type ActionName = keyof typeof ACTIONS;
export const ACTION_NAMES = Object.keys(ACTIONS) as ActionName[];
