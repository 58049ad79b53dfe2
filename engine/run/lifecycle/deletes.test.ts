import type { Mapping, RecordRef, Side } from '../../model';
import { at, clockWith, LEFT, linkWith, mappingWith, RIGHT } from '../job.fixture';
import type { GuardStore } from '../guard-port';
import type { Job } from '../job';
import { MassEdits } from '../mass-edits';
import type { LinkWithBase } from '../store-port';
import type { ArchiveResult } from '../system-port';
import { passDeletesOn } from './deletes';
import { contextWith, left, lifeOf, right, said } from './lives.fixture';

const PASSED_ON = { left: 'delete', right: 'archive' } as const;
const link = (more: Partial<LinkWithBase> = {}) => linkWith({ leftModifiedAt: at(1), rightModifiedAt: at(2), ...more });
/** Of the record with that id on the left, linked with one of the same id on the right. */
const deleted = (id: string = LEFT.id, more: Partial<LinkWithBase> = {}, policy: Pick<Mapping, 'deletes'> = { deletes: PASSED_ON }) =>
	lifeOf('left', { kind: 'deleted' }, { source: left(id), link: link({ id, left: left(id), right: right(id), ...more }), mapping: { ...mappingWith(), ...policy } });
const onTheRight = (deletes: NonNullable<Mapping['deletes']> = PASSED_ON) => lifeOf('right', { kind: 'deleted' }, { link: link(), mapping: { ...mappingWith(), deletes } });
const SOURCE_GONE = (id: string = LEFT.id) => ({ ref: left(id), kind: 'deleted', at: at(5) });
const yes = async (_object: string, ids: readonly string[]): Promise<ArchiveResult[]> => ids.map(() => ({ ok: true }));

describe('a record that was deleted', () => {
	it('and one that was merged into nobody knows what, end; others go on', async () => {
		const [gone, merged, there] = [deleted('a', {}, {}), lifeOf('left', { kind: 'merged' }, { source: left('b') }), lifeOf('left', { kind: 'upserted' })];
		const { ended, rest } = await passDeletesOn([gone, merged, there], contextWith());
		expect([said(ended).sort(), rest]).toEqual([['a skipped/delete-ignored', 'b skipped/delete-ignored'], [there]]);
	});

	it('leaves its partner where the mapper says so, or says nothing, for that direction', async () => {
		for (const job of [deleted('a', {}, {}), deleted('a', {}, { deletes: { left: 'delete', right: 'ignore' } })]) {
			const { ended } = await passDeletesOn([job], contextWith({ target: { archive: yes } }));
			expect(ended[0]).toMatchObject({ ledger: { kind: 'close' }, rest: { fates: [SOURCE_GONE('a')] }, outcome: { message: 'Salesforce Contact a was deleted. Nothing is deleted in Pact: the mapper says to leave it.' } });
		}
		const { ended } = await passDeletesOn([onTheRight({ left: 'ignore', right: 'archive' })], contextWith({ place: LEFT, target: { archive: yes } }));
		expect(ended[0]).toMatchObject({ outcome: { reason: 'delete-ignored' }, rest: { fates: [{ ref: RIGHT }] } });
	});

	it('and was linked to nothing is forgotten', async () => {
		const { ended } = await passDeletesOn([lifeOf('left', { kind: 'deleted' })], contextWith());
		expect(ended[0]).toMatchObject({ rest: { fates: [] }, outcome: { message: 'Salesforce Contact 003 was deleted. It was linked to nothing in Pact.' } });
	});

	it('whose partner is gone as well, or rests, is only noted; and once', async () => {
		for (const more of [{ gone: { right: { kind: 'archived', at: at(0) } } }, { rests: true }] as const) {
			const { ended } = await passDeletesOn([deleted('a', more)], contextWith({ target: { archive: yes } }));
			expect(ended[0]).toMatchObject({ rest: { fates: [SOURCE_GONE('a')] }, outcome: { message: 'Salesforce Contact a was deleted, and so was its counterpart.' } });
		}
		const known = { left: { kind: 'archived', at: at(0) }, right: { kind: 'deleted', at: at(0) } } as const;
		expect((await passDeletesOn([deleted('a', { gone: known })], contextWith())).ended[0]?.rest).toEqual({ fates: [] });
	});
});

