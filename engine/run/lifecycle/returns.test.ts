import { at, jobOf, LEFT, linkWith, RIGHT } from '../job.fixture';
import type { Change } from '../../model';
import type { Fate, LinkWithBase } from '../store-port';
import type { ArchiveResult } from '../system-port';
import { bringBack, cannotComeBack, welcomeBack } from './returns';
import { contextWith, left, lifeOf, right, said } from './lives.fixture';

const TICKET = { ticket: { feed: 'f', seq: 1, attempt: 0 } };
const seen = async (gone: Fate['kind'], goneAt: number, change: Partial<Change>, link?: LinkWithBase, more: Partial<Fate> = {}) => {
	const job = lifeOf('left', change, link === undefined ? {} : { link });
	const { ended, rest } = await welcomeBack([job], contextWith({ fates: [{ ref: LEFT, kind: gone, at: at(goneAt), ...more }] }));
	expect(rest).toEqual([]);
	return ended[0]!;
};

describe('a record that was known to be gone', () => {
	it('and is not, is no matter of this', async () => {
		const job = lifeOf('left', {});
		expect(await welcomeBack([job], contextWith({ fates: [{ ref: left('another'), kind: 'deleted', at: at(0) }] }))).toEqual({ ended: [], rest: [job] });
	});

	it('and was changed since then is there again; its partner is looked at, too', async () => {
		const end = await seen('deleted', 4, TICKET, linkWith());
		expect(said([end])).toEqual(['003 waiting/restored']);
		expect(end).toMatchObject({ ledger: { kind: 'retry', dueAt: at(0), uncounted: true }, rest: { alive: [LEFT], release: ['back|salesforce|org|Contact|003'], repair: [RIGHT] }, outcome: { message: 'Salesforce Contact 003 is there again, and is kept in step from now on.' } });
		expect((await seen('deleted', 4, TICKET)).rest).toEqual({ alive: [LEFT], release: ['back|salesforce|org|Contact|003'] });
	});

	it('does not have its partner looked at where that is gone, which would be passed on to it', async () => {
		expect((await seen('deleted', 4, TICKET, linkWith({ gone: { right: { kind: 'deleted', at: at(0) } } }))).rest).not.toHaveProperty('repair');
	});

	it.each<[string, Fate['kind'], number, Partial<Change>, string]>([
		['a delete of the same second was taken back', 'deleted', 5, {}, 'restored'],
		['what we archived ourselves has the time of our own write', 'archived', 5, {}, 'superseded'],
		['what we archived ourselves was changed later', 'archived', 4, {}, 'restored'],
		['what was read before the delete is out of date', 'deleted', 6, {}, 'superseded'],
		['what a retry reads is there now, whatever its time', 'deleted', 6, { origin: 'retry' }, 'restored'],
		['what a webhook told of is there now, whatever its time', 'archived', 6, { origin: 'webhook' }, 'restored'],
		['a later look of the poll is no proof', 'archived', 6, { origin: 'backfill' }, 'superseded'],
	])('%s', async (_what, kind, goneAt, change, reason) => {
		expect((await seen(kind, goneAt, { ...change, ...TICKET })).outcome.reason).toBe(reason);
	});

	it('and was read by a webhook or a retry that began before the delete was known is no proof, however it looks', async () => {
		const ended = async (seq: number, goneAt: number) => (await seen('archived', goneAt, { origin: 'webhook', ticket: { feed: 'f', seq: 7, attempt: 0 } }, linkWith(), { seq })).outcome;
		expect(await ended(7, 6)).toMatchObject({ outcome: 'waiting', reason: 'superseded' });
		expect(await ended(6, 6)).toMatchObject({ reason: 'restored' });
		// Its own clock says that it was changed since then.
		expect(await ended(7, 4)).toMatchObject({ reason: 'restored' });
	});

	it('and was read before that comes once more, by its ticket or through its feeds', async () => {
		expect(await seen('deleted', 6, TICKET, linkWith())).toMatchObject({ ledger: { kind: 'retry', uncounted: true }, rest: {}, outcome: { outcome: 'waiting', message: 'Salesforce Contact 003 was read before it was deleted. It is looked at again.' } });
		expect(await seen('deleted', 6, {}, linkWith())).toMatchObject({ ledger: { kind: 'close' }, rest: { repair: [LEFT] }, outcome: { outcome: 'skipped' } });
	});
});

