import fc from 'fast-check';
import { mapRecord } from '../../engine/mapping';
import type { Change, MappedItem, Mapping } from '../../engine/model';
import type { RecordPort } from '../../engine/run/system-port';
import { PLACES, Triangle } from '../support/triangle';

const PAIR = 'contact~pact';
const PEOPLE = 4;
const [SYSTEM, CONNECTION, OBJECT] = PLACES.contact;

/** What somebody does to one of the contacts, or to a contact and another one. */
const act = fc.record({ kind: fc.constantFrom('edit', 'delete', 'restore', 'merge', 'mergeToNew'), one: fc.nat(), other: fc.nat() });
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

/** A CRM whose contacts are edited, deleted, restored and merged; everything that it ever told of them is kept. */
class Crm {
	readonly ids: string[] = [];
	readonly told: MappedItem[] = [];
	private readonly gone = new Map<string, { kind: 'deleted' } | { kind: 'merged'; into: string }>();
	private readonly from = new Map<string, string[]>();
	private readonly stamps = new Map<string, number>();

	constructor(
		private readonly triangle: Triangle,
		private readonly mapping: Mapping,
		private readonly version: string,
	) {}

	create(email: string): string {
		const id = this.triangle.systems.contact.create({ email, name: email, title: null });
		this.ids.push(id);
		return this.tell(id);
	}

	do({ kind, one, other }: Act): void {
		this.triangle.pass(1_000);
		const live = this.live();
		const [a, b] = [live[one % live.length], live[other % live.length]];
		if (kind === 'restore') {
			const deleted = this.ids.filter((id) => this.gone.get(id)?.kind === 'deleted');
			const id = deleted[one % deleted.length];
			if (id === undefined) return;
			this.gone.delete(id);
			this.tell(id);
		} else if (a === undefined) return;
		else if (kind === 'edit') {
			this.triangle.systems.contact.edit(a, { title: `title ${one} ${other}` });
			this.tell(a);
		} else if (kind === 'delete') {
			this.gone.set(a, { kind: 'deleted' });
			this.tell(a);
		} else if (b !== undefined && a !== b) this.merge(a, b, kind === 'mergeToNew');
	}

	private merge(winner: string, loser: string, isNew: boolean): void {
		const into = isNew ? this.triangle.systems.contact.create({ ...this.triangle.fields('contact', winner) }) : winner;
		const losers = isNew ? [winner, loser] : [loser];
		if (isNew) this.ids.push(into);
		// As HubSpot tells it: the winner names everybody who ever went into it.
		if (isNew) this.from.set(into, losers.flatMap((id) => [...(this.from.get(id) ?? []), id]));
		for (const id of losers) {
			this.gone.set(id, { kind: 'merged', into });
			this.tell(id);
		}
		this.tell(into);
	}

	live(): string[] {
		return this.ids.filter((id) => !this.gone.has(id));
	}

	/** As it is now. */
	item(id: string, origin: Change['origin'] = 'poll'): MappedItem {
		const fate = this.gone.get(id);
		const fields = this.triangle.fields('contact', id);
		const from = this.from.get(fate?.kind === 'merged' ? fate.into : id);
		const about = { kind: fate?.kind ?? ('upserted' as const), ...(fate?.kind === 'merged' ? { mergedInto: fate.into } : {}), ...(from === undefined ? {} : { mergedFrom: from }) };
		return {
			change: { system: SYSTEM, connection: CONNECTION, object: OBJECT, id, ...about, modifiedAt: new Date(this.stamps.get(id) ?? 0).toISOString(), origin },
			fields,
			mapped: { pair: PAIR, mapping: this.version, side: 'left', target: this.mapping.right, ...mapRecord(this.mapping, 'left', fields) },
		};
	}

	private tell(id: string): string {
		this.stamps.set(id, this.triangle.time.now);
		this.told.push(this.item(id));
		return id;
	}

