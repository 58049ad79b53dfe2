import type { RecordRef } from '../model';
import { isDryRun, plannedElsewhere, toPlan, withPlannedLinks } from './dry-run';
import { ending } from './job';
import { jobOf, LEFT, linkWith, RIGHT } from './job.fixture';
import type { Link } from './store-port';

const hash = (text: string): string => `#${text}`;
const { record: _record, link: _link, ...unmatched } = jobOf();
const lookups = [{ kind: 'email', field: 'email', value: 'ann@acme.example' }] as const;
const toCreate = { ...unmatched, lookups: [...lookups] };

it('is for all pairs, for some, or for none', () => {
	expect([isDryRun({}, 'a'), isDryRun({ dryRun: true }, 'a'), isDryRun({ dryRun: new Set(['a']) }, 'a'), isDryRun({ dryRun: new Set(['b']) }, 'a')]).toEqual([false, true, true, false]);
});

describe('what was planned before', () => {
	const elsewhere = { left: { system: 'salesforce', connection: '00D' }, right: { system: 'pact', connection: 'ws' } } as const;
	const storeWith = (links: Link[], planned: Array<{ ref: RecordRef; counterpart?: RecordRef }>) => {
		const asked: RecordRef[][] = [];
		return { asked, links: async () => await Promise.resolve(links as never), plannedLinks: async (_pair: string, refs: readonly RecordRef[]) => await Promise.resolve((asked.push([...refs]), planned)) };
	};

	it('counts as a link where there is none, also to a record that is not there yet', async () => {
		const other = { ...LEFT, id: '004' };
		const store = storeWith([], [{ ref: LEFT, counterpart: RIGHT }, { ref: other }]);
		const links = await withPlannedLinks(store, elsewhere).links('people', 'left', [LEFT, other]);
		expect(links.map(({ left, right }) => [left.id, right.connection, right.id])).toEqual([['003', RIGHT.connection, 'p'], ['004', 'ws', '(new, for Contact 004)']]);
		const [mirrored] = await withPlannedLinks(storeWith([], [{ ref: RIGHT, counterpart: LEFT }]), elsewhere).links('people', 'right', [RIGHT]);
		expect(mirrored).toMatchObject({ left: LEFT, right: RIGHT });
	});

	it('is not asked for where records are linked', async () => {
		const store = storeWith([{ left: LEFT, right: RIGHT } as Link], []);
		expect(await withPlannedLinks(store, elsewhere).links('people', 'left', [LEFT])).toHaveLength(1);
		expect(store.asked).toEqual([]);
	});

	it('tells which counterparts are to be created for another record, and not for the record itself', async () => {
		const planned = (source: RecordRef) => ({ hash, plannedLinks: async () => await Promise.resolve([]), plannedCreates: async (keys: readonly string[]) => await Promise.resolve(new Map(keys.map((key) => [key, source]))) });
		expect(await plannedElsewhere([toCreate], planned({ ...LEFT, id: '004' }))).toEqual(['contacts|email|ann@acme.example']);
		expect(await plannedElsewhere([toCreate], planned(LEFT))).toEqual([]);
		expect(await plannedElsewhere([jobOf()], planned({ ...LEFT, id: '004' }))).toEqual([]);
	});
});

describe('an end of a dry run', () => {
	const said = (outcome: 'created' | 'updated' | 'unchanged' | 'skipped', reason: 'dry-run' | 'archived' | 'linked' | 'no-match-key', target?: RecordRef) =>
		ending(toCreate, { outcome, reason, message: 'Said.', ...(target === undefined ? {} : { target }) });

	it('waits for the word of a person, and for what would change the plan', () => {
		const held = ending(toCreate, { outcome: 'waiting', reason: 'value-not-mapped', message: 'It waits.' }, { kind: 'wait', waitKey: 'value|x', reason: 'value-not-mapped' }, { park: ['link|y'] });
		expect(toPlan(held, hash)).toEqual({ ledger: { kind: 'wait', waitKey: `dry-run|${toCreate.mapping.pair}`, reason: 'dry-run' }, planned: {}, park: ['link|y', 'value|x'] });
		const soon = { kind: 'retry', dueAt: '2026-01-01T00:00:00.000Z', reason: 'record-busy' } as const;
		expect(toPlan(ending(toCreate, { outcome: 'waiting', reason: 'record-busy', message: 'Busy.' }, soon), hash).ledger).toEqual(soon);
	});

	it('brings back those who wait for a link of the record, where the two would be linked', () => {
		expect(toPlan(said('created', 'dry-run'), hash).release).toEqual([expect.stringContaining(LEFT.id)]);
		expect(toPlan(said('unchanged', 'linked', RIGHT), hash).release).toHaveLength(2);
		expect(toPlan(said('skipped', 'no-match-key'), hash)).not.toHaveProperty('release');
		expect(toPlan(said('updated', 'archived', RIGHT), hash)).not.toHaveProperty('release');
		expect(toPlan(ending(jobOf('left', { link: linkWith() }), { outcome: 'updated', reason: 'dry-run', message: 'Said.', target: RIGHT }), hash)).not.toHaveProperty('release');
	});

	it('keeps the keys of a create, hashed', () => {
		expect(toPlan(said('created', 'dry-run'), hash).planned?.creates).toEqual([`#planned|${RIGHT.connection}|contacts|email|ann@acme.example`]);
		expect(toPlan(said('updated', 'linked'), hash).planned).toEqual({});
	});
});
