import type { SyncStore } from '../../../engine/run/store-port';
import { OBJECT, personOf } from '../pairs/words';
import { TAGS } from './tags';
import type { Users } from './users';
import { nameOf, type Witness } from './witness';

/** More log lines than a run has. */
const WHOLE_LOG = 100_000;

/** What must hold when everybody has stopped and everything is at rest, as sentences about what does not. */
export async function brokenPromises(users: Users, witness: Witness, store: SyncStore): Promise<{ broken: string[]; raced: number; asked: number }> {
	const asked = await askedAbout(store);
	const { vanished, raced } = await valuesThatVanished(users, witness, store);
	const broken = [
		...(await disagreements(users, await users.keysOf(asked))),
		...vanished.map((value) => `"${value}", which a person saved, is in no system, no log line and no question`),
		...witness.relaxed.map((record) => `consent of ${record} was relaxed by a write of ours`),
		...(await forgottenOptOuts(users)),
		...(await disagreementsOnTags(users, await users.keysOf(asked))),
		...(await activitiesThatMiss(users, asked, await users.keysOf(asked))),
	];
	return { broken, raced, asked: asked.size };
}

/** Ids of the records that a person is asked about, or told of as an issue. */
async function askedAbout(store: SyncStore): Promise<Set<string>> {
	const { issues } = await store.issues({ limit: WHOLE_LOG });
	const questions = (await store.openReviews()).flatMap(({ source, target }) => [source, target]);
	return new Set([...issues.map(({ ref }) => ref), ...questions].flatMap((ref) => (ref === undefined ? [] : [ref.id])));
}

/**
 * Records that are missing, doubled or different. Only doubles count of what people deleted or merged, as each system keeps its own, and of
 * what a person is asked about (a create whose answer was lost for good, say): it waits for the answer.
 */
async function disagreements(users: Users, asked: ReadonlySet<string>): Promise<string[]> {
	const open = [...users.departed, ...asked];
	return (await users.office.differences()).filter((words) => !open.some((key) => words.startsWith(`${key}: `) || words.endsWith(` lacks ${key}`)));
}

/** Who opted out somewhere is opted out everywhere, but for converted leads, which nobody can write any more. A merge moves an opt-out to another person's record: test/simulation/consent.test.ts has these. */
async function forgottenOptOuts(users: Users): Promise<string[]> {
	const found: string[] = [];
	for (const system of users.systems) {
		const leads = system === 'salesforce' ? await users.screens.salesforce.all('Lead') : [];
		const converted = new Set(leads.filter(({ fields }) => fields.IsConverted === true).map(({ id }) => id));
		for (const { object, id, email, withdrawn } of await users.consents.records(system)) {
			const address = email?.toLowerCase() ?? '';
			if (!withdrawn && !converted.has(id) && users.optedOut.has(address) && !users.departed.has(address)) found.push(`${address} opted out, and is not opted out in ${system} ${object}`);
		}
	}
	return found;
}

/** Everybody is in the same lists everywhere, and in those that somebody put them into and nobody took them out of. */
async function disagreementsOnTags(users: Users, asked: ReadonlySet<string>): Promise<string[]> {
	if (!users.isTagging) return [];
	const found = new Map<string, Map<string, string>>();
	for (const system of users.systems) {
		for (const { id, fields } of await users.screens[system].all(OBJECT[system].person)) {
			const key = personOf(system, fields).email?.toLowerCase() ?? id;
			if (users.departed.has(key) || asked.has(key)) continue;
			found.set(key, (found.get(key) ?? new Map<string, string>()).set(system, users.deeds.tags.of(system, id).join(' and ')));
		}
	}
	const wrong: string[] = [];
	for (const [key, lists] of found) {
		if (new Set(lists.values()).size > 1) wrong.push(`${key} is in different lists: ${JSON.stringify([...lists])}`);
		for (const tag of TAGS) if (users.tags.has(`${key} ${tag}`) && !users.untagged.has(`${key} ${tag}`) && ![...lists.values()].every((names) => names.includes(tag))) wrong.push(`${key} was put into ${tag}, and is not in it`);
	}
	return wrong;
}

/** No activity is doubled, and each is in Pact, and each of Pact's in the other systems, unless its person was deleted or merged or is asked about. */
async function activitiesThatMiss(users: Users, asked: ReadonlySet<string>, people: ReadonlySet<string>): Promise<string[]> {
	const found: string[] = [];
	const { made } = users.deeds.activities;
	if (made.size === 0) return found;
	for (const system of users.systems) {
		const times = await users.deeds.activities.counts(system);
		for (const [subject, { email, system: home, id }] of made) {
			const count = times.get(subject) ?? 0;
			if (count > 1) found.push(`${system} has ${subject} ${count} times`);
			const open = asked.has(id) || people.has(email) || users.departed.has(email);
			if (count === 0 && (home === 'pact') !== (system === 'pact') && !open) found.push(`${system} lacks ${subject} of ${home}`);
		}
	}
	return found;
}

/**
 * What a person saved is somewhere, or was replaced by a person, or stands in the log or in a question. Not promised, as nobody can: a value
 * that was saved between our reading of a record and our write of the same field of it. These are counted.
 */
async function valuesThatVanished(users: Users, witness: Witness, store: SyncStore): Promise<{ vanished: string[]; raced: number }> {
	const safe = new Set<string>();
	const note = (value: unknown) => {
		for (const field of ['', 'Amount']) {
			const name = nameOf(field, value);
			if (name !== undefined) safe.add(name);
		}
	};
	for (const system of users.systems) {
		for (const object of [...Object.values(OBJECT[system]), ...(system === 'salesforce' ? ['Lead'] : [])]) {
			for (const { fields } of await users.screens[system].all(object)) {
				for (const [field, value] of Object.entries(fields)) safe.add(nameOf(field, value) ?? '');
			}
		}
	}
	for (const { movements } of await store.log({ limit: WHOLE_LOG })) for (const { from, lost } of movements) for (const value of [from, lost?.value]) note(value);
	for (const { details } of await store.openReviews()) for (const value of Object.values(details)) note(value);
	const missing = witness.values().filter(({ value }) => !safe.has(value));
	return { vanished: missing.filter(({ raced }) => !raced).map(({ value }) => value), raced: missing.filter(({ raced }) => raced).length };
}