describe('a partner that this sync had archived', () => {
	const away = (id: string) => jobOf('left', { record: { id, fields: {}, modifiedAt: at(0), gone: { kind: 'deleted' } }, source: left(`of ${id}`) });
	const restore = (...results: ArchiveResult[]) => ({ target: { restore: async () => results } });

	it('is brought back, and both records are looked at again; the time of that is no evidence of an edit', async () => {
		const asked: unknown[] = [];
		const links = [linkWith({ id: '1', right: right('a'), leftModifiedAt: at(1), rightModifiedAt: at(2), base: { title: { left: 'l', right: 'r' } } }), linkWith({ id: '2', left: right('a'), right: left('z'), leftModifiedAt: at(1), rightModifiedAt: at(2) }), linkWith({ id: '3', right: right('b') })];
		const there = jobOf('left');
		const { ended, rest } = await bringBack([away('a'), there], contextWith({ links, target: { restore: async (object, ids) => (asked.push([object, ids]), [{ ok: true, modifiedAt: at(9) }]) } }));
		expect([asked, rest]).toEqual([[['contacts', ['a']]], [there]]);
		expect(ended[0]).toMatchObject({
			outcome: { outcome: 'updated', reason: 'restored', target: right('a'), message: 'Brought Pact contacts a back, because Salesforce Contact of a is there again.' },
			// Without a ticket the source comes again through its feeds.
			rest: { alive: [right('a')], release: ['back|pact|w|contacts|a'], repair: [right('a'), left('of a')] },
		});
		expect(ended[0]?.rest.moved).toEqual([
			{ id: '1', pair: 'people', left: LEFT, right: right('a'), leftModifiedAt: at(1), rightModifiedAt: at(9), wrote: { right: at(9) }, base: {} },
			{ id: '2', pair: 'people', left: right('a'), right: left('z'), leftModifiedAt: at(9), rightModifiedAt: at(2), wrote: { left: at(9) }, base: {} },
		]);
	});

	it('stays archived while the record of a third system for which it was archived is still deleted', async () => {
		const contact = { system: 'hubspot', connection: '1', object: 'contacts', id: '5' } as const;
		const own = linkWith({ left: left('of a'), right: right('a') });
		const linked = { ...away('a'), link: own };
		const outcome = async (job: ReturnType<typeof away>, other: Partial<LinkWithBase>) =>
			said((await bringBack([job], contextWith({ links: [own, linkWith({ id: '2', left: contact, right: right('a'), ...other })], ...restore({ ok: true }) }))).ended);
		const gone = (kind: Fate['kind']) => ({ gone: { left: { kind, at: at(0) } } });
		expect(await outcome(linked, gone('deleted'))).toEqual(['of a skipped/target-gone']);
		expect(await outcome(linked, { ...gone('deleted'), left: right('a'), right: contact, gone: { right: { kind: 'deleted', at: at(0) } } })).toEqual(['of a skipped/target-gone']);
		// Archived by this sync itself, there, of the source's own system, or of another target.
		for (const other of [gone('archived'), {}, { ...gone('deleted'), left: left('old') }, { ...gone('deleted'), right: right('b') }]) expect(await outcome(linked, other)).toEqual(['of a updated/restored']);
		// A new record of the same person is a new reason.
		expect(await outcome(away('a'), gone('deleted'))).toEqual(['of a updated/restored']);
	});

	it('moves no times where the system does not tell when that was', async () => {
		const { ended } = await bringBack([away('a')], contextWith({ links: [linkWith({ right: right('a') })], ...restore({ ok: true }) }));
		expect(ended[0]?.rest.moved).toEqual([]);
	});

	it('that is refused, or not answered for, comes again', async () => {
		const { ended } = await bringBack([away('a'), away('b')], contextWith(restore({ ok: false, error: { class: 'temporary', message: 'Down for a moment.' } })));
		expect(said(ended)).toEqual(['of a waiting/system-error', 'of b waiting/system-error']);
		expect(ended[0]?.outcome.message).toContain('Down for a moment.');
		expect(ended[1]?.outcome.message).toContain('Pact answered for fewer records than it was sent.');
	});

	it('needs a person where the system has no call for it; a dry run restores nothing either', async () => {
		const message = 'Pact contacts a was archived when Salesforce Contact of a was deleted. Pact has no call that brings it back: restore it in its recycle bin, and both are kept in step again.';
		expect(cannotComeBack(away('a'))).toMatchObject({ outcome: { outcome: 'conflict', reason: 'target-gone', message, target: right('a') }, ledger: { kind: 'close' } });
		expect(said((await bringBack([away('a')], contextWith())).ended)).toEqual(['of a conflict/target-gone']);
		const context = contextWith({ dryRun: true, target: { restore: async () => await Promise.reject(new Error('It is a dry run.')) } });
		expect((await bringBack([away('a')], context)).ended[0]?.outcome).toMatchObject({ outcome: 'updated', reason: 'restored', message: expect.stringContaining('Would bring Pact contacts a back') as string });
	});

	it('is asked of nobody where all are there', async () => {
		const there = jobOf('left');
		expect(await bringBack([there], contextWith())).toEqual({ ended: [], rest: [there] });
	});
});
