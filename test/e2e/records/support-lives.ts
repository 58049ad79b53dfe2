import { z } from 'zod';
import { SYSTEMS, type LogEntry, type SystemName } from '../../../engine/model';
import type { OpenReview } from '../../../engine/run/store-port';
import type { Row, Screen } from '../../support/pairs/rows';
import { inWordsOf, OBJECT, personOf, type Kind } from '../../support/pairs/words';
import { waitUntil } from '../support/n8n-api';
import type { RecordsWorld } from './support';

const PATIENCE_MS = 200_000;

/** The ids of one person, or company, in the systems. */
export type Ids = Record<SystemName, string>;

/** People at three screens who make, delete, restore, merge and convert records, and see what became of them. */
export class Lives {
	constructor(
		readonly world: RecordsWorld,
		private readonly screens: Readonly<Record<SystemName, Screen>>,
	) {}

	/** Makes a person in one system, and waits until the other two have it. */
	async person(name: string, system: SystemName = 'salesforce'): Promise<Ids> {
		const id = await this.screens[system].create(OBJECT[system].person, personNamed(system, name));
		return await this.everywhere('person', system, id);
	}

	/** Waits until a record is linked with one of each other system; answers all three. */
	async everywhere(kind: Kind, system: SystemName, id: string, object = OBJECT[system][kind]): Promise<Ids> {
		const found = await this.until(
			async () => Object.fromEntries(await Promise.all(SYSTEMS.map(async (one) => [one, one === system ? [id] : await this.world.partners(system, object, id, one)] as const))) as Record<SystemName, string[]>,
			(partners) => SYSTEMS.every((one) => partners[one].length === 1),
			`partners of ${system} ${id}`,
		);
		const ids = Object.fromEntries(SYSTEMS.map((one) => [one, found[one][0] ?? ''])) as Ids;
		// The third link of the triangle may be the last to be made.
		const [one, other] = SYSTEMS.filter((each) => each !== system) as [SystemName, SystemName];
		await this.until(async () => await this.world.partners(one, OBJECT[one][kind], ids[one], other), (partners) => partners.includes(ids[other]), `the link of ${one} and ${other}`);
		return ids;
	}

	async edit(system: SystemName, kind: Kind, id: string, fields: Record<string, unknown>): Promise<void> {
		await this.screens[system].edit(OBJECT[system][kind], id, fields);
	}

	/** Gives a person a title in one system, and waits until the others show it. */
	async titled(system: SystemName, ids: Partial<Ids>, title: string): Promise<void> {
		await this.edit(system, 'person', ids[system] ?? '', inWordsOf(system, { title }));
		for (const [one, id] of Object.entries(ids) as Array<[SystemName, string]>) await this.shows(one, id, title);
	}

	async shows(system: SystemName, id: string, title: string): Promise<void> {
		await this.until(async () => await this.row(system, 'person', id), (row) => row !== undefined && Object.values(row.fields).includes(title), `"${title}" in ${system}`);
	}

	/** A record that is there; undefined where it is in the recycle bin, or went into another one. */
	async row(system: SystemName, kind: Kind, id: string, object = OBJECT[system][kind]): Promise<Row | undefined> {
		return (await this.screens[system].all(object)).find((row) => row.id === id);
	}

	/** How many people are there whose main address says that name. */
	async count(system: SystemName, name: string): Promise<number> {
		const email = addressOf(name);
		return (await this.screens[system].all(OBJECT[system].person)).filter(({ fields }) => personOf(system, fields).email?.toLowerCase() === email).length;
	}

	async delete(system: SystemName, kind: Kind, id: string): Promise<void> {
		const object = OBJECT[system][kind];
		if (system === 'pact') await this.world.control('pact', 'DELETE', `records?object=${object}&id=${id}`);
		else await this.world.control(system, 'DELETE', 'records', { object, id });
	}

	/** Out of the recycle bin. */
	async restore(system: 'salesforce' | 'hubspot', kind: Kind, id: string): Promise<void> {
		await this.world.control(system, 'POST', system === 'hubspot' ? 'restore' : 'undelete', { object: OBJECT[system][kind], id });
	}

	/** Two people become one; answers the id that goes on. */
	async merge(system: SystemName, winner: string, loser: string): Promise<string> {
		const bodies = {
			salesforce: { object: 'Contact', winnerId: winner, loserIds: [loser] },
			hubspot: { object: 'contacts', primaryId: winner, otherId: loser },
			pact: { object: 'contacts', winnerId: winner, loserId: loser },
		};
		const answer = await this.world.control(system, 'POST', 'merge', bodies[system]);
		return system === 'hubspot' ? z.looseObject({ id: z.string() }).parse(answer).id : winner;
	}

	/** The open questions about duplicates of a system, as pairs of ids in order. */
	async duplicates(system: SystemName): Promise<string[][]> {
		const found = await this.questions('duplicate');
		return found.filter(({ target }) => target?.system === system).map(({ details }) => [String(details.linked), String(details.unlinked)].sort());
	}

	async questions(kind: OpenReview['kind']): Promise<OpenReview[]> {
		return await this.world.n8n.inStore(async (store) => await store.openReviews({ kind }));
	}

	/** Lines of the log about a record, oldest first. */
	async told(system: SystemName, id: string): Promise<LogEntry[]> {
		return (await this.world.n8n.log()).filter(({ source }) => source.system === system && source.id === id);
	}

	/** Waits until a record's change has ended so in every pair of those, since it was made. */
	async ended(system: SystemName, id: string, reason: LogEntry['reason'], times = 1): Promise<void> {
		await this.until(async () => (await this.told(system, id)).filter((line) => line.reason === reason).length, (count) => count >= times, `${system} ${id} to end as ${reason}`);
	}

	async until<T>(read: () => Promise<T>, done: (value: T) => boolean, what: string): Promise<T> {
		try {
			return await waitUntil(read, done, { timeoutMs: PATIENCE_MS, what });
		} catch (error) {
			const lines = (await this.world.n8n.log()).slice(-12).map(({ source, origin, outcome, reason, message }) => `${source.system} ${origin} ${outcome}/${reason}: ${message}`);
			throw new Error(`${error instanceof Error ? error.message : String(error)}\nThe log ends so:\n${lines.join('\n')}`, { cause: error });
		}
	}
}

export const addressOf = (name: string): string => `${name}@lives-of-three.com`;

export const personNamed = (system: SystemName, name: string): Record<string, unknown> => inWordsOf(system, { first: 'First', last: name, email: addressOf(name) });
