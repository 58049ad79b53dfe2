import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { RecordRef } from '../../engine/model';
import type { Link } from '../../engine/run/store-port';
import { openStore } from '../../store';
import { change, commit } from '../contract/store/home';

const AT = '2026-03-01T11:00:00.000Z';
const PAIRS = ['p', 'q'] as const;
const IDS = ['1', '2', '3'] as const;
const PORTALS = ['A', 'B'] as const;

const contact = (id: string): RecordRef => ({ system: 'salesforce', connection: '00D', object: 'Contact', id });
const inPortal = (connection: string, id: string): RecordRef => ({ system: 'hubspot', connection, object: 'contacts', id });
const LEFTS = IDS.map(contact);

type Step = { pair: (typeof PAIRS)[number]; left: string; portal: (typeof PORTALS)[number]; right: string } & ({ kind: 'link' | 'move'; of: number } | { kind: 'forget' });

const step: fc.Arbitrary<Step> = fc.record({
	pair: fc.constantFrom(...PAIRS),
	left: fc.constantFrom(...IDS),
	portal: fc.constantFrom(...PORTALS),
	right: fc.constantFrom(...IDS),
	kind: fc.oneof({ weight: 6, arbitrary: fc.constant('link' as const) }, { weight: 3, arbitrary: fc.constant('move' as const) }, { weight: 1, arbitrary: fc.constant('forget' as const) }),
	of: fc.nat(20),
});

/** Every link that two portals' worth of commits may leave, as `pair left portal right`. */
const named = ({ pair, left, right }: Link): string => `${pair} ${left.id} ${right.connection} ${right.id}`;
/** What of a link must be there once only. */
const place = ({ pair, left, right }: Link): string => `${pair} ${left.id} ${right.connection}`;

it('whatever is linked, moved and forgotten: a left record has at most one link into a portal, and nothing that is done to one portal or pair touches another', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'links-property-'));
	let runs = 0;
	try {
		await fc.assert(
			fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
				const store = await openStore({ file: join(folder, `${(runs += 1)}.db`) });
				try {
					const all = async () => (await Promise.all(PAIRS.map(async (pair) => await store.links(pair, 'left', LEFTS)))).flat();
					for (const one of steps) {
						const before = await all();
						const [left, right] = [contact(one.left), inPortal(one.portal, one.right)];
						const candidates = before.filter(({ pair, right: { connection } }) => pair === one.pair && connection === one.portal);
						if (one.kind === 'forget') await store.forget({ pair: one.pair, right: one.portal }, 'a test');
						else {
							const moved = one.kind === 'move' ? candidates[one.of % Math.max(1, candidates.length)] : undefined;
							const link = { ...(moved === undefined ? {} : { id: moved.id }), left, right, leftModifiedAt: AT, rightModifiedAt: AT, base: {} };
							await store.commit([commit(change(left), { kind: 'close' }, { link, entry: { pair: one.pair } })]);
						}
						const after = await all();
						expect(new Set(after.map(place)).size).toBe(after.length);
						const elsewhere = (links: readonly Link[]) => links.filter(({ pair, right: { connection } }) => pair !== one.pair || connection !== one.portal).map(named).sort();
						expect(elsewhere(after)).toEqual(elsewhere(before));
						const here = after.map(named).filter((name) => !elsewhere(after).includes(name));
						if (one.kind === 'forget') expect(here).toEqual([]);
						else expect(here).toContain(`${one.pair} ${one.left} ${one.portal} ${one.right}`);
					}
				} finally {
					await store.close();
				}
			}),
			{ numRuns: 40 },
		);
	} finally {
		await rm(folder, { recursive: true });
	}
}, 120_000);