describe('a delete that this sync had passed on, told of late', () => {
	const contact = { system: 'hubspot', connection: '1', object: 'contacts', id: '5' } as const;
	const archived = (because?: RecordRef, more: Partial<LinkWithBase> = {}) => deleted('a', { gone: { left: { kind: 'archived', at: at(0), ...(because === undefined ? {} : { because }) } }, ...more });
	const ends = async (job: Job, known: Parameters<typeof contextWith>[0] = {}) => said((await passDeletesOn([job], contextWith({ target: { archive: yes }, ...known }))).ended);

	it('undoes no restore: the record whose delete began it is there again', async () => {
		expect(await ends(archived(contact))).toEqual(['a skipped/delete-ignored']);
		expect(await ends(archived(right('a')))).toEqual(['a skipped/delete-ignored']);
	});

	it('goes on to a third system while that record is gone, or nobody knows which it was, and where a person lets it', async () => {
		expect(await ends(archived(contact), { fates: [{ ref: contact, kind: 'deleted', at: at(0) }] })).toEqual(['a updated/archived']);
		expect(await ends(archived())).toEqual(['a updated/archived']);
		expect(await ends(archived(contact, { deletesPass: true }))).toEqual(['a updated/archived']);
	});

	it('names the delete that began it all, over however many systems', async () => {
		const cause = async (job: Job) => (await passDeletesOn([job], contextWith({ target: { archive: yes }, fates: [{ ref: contact, kind: 'deleted', at: at(0) }] }))).ended[0]?.rest.fates?.at(-1)?.because;
		expect(await cause(archived(contact))).toEqual(contact);
		expect(await cause(deleted('a'))).toEqual(left('a'));
	});
});

