import type { Change } from '../../model';
import { at, LEFT, linkWith, RIGHT } from '../job.fixture';
import type { Job } from '../job';
import type { Fate, LinkWithBase } from '../store-port';
import { contextWith, left, lifeOf, right, said } from './lives.fixture';
import { lastHeirs, settleMerges } from './merges';

const W = left('w');
const TICKET = { ticket: { feed: 'f', seq: 1, attempt: 0 } };
const link = (id: string, one: string, other: string, more: Partial<LinkWithBase> = {}) => linkWith({ id, left: left(one), right: right(other), ...more });
const loser = (id: string, change: Partial<Change> = {}, more: { link?: LinkWithBase } = {}): Job => lifeOf('left', { kind: 'merged', mergedInto: 'w', ...change }, { source: left(id), ...more });
const winner = (change: Partial<Change> = {}, id = 'w'): Job => lifeOf('left', { mergedFrom: ['a'], ...change }, { source: left(id) });
const merged = (id: string, into = W): Fate => ({ ref: left(id), kind: 'merged', into, at: at(5) });
const keyOf = (...ids: string[]) => ids.map((id) => `salesforce|org|Contact|${id}`).sort().join('~');

describe('a record that was merged away', () => {
	it('leaves its link to the winner, which is looked at, since its own change may have come before', async () => {
		const { ended, rest } = await settleMerges([loser('a')], contextWith({ links: [link('1', 'a', 'x')] }));
		expect([said(ended), rest]).toEqual([['a skipped/merged'], []]);
		expect(ended[0]).toMatchObject({
			ledger: { kind: 'close' }, outcome: { message: 'Salesforce Contact a was merged into w, which takes its place.', questions: [] },
			rest: { moved: [{ id: '1', left: W, right: right('x') }], unlink: [], fates: [merged('a')], settle: [keyOf('a', 'w')], repair: [W] },
		});
	});

	it('rests beside a winner with a partner of its own: the partners are listed, and the one at rest is looked at', async () => {
		const { ended } = await settleMerges([loser('a')], contextWith({ links: [link('1', 'a', 'x'), link('2', 'w', 'y')] }));
		expect(ended[0]).toMatchObject({ rest: { moved: [{ id: '1', left: left('a'), rests: true }], repair: [W, right('x')] }, outcome: { questions: [{ kind: 'duplicate', details: { linked: 'y', unlinked: 'x' } }] } });
	});

	it('and is told of twice, or was never linked, is only known as merged', async () => {
		const context = contextWith({ links: [link('1', 'a', 'x')] });
		const { ended } = await settleMerges([loser('a'), loser('b')], context);
		expect(ended.map(({ rest }) => Object.keys(rest).sort())).toEqual([['fates', 'moved', 'repair', 'settle', 'unlink'], ['fates']]);
		expect(ended[1]?.rest.fates).toEqual([merged('a'), merged('b')]);
		const { ended: again } = await settleMerges([loser('a')], contextWith());
		expect(again[0]).toMatchObject({ rest: { fates: [merged('a')] }, outcome: { message: 'Salesforce Contact a was merged into w.', questions: [] } });
		expect(again[0]?.rest).not.toHaveProperty('repair');
	});

	it('into nobody knows what, or deleted for good, is none of this', async () => {
		const { mergedInto: _into, ...change } = loser('a').item.change;
		const lost = { ...loser('a'), item: { ...loser('a').item, change } };
		const gone = winner({ kind: 'deleted' });
		expect(await settleMerges([lost, gone], contextWith())).toEqual({ ended: [], rest: [lost, gone] });
	});

	it('takes no link of another org, portal or workspace', async () => {
		const { ended } = await settleMerges([loser('a')], contextWith({ links: [link('1', 'a', 'x', { right: { ...RIGHT, connection: 'elsewhere' } })] }));
		expect(ended[0]?.rest).toEqual({ fates: [merged('a')] });
	});
});

