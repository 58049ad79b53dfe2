import type { RecordRef } from '../../engine/model';
import type { Commit, LinkWithBase, ReviewItem } from '../../engine/run/store-port';
import { refKey, SIDES } from '../engine-values';
import { packBase } from '../base-codec';
import { chunks } from '../chunks';
import { takeNumbers } from '../counter';
import { forgetDecisions } from '../parts/decisions';
import { linksById, linksOf } from '../parts/links';
import { placeWord } from '../places';
import type { LinkRow } from '../schema';
import type { Scope } from '../session';
import { saveFlips } from './flips';

const COLUMNS = 13;
type LinkCommit = NonNullable<Commit['link']>;

/** The part of a commit that is about links. */
type LinkChanges = Pick<Commit, 'link' | 'moved' | 'unlink'> & { log: Pick<Commit['log'], 'pair'> };

/** What the links' part of a commit leaves for the others to do. */
interface LinksDone {
	/** Records that are linked now and were not before. */
	linked: RecordRef[];
	/** Links that are new. */
	made: Array<Pick<LinkWithBase, 'id' | 'pair' | 'left' | 'right'>>;
	/** Links that had to give way because their left record is now linked to another right record. */
	reviews: ReviewItem[];
}

/** Removes, creates, moves and updates links and merges their bases. One left record has one link into each right connection in a pair: the latest commit wins. */
export async function commitLinks(scope: Scope, commits: readonly LinkChanges[]): Promise<LinksDone> {
	const wanted = commits.flatMap(({ link, moved = [], log }) =>
		[...(link ? [link] : []), ...moved].map((one) => ({ link: one, pair: one.pair ?? log.pair })),
	);
	const unlinked = commits.flatMap(({ unlink }) => unlink ?? []);
	const done: LinksDone = { linked: [], made: [], reviews: [] };
	if (wanted.length + unlinked.length === 0) return done;
	const working = await WorkingLinks.load(scope, wanted, unlinked);
	for (const id of unlinked) {
		const link = working.byId.get(id);
		if (link) working.remove(link);
	}
	let nextId = await takeNumbers(scope, wanted.length);
	const flips = new Map<string, NonNullable<LinkCommit['flips']>>();
	const decided = new Map<string, readonly string[]>();
	for (const { link, pair } of wanted) {
		const known = link.id === undefined ? undefined : working.byId.get(link.id);
		const holder = working.byLeft.get(leftKey(pair, link));
		if (holder && refKey(holder.right) !== refKey(link.right) && holder !== known)
			done.reviews.push(gaveWay(holder, link));
		if (holder && known && holder !== known) working.remove(holder);
		const before = known ?? holder;
		const samePartner = known !== undefined || (before !== undefined && refKey(before.right) === refKey(link.right));
		const base = samePartner ? { ...before?.base, ...link.base } : link.base;
		if (!before || refKey(before.left) !== refKey(link.left) || refKey(before.right) !== refKey(link.right))
			done.linked.push(link.left, link.right);
		const id = before?.id ?? String(nextId++);
		if (before === undefined) done.made.push({ id, pair, left: link.left, right: link.right });
		if (link.flips) flips.set(id, link.flips);
		if (link.decisionsDone) decided.set(id, link.decisionsDone);
		working.set({
			id,
			pair,
			left: link.left,
			right: link.right,
			leftModifiedAt: link.leftModifiedAt,
			rightModifiedAt: link.rightModifiedAt,
			...ownTimes(link, before),
			base,
			...(link.rests || before?.rests ? { rests: true as const } : {}),
		});
	}
	await working.save();
	await forgetDecisions(scope, new Map([...decided].filter(([id]) => working.byId.has(id))));
	await saveFlips(scope, new Map([...flips].filter(([id]) => working.byId.has(id))));
	return done;
}

/** What a commit does not say stays as it is known: its new modified times may be those of our own writes. */
function ownTimes(link: LinkCommit, before: LinkWithBase | undefined): Pick<LinkWithBase, 'changed' | 'wrote'> {
	const changed = { ...link.changed };
	const wrote = { ...link.wrote };
	for (const side of SIDES) {
		if (before === undefined || refKey(before[side]) !== refKey(link[side])) continue;
		changed[side] ??= before.changed?.[side] ?? before[`${side}ModifiedAt`];
		const written = wrote[side] ?? before.wrote?.[side];
		if (written !== undefined) wrote[side] = written;
	}
	return { changed, wrote };
}

const leftKey = (pair: string, { left, right }: Pick<LinkCommit, 'left' | 'right'>): string => `${pair}|${refKey(left)}|${placeWord(right)}`;

