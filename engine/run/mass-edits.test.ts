import { concededBase } from '../merge/base';
import type { Change } from '../model';
import type { GuardStore, RecentChanges } from './guard-port';
import { clockWith, jobOf, linkWith, mappingWith, rowOf } from './job.fixture';
import { askedOnce, changesLinked, MassEdits, tooMany } from './mass-edits';

const consent = rowOf('consent', { lens: { kind: 'consent' }, rule: 'mostRestrictive' });
const mapping = mappingWith(rowOf('title'), rowOf('name'), consent);
const jobs = (count: number, origin: Change['origin'] = 'poll') =>
	Array.from({ length: count }, (_, number) => {
		const job = jobOf('left', { mapping, link: linkWith({ id: String(number + 1) }) });
		return { ...job, item: { ...job.item, change: { ...job.item.change, origin } } };
	});

/** A store that knows so much; counts how often links were counted. */
function guard(askAbove: number | undefined, known: Partial<RecentChanges> & { links?: number } = {}) {
	const { links = 200, ...recent } = known;
	let counted = 0;
	const store: GuardStore = {
		recentChanges: async () => ({ changed: 0, among: [], met: [], waiting: 0, passes: false, ...recent }),
		countLinks: async () => {
			counted += 1;
			return links;
		},
	};
	return { edits: new MassEdits(store, clockWith(), askAbove), countings: () => counted };
}

async function taken(count: number, askAbove: number | undefined, known: Parameters<typeof guard>[1] = {}, origin?: Change['origin']): Promise<Record<string, number>> {
	const { edits } = guard(askAbove, known);
	const all = jobs(count, origin);
	await edits.look(all);
	const verdicts = all.map((job) => edits.takes(job));
	return Object.fromEntries([...new Set(verdicts)].map((verdict) => [verdict, verdicts.filter((one) => one === verdict).length]));
}

describe('the guard against mass edits', () => {
	it('lets the share of all linked records pass, together with what was changed within the hour', async () => {
		expect(await taken(80, 30)).toEqual({ counts: 60, tooMany: 20 });
		expect(await taken(80, 30, { changed: 50 })).toEqual({ counts: 10, tooMany: 70 });
		expect(await taken(60, 30)).toEqual({ counts: 60 });
		expect(await taken(80, 100)).toEqual({ counts: 80 });
	});

	it('is off without a share, below a hundred links, and where a person lets everything through', async () => {
		expect(await taken(80, undefined)).toEqual({ free: 80 });
		expect(await taken(80, 30, { links: 99 })).toEqual({ counts: 80 });
		expect(await taken(80, 30, { links: 100 })).toEqual({ counts: 30, tooMany: 50 });
		expect(await taken(80, 30, { passes: true })).toEqual({ counts: 80 });
	});

	it('counts no link twice', async () => {
		expect(await taken(80, 30, { changed: 60, among: jobs(80).slice(0, 60).map(({ link }) => link?.id ?? '') })).toEqual({ counts: 60, tooMany: 20 });
		const { edits } = guard(30, { changed: 59 });
		const [job] = jobs(1);
		await edits.look(jobs(60));
		expect([edits.takes(job!), edits.takes(job!), edits.takes(jobs(2)[1]!)]).toEqual(['counts', 'counts', 'tooMany']);
	});

	it('leaves a first sync alone, and not what a new row of the mapper brings to old links', async () => {
		const met = jobs(80).map(({ link }) => link?.id ?? '');
		expect(await taken(80, 30, { met }, 'backfill')).toEqual({ free: 80 });
		expect(await taken(80, 30, { met }, 'poll')).toEqual({ counts: 60, tooMany: 20 });
		expect(await taken(80, 30, {}, 'backfill')).toEqual({ counts: 60, tooMany: 20 });
	});

	it('counts the links only where a share may be passed', async () => {
		const { edits, countings } = guard(30);
		await edits.look(jobs(30));
		expect(countings()).toBe(0);
		await edits.look(jobs(31));
		expect(countings()).toBe(1);
	});
});

describe('what counts', () => {
	const counts = (write: Record<string, string>, link = linkWith()) => changesLinked({ job: jobOf('left', { mapping, link, plan: { action: 'update', write } }), rows: Object.keys(write) });

	it('is a change of a linked record', () => {
		expect(counts({ title: 'CEO' })).toBe(true);
		const { link: _link, ...strangers } = jobOf('left', { mapping, link: linkWith(), plan: { action: 'update', write: { title: 'CEO' } } });
		expect(changesLinked({ job: strangers, rows: ['title'] })).toBe(false);
		expect(changesLinked({ job: jobOf('left', { mapping, link: linkWith() }), rows: [] })).toBe(false);
	});

	it('is no withdrawal of consent, and not what comes back for a value that was given up', () => {
		expect(counts({ consent: 'withdrawn' })).toBe(false);
		expect(counts({ consent: 'granted' })).toBe(true);
		expect(counts({ consent: 'withdrawn', title: 'CEO' })).toBe(true);
		expect(counts({ title: 'CEO' }, linkWith({ base: { title: concededBase('right', 'x') } }))).toBe(false);
	});
});

it('one question is asked for all that waits, with numbers and names of fields, and no values', async () => {
	const { edits: massEdits } = guard(30, { changed: 60, waiting: 5, links: 200 });
	const all = jobs(3);
	await massEdits.look(all);
	const ends = all.map((job) => (massEdits.takes(job) === 'tooMany' ? tooMany(job) : []));
	const asked = askedOnce(ends.flat(), () => ['Title', 'Phone'], { massEdits });
	expect(asked.map(({ outcome }) => outcome.questions.length)).toEqual([1, 0, 0]);
	expect(asked[0]).toMatchObject({ outcome: { outcome: 'waiting', reason: 'guard-tripped' }, ledger: { kind: 'wait', waitKey: 'many-changes|people|left', reason: 'guard-tripped' } });
	expect(asked[0]?.outcome.questions[0]).toEqual({
		kind: 'many-changes',
		pair: 'people',
		key: 'left',
		message: '68 of 200 linked Pact contacts would be changed by Salesforce within an hour (Title, Phone). That is more than 30 %, so what exceeds it waits. Let it through if it was meant; if not, hold it and put it right where it came from.',
		details: { changes: 68, waiting: 8, links: 200, share: 30, fields: ['Title', 'Phone'] },
		source: all[0]?.source,
	});
	expect(askedOnce([], () => [], { massEdits })).toEqual([]);
});