describe('a delete that is passed on', () => {
	it.each<[Side, string, object[]]>([
		['left', RIGHT.id, [SOURCE_GONE(), { ref: RIGHT, kind: 'archived', at: at(2) }]],
		['right', LEFT.id, [{ ref: RIGHT, kind: 'deleted', at: at(5) }, { ref: LEFT, kind: 'archived', at: at(1) }]],
	])('from the %s archives the partner, by the partner’s own clock', async (side, id, fates) => {
		const asked: unknown[] = [];
		const job = side === 'left' ? deleted(LEFT.id, { right: RIGHT }) : onTheRight();
		const archive = async (object: string, ids: readonly string[]) => {
			asked.push([object, ids]);
			return await yes(object, ids);
		};
		const { ended } = await passDeletesOn([job], contextWith({ place: side === 'left' ? RIGHT : LEFT, target: { archive } }));
		expect(asked).toEqual([[side === 'left' ? 'contacts' : 'Contact', [id]]]);
		expect(ended[0]).toMatchObject({ ledger: { kind: 'close' }, rest: { fates }, outcome: { outcome: 'updated', reason: 'archived', target: side === 'left' ? RIGHT : LEFT } });
		expect(ended[0]?.outcome.message).toMatch(/^Archived .* because .* was deleted\. It can be brought back\.$/);
	});

	it('knows the partner as archived from the latest time on that any pair or the archiving itself has seen', async () => {
		const newer = link({ id: '9', pair: 'other', left: { system: 'hubspot', connection: '1', object: 'contacts', id: '5' }, right: right('a'), rightModifiedAt: at(30) });
		const turned = { ...newer, id: '10', left: right('a'), right: newer.left, leftModifiedAt: at(40), rightModifiedAt: at(90) };
		const fateOf = async (links: LinkWithBase[], result: ArchiveResult) =>
			(await passDeletesOn([deleted('a')], contextWith({ links, target: { archive: async () => [result] } }))).ended[0]?.rest.fates?.[1]?.at;
		expect(await fateOf([newer], { ok: true })).toBe(at(30));
		expect(await fateOf([newer, turned], { ok: true })).toBe(at(40));
		expect(await fateOf([newer, turned], { ok: true, modifiedAt: at(50) })).toBe(at(50));
		expect(await fateOf([], { ok: true, modifiedAt: at(1) })).toBe(at(2));
	});

	it('ends with that where the target cannot archive', async () => {
		const { ended } = await passDeletesOn([deleted('a')], contextWith());
		expect(ended[0]).toMatchObject({ ledger: { kind: 'close' }, rest: { fates: [SOURCE_GONE('a')] }, outcome: { outcome: 'skipped', message: 'Salesforce Contact a was deleted. Pact has no way to archive Pact contacts a, so it stays.' } });
	});

	it('that is refused, or not answered for, comes again, and the rest of the call counts', async () => {
		const archive = async (): Promise<ArchiveResult[]> => [{ ok: false, error: { class: 'temporary', message: 'Down for a moment.' } }, { ok: true }];
		const { ended } = await passDeletesOn([deleted('a'), deleted('b'), deleted('c')], contextWith({ target: { archive } }));
		expect(said(ended)).toEqual(['a waiting/system-error', 'b updated/archived', 'c waiting/system-error']);
		expect(ended[0]?.outcome.message).toContain('Down for a moment.');
		expect(ended[2]?.outcome.message).toContain('Pact answered for fewer records than it was sent.');
		expect([ended[0]?.ledger.kind, ended[0]?.rest.fates]).toEqual(['retry', undefined]);
	});

	it('only says so in a dry run, as often as a run may', async () => {
		const { ended } = await passDeletesOn([deleted('a'), deleted('b')], contextWith({ dryRun: true, archives: 1, target: { archive: async () => await Promise.reject(new Error('It is a dry run.')) } }));
		expect(said(ended)).toEqual(['a updated/archived', 'b waiting/guard-tripped']);
		expect(ended[0]?.outcome).toMatchObject({ message: 'Would archive Pact contacts a, because Salesforce Contact a was deleted.', target: right('a') });
	});

	it('waits for a person beyond the largest number of a run, with one question for the direction', async () => {
		const context = contextWith({ archives: 1, target: { archive: yes } });
		const { ended } = await passDeletesOn([deleted('a'), deleted('b')], context);
		const asked = ended.find(({ outcome }) => outcome.source.id === 'b');
		expect(said(ended)).toEqual(expect.arrayContaining(['a updated/archived', 'b waiting/guard-tripped']));
		expect(asked?.ledger).toEqual({ kind: 'issue', reason: 'guard-tripped', message: asked?.outcome.message });
		expect(asked?.rest).toEqual({});
		expect(asked?.outcome.message).toMatch(/Pact contacts b stays for now\. Raise the number in the upsert node/);
		expect(asked?.outcome.questions).toMatchObject([{ kind: 'deletes', pair: 'people', key: 'left', details: { latest: 'b' }, source: left('b'), target: right('b') }]);
		expect(asked?.outcome.questions[0]?.message).toMatch(/^More Contact records were deleted in Salesforce than one run may archive in Pact\./);
		expect(context.allowance.archives).toBe(0);
	});
});

describe('deletes of more than the share of all linked records that is asked about', () => {
	/** 29 of 100 were changed within the hour. */
	const store: GuardStore = { recentChanges: async () => ({ changed: 29, among: [], met: [], waiting: 0, passes: false }), countLinks: async () => 100 };
	const passed = async (more: Partial<LinkWithBase> = {}) => {
		const context = { ...contextWith({ target: { archive: yes } }), massEdits: new MassEdits(store, clockWith(), 30) };
		return (await passDeletesOn([deleted('a'), deleted('b', more), deleted('c', more)], context)).ended;
	};

	it('wait like other changes, with one question', async () => {
		const ended = await passed();
		expect(said(ended)).toEqual(expect.arrayContaining(['a updated/archived', 'b waiting/guard-tripped', 'c waiting/guard-tripped']));
		const waiting = ended.filter(({ outcome }) => outcome.outcome === 'waiting');
		expect(waiting.map(({ ledger }) => ledger.kind)).toEqual(['wait', 'wait']);
		expect(waiting.flatMap(({ outcome }) => outcome.questions)).toMatchObject([{ kind: 'many-changes', key: 'left', details: { changes: 32, waiting: 2, fields: [] } }]);
		expect(ended.find(({ outcome }) => outcome.reason === 'archived')?.rest.counted).toEqual({ link: 'a', side: 'left' });
	});

	it('go on when a person has let these deletes pass', async () => {
		expect(said(await passed({ deletesPass: true }))).toEqual(['a updated/archived', 'b updated/archived', 'c updated/archived']);
	});
});