	/** Its records as they are read. */
	records(): RecordPort {
		const records = this.triangle.systems.contact.records();
		return {
			...records,
			read: async (object, ids, fields) =>
				new Map([...(await records.read(object, ids, fields))].map(([id, state]) => {
					const gone = this.gone.get(id);
					return [id, gone === undefined ? state : { ...state, gone }];
				})),
		};
	}
}

/** Deals, say: nothing but the links can tell who is who. */
async function peopleWithoutKeys(): Promise<{ triangle: Triangle; crm: Crm }> {
	const triangle = await Triangle.open();
	await triangle.map(PAIR, { match: [] });
	const mapping = triangle.mappings.get(PAIR) as Mapping;
	const crm = new Crm(triangle, mapping, await triangle.store.saveMapping(mapping));
	for (let n = 0; n < PEOPLE; n += 1) crm.create(`person${n}@acme.example`);
	await triangle.time.until(triangle.upsert(PAIR, 'left', crm.told));
	return { triangle, crm };
}

describe('deletes, restores and merges', () => {
	it('never double anybody, in whatever order, however often and however late they are told', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 8 }), fc.array(fc.nat(), { maxLength: 16 }), async (acts, order) => {
				const { triangle, crm } = await peopleWithoutKeys();
				try {
					for (const one of acts) crm.do(one);
					const deliver = async (items: readonly MappedItem[]) => void (await triangle.time.until(triangle.upsert(PAIR, 'left', items)));
					const fromPact = async () => {
						const items = await triangle.items(PAIR, 'right');
						await triangle.time.until(triangle.upsert(PAIR, 'right', items, crm.records()));
					};
					for (const number of order) {
						const item = crm.told[number % crm.told.length] as MappedItem;
						if (number % 5 === 0) await fromPact();
						await deliver([item]);
					}
					// What the ledger brings again, read afresh.
					for (let round = 0; round < 4; round += 1) {
						await deliver(crm.ids.map((id) => crm.item(id, 'retry')));
						await fromPact();
					}
					expect(triangle.all('pact')).toHaveLength(PEOPLE);
					expect(triangle.systems.contact.rows.size).toBe(crm.ids.length);
					for (const id of crm.live()) {
						const links = await triangle.store.links(PAIR, 'left', [{ system: SYSTEM, connection: CONNECTION, object: OBJECT, id }]);
						expect(links.filter(({ rests }) => rests !== true)).toHaveLength(1);
						const [link] = links;
						expect(triangle.fields('pact', link?.right.id ?? '')).toMatchObject({ email: triangle.fields('contact', id).email });
					}
				} finally {
					await triangle.close();
				}
			}),
			{ numRuns: 40 },
		);
	}, 300_000);

	it('come to the same links whoever of a merge is told first', async () => {
		const ends: unknown[] = [];
		for (const turn of [(items: MappedItem[]) => items, (items: MappedItem[]) => [...items].reverse()]) {
			const { triangle, crm } = await peopleWithoutKeys();
			const before = crm.told.length;
			crm.do({ kind: 'merge', one: 0, other: 1 });
			crm.do({ kind: 'mergeToNew', one: 1, other: 2 });
			for (let twice = 0; twice < 2; twice += 1) for (const item of turn(crm.told.slice(before))) await triangle.time.until(triangle.upsert(PAIR, 'left', [item]));
			const rights = [...triangle.systems.pact.rows.keys()].map((id) => ({ system: PLACES.pact[0], connection: PLACES.pact[1], object: PLACES.pact[2], id }));
			const links = await triangle.store.links(PAIR, 'right', rights);
			const questions = await triangle.store.openReviews({ kind: 'duplicate' });
			ends.push({ links: links.map(({ left, right, rests }) => [left.id, right.id, rests ?? false]), questions: questions.map(({ key }) => key).sort() });
			await triangle.close();
		}
		expect(ends[1]).toEqual(ends[0]);
		expect(ends[0]).toMatchObject({ questions: { length: 2 } });
	}, 60_000);
});