describe('a winner that names who went into it', () => {
	it('takes their links over and comes again at once; after that it is a change like others', async () => {
		const one = winner(TICKET);
		const { ended, rest } = await settleMerges([one], contextWith({ links: [link('1', 'a', 'x')] }));
		expect([said(ended), rest]).toEqual([['w waiting/merged'], []]);
		expect(ended[0]).toMatchObject({
			ledger: { kind: 'retry', uncounted: true }, rest: { moved: [{ id: '1', left: W }], fates: [merged('a')] },
			outcome: { message: 'Salesforce Contact w takes the place of a, which was merged into it. Salesforce Contact w comes again at once.' },
		});
		expect(await settleMerges([one], contextWith({ links: [link('1', 'w', 'x')] }))).toEqual({ ended: [], rest: [one] });
	});

	it('in one page with a loser: one of them carries what follows', async () => {
		for (const jobs of [[winner(TICKET), loser('a')], [loser('a'), winner(TICKET)]]) {
			const { ended } = await settleMerges(jobs, contextWith({ links: [link('1', 'a', 'x')] }));
			expect(said(ended).sort()).toEqual(['a skipped/merged', 'w waiting/merged']);
			expect(ended.filter(({ rest }) => (rest.moved ?? []).length > 0)).toHaveLength(1);
		}
	});

	it('and went into another one itself hands everything on to that', async () => {
		const { ended } = await settleMerges([winner()], contextWith({ links: [link('1', 'a', 'x')], fates: [merged('w', left('v')), merged('v', left('u'))] }));
		expect(ended[0]?.rest).toMatchObject({ moved: [{ id: '1', left: left('u') }], fates: [{ ref: left('a'), into: left('u') }] });
	});

	it('does nothing but say so in a dry run', async () => {
		const { ended } = await settleMerges([winner(TICKET)], contextWith({ dryRun: true, links: [link('1', 'a', 'x')] }));
		expect(ended[0]).toMatchObject({ ledger: { kind: 'close' }, rest: {} });
	});
});

describe('a record whose partner is known to have gone into another one', () => {
	const gone = { left: { kind: 'merged', into: W, at: at(3) } } as const;
	const change = (one: LinkWithBase) => lifeOf('right', TICKET, { source: one.right, link: one });

	it('settles that first, and comes again', async () => {
		const one = link('1', 'a', 'x', { gone });
		const { ended } = await settleMerges([change(one)], contextWith({ links: [one] }));
		expect(said(ended)).toEqual(['x waiting/merged']);
		expect(ended[0]?.rest).toMatchObject({ moved: [{ id: '1', left: W, right: right('x') }], fates: [{ ref: left('a'), kind: 'merged', into: W, at: at(3) }] });
	});

	it('goes on where the link rests, or it is not known what became of the partner', async () => {
		const jobs = [link('1', 'a', 'x', { gone, rests: true }), link('2', 'b', 'y', { gone: { left: { kind: 'deleted', at: at(3) } } }), link('3', 'c', 'z', { gone: { left: { kind: 'merged', at: at(3) } } })].map(change);
		expect(await settleMerges(jobs, contextWith())).toEqual({ ended: [], rest: jobs });
	});
});

describe('the last heir', () => {
	it('is who has not gone into anybody', async () => {
		const fates: Fate[] = [merged('a', left('b')), merged('b', left('c')), { ref: left('c'), kind: 'deleted', at: at(0) }];
		const heirs = await lastHeirs([left('a'), left('z')], contextWith({ fates }));
		expect([...heirs]).toEqual([['salesforce|org|Contact|a', left('c')], ['salesforce|org|Contact|z', left('z')]]);
	});

	it('of a circle is looked for a few times only', async () => {
		const heirs = await lastHeirs([LEFT], contextWith({ fates: [{ ref: LEFT, kind: 'merged', into: W, at: at(0) }, merged('w', LEFT)] }));
		expect([LEFT.id, W.id]).toContain(heirs.get('salesforce|org|Contact|003')?.id);
	});
});