describe('a record that this sync archived itself', () => {
	const ours = { gone: { left: { kind: 'archived', at: at(0) } } } as const;
	const again = (attempt: number, more: Partial<LinkWithBase> = {}) => {
		const job = deleted('a', { ...ours, ...more });
		return { ...job, item: { ...job.item, change: { ...job.item.change, origin: 'retry' as const, ticket: { feed: 'f', seq: 1, attempt } } } };
	};
	const outcome = async (job: ReturnType<typeof deleted>) => said((await passDeletesOn([job], contextWith({ target: { archive: yes } }))).ended);

	it('does not undo the return of its partner when it is looked at again', async () => {
		const { ended } = await passDeletesOn([again(0)], contextWith({ target: { archive: yes } }));
		expect(ended[0]).toMatchObject({ rest: { fates: [] }, outcome: { reason: 'delete-ignored', message: 'Salesforce Contact a was archived by this sync before, and Pact contacts a is there again, so it stays.' } });
	});

	it('is passed on when it happens, after a failed try, and when a person lets it through', async () => {
		expect(await outcome(deleted('a', ours))).toEqual(['a updated/archived']);
		expect(await outcome(again(1))).toEqual(['a updated/archived']);
		expect(await outcome(again(0, { deletesPass: true }))).toEqual(['a updated/archived']);
		expect(await outcome(again(0, { gone: { left: { kind: 'deleted', at: at(0) } } }))).toEqual(['a updated/archived']);
	});
});

describe('a partner that another record stands for too', () => {
	const shared = { right: right('shared') };
	const other = (more: Partial<LinkWithBase> = {}) => link({ id: '9', pair: 'leads', left: left('00Q', 'Lead'), ...shared, ...more });
	const outcome = async (links: LinkWithBase[], jobs = [deleted('a', shared)]) =>
		said((await passDeletesOn(jobs, contextWith({ links, target: { archive: yes } }))).ended);

	it('stays, and it is said for whom', async () => {
		const { ended } = await passDeletesOn([deleted('a', shared)], contextWith({ links: [other()], target: { archive: yes } }));
		expect(ended[0]).toMatchObject({ ledger: { kind: 'close' }, rest: { fates: [SOURCE_GONE('a')] }, outcome: { outcome: 'skipped', reason: 'delete-ignored', message: 'Salesforce Contact a was deleted. Pact contacts shared stays, because Salesforce Lead 00Q is linked to it too.' } });
	});

	it('does not stay for one that is gone, that rests, that is deleted with it, or that is of another system', async () => {
		const archived = ['a updated/archived'];
		expect(await outcome([other({ gone: { left: { kind: 'deleted', at: at(0) } } })])).toEqual(archived);
		expect(await outcome([other({ rests: true })])).toEqual(archived);
		expect(await outcome([other({ left: { system: 'hubspot', connection: '1', object: 'contacts', id: '5' } })])).toEqual(archived);
		expect(await outcome([other({ left: left('b') })], [deleted('a', shared), deleted('b', shared)])).toEqual([...archived, 'b updated/archived']);
		expect(await outcome([other({ right: right('another') })])).toEqual(archived);
	});

	it('is seen on either side of the other pair', async () => {
		const turned = other({ left: right('shared'), right: left('00Q', 'Lead') });
		expect(await outcome([turned])).toEqual(['a skipped/delete-ignored']);
		expect(await outcome([{ ...turned, gone: { right: { kind: 'deleted', at: at(0) } } }])).toEqual(['a updated/archived']);
	});
});