function gaveWay(holder: LinkWithBase, link: LinkCommit): ReviewItem {
	return {
		kind: 'duplicate',
		pair: holder.pair,
		key: [holder.right, link.right].map(refKey).sort().join('~'),
		message: `Two ${link.right.system} records stood for one ${link.left.system} record (${link.left.object} ${link.left.id}); it is now linked to ${link.right.id}. Merge ${holder.right.id} into it if they are the same.`,
		details: { linked: link.right.id, unlinked: holder.right.id },
		source: link.left,
		target: link.right,
	};
}

/** The links that a batch touches, as they will be after it. */
class WorkingLinks {
	readonly byId = new Map<string, LinkWithBase>();
	readonly byLeft = new Map<string, LinkWithBase>();
	private readonly removed = new Set<string>();
	private readonly changed = new Set<string>();

	private constructor(private readonly scope: Scope) {}

	static async load(scope: Scope, wanted: ReadonlyArray<{ link: LinkCommit; pair: string }>, unlinked: readonly string[]): Promise<WorkingLinks> {
		const working = new WorkingLinks(scope);
		const lefts = new Map<string, RecordRef[]>();
		for (const { link, pair } of wanted) lefts.set(pair, [...(lefts.get(pair) ?? []), link.left]);
		const found = await linksById(
			scope,
			[...wanted.flatMap(({ link }) => link.id ?? []), ...unlinked],
		);
		for (const [pair, refs] of lefts) found.push(...(await linksOf(scope, pair, 'left', refs)));
		for (const link of found) if (!working.byId.has(link.id)) working.index(link);
		return working;
	}

	set(link: LinkWithBase): void {
		const before = this.byId.get(link.id);
		if (before) this.byLeft.delete(leftKey(before.pair, before));
		this.index(link);
		this.changed.add(link.id);
	}

	remove(link: LinkWithBase): void {
		this.byId.delete(link.id);
		this.byLeft.delete(leftKey(link.pair, link));
		this.removed.add(link.id);
		this.changed.delete(link.id);
	}

	async save(): Promise<void> {
		const { db, words } = this.scope;
		for (const chunk of chunks([...this.removed].map(Number))) {
			await db.deleteFrom('bases').where('link_id', 'in', chunk).execute();
			await db.deleteFrom('links').where('id', 'in', chunk).execute();
		}
		const links = [...this.changed].flatMap((id) => this.byId.get(id) ?? []);
		const rowNames = new Set<string>();
		for (const link of links) for (const row of Object.keys(link.base)) rowNames.add(row);
		const number = await words.number([
			...links.flatMap(({ pair, left, right }) => [pair, placeWord(left), placeWord(right)]),
			...rowNames,
		]);
		const rows = links.map((link): LinkRow => ({
			id: Number(link.id),
			pair: number(link.pair),
			left_place: number(placeWord(link.left)),
			left_record: link.left.id,
			right_place: number(placeWord(link.right)),
			right_record: link.right.id,
			left_modified: link.leftModifiedAt,
			right_modified: link.rightModifiedAt,
			left_changed: link.changed?.left ?? null,
			right_changed: link.changed?.right ?? null,
			left_wrote: link.wrote?.left ?? null,
			right_wrote: link.wrote?.right ?? null,
			rests: link.rests ? 1 : 0,
		}));
		for (const chunk of chunks(rows, COLUMNS)) {
			await db
				.insertInto('links')
				.values(chunk)
				.onConflict((conflict) =>
					conflict.column('id').doUpdateSet((set) => ({
						pair: set.ref('excluded.pair'),
						left_place: set.ref('excluded.left_place'),
						left_record: set.ref('excluded.left_record'),
						right_place: set.ref('excluded.right_place'),
						right_record: set.ref('excluded.right_record'),
						left_modified: set.ref('excluded.left_modified'),
						right_modified: set.ref('excluded.right_modified'),
						left_changed: set.ref('excluded.left_changed'),
						right_changed: set.ref('excluded.right_changed'),
						left_wrote: set.ref('excluded.left_wrote'),
						right_wrote: set.ref('excluded.right_wrote'),
						rests: set.ref('excluded.rests'),
					})),
				)
				.execute();
		}
		const bases = links.map((link) => ({ link_id: Number(link.id), rows: packBase(link.base, number) }));
		for (const chunk of chunks(bases, 2)) {
			await db
				.insertInto('bases')
				.values(chunk)
				.onConflict((conflict) => conflict.column('link_id').doUpdateSet((set) => ({ rows: set.ref('excluded.rows') })))
				.execute();
		}
	}

	private index(link: LinkWithBase): void {
		this.byId.set(link.id, link);
		this.byLeft.set(leftKey(link.pair, link), link);
	}
}
