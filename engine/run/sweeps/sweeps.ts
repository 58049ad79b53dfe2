import { refKey } from '../../model';
import type { FeedObject, FeedPorts, FeedSettings } from '../feed';
import type { Emission } from '../feed-emission';
import { deletedChange, itemOf, lastOfEach, queryOf, refOf, stampOf } from '../feed-items';
import type { RunStore } from '../store-port';
import type { SweepFound, SweepPage, SweepStore, SweepWork } from '../sweep-port';
import type { SourceChange } from '../system-port';
import { comparePage, type Compared } from './compare';
import { LOOK_AGAIN_MS, pageOf, restsBecause, Throttle } from './limits';

/** What sweeps need of the store beside what the loop needs anyway. */
export type SweepLoopStore = SweepStore & Pick<RunStore, 'links' | 'linksTo'>;

type Ports = Pick<FeedPorts, 'source' | 'store' | 'clock' | 'log'> & { sweeps: SweepLoopStore };

const NOTHING: SweepFound = { inStep: 0, emitted: 0, orphans: 0, gone: 0, outOfScope: 0, underWay: 0, resting: 0, drift: {} };

/** Kept small enough that the store's lock is never held for long and a page fits into memory whatever the trigger's own page size. */
const MOST_A_PAGE = 1_000;

/** Carries out this trigger's parts of sweeps, one page at a time; whoever calls sees to it that live changes come first. */
export class Sweeps {
	private readonly throttle = new Throttle();

	constructor(
		private readonly settings: FeedSettings,
		private readonly ports: Ports,
		private readonly lost: AbortSignal,
		private readonly emission: Emission,
		/** A part has ended: everything was read. */
		private readonly sawAll: () => void,
	) {}

	async open(): Promise<SweepWork[]> {
		return await this.ports.sweeps.openParts(this.settings.feed);
	}

	/** One page of the first part that may be read now. Answers how long to wait for the next, ms: 0 when one was read, or something was done. */
	async turn(works: readonly SweepWork[]): Promise<number> {
		let soonest = Infinity;
		for (const work of works) {
			const wait = this.throttle.wait(keyOf(work), this.now());
			const because = wait > 0 ? work.restsBecause : this.restsBecause(work);
			if (because !== work.restsBecause) await this.ports.sweeps.notePartRests(work, because);
			if (wait === 0 && because === undefined) {
				await this.step(work);
				return 0;
			}
			soonest = Math.min(soonest, wait > 0 ? wait : LOOK_AGAIN_MS);
		}
		return soonest;
	}

	private restsBecause(work: SweepWork): string | undefined {
		const limited = restsBecause(work, this.ports.clock.now(), this.ports.source);
		if (limited !== undefined) return limited;
		if (work.state !== 'deletes' || work.kind === 'backfill') return undefined;
		if (work.fellowsRead === true) return 'Another trigger of this side is still reading.';
		return work.deletesAsked === true ? 'More records are gone than one run may archive: the question in the review list comes first.' : undefined;
	}

	private async step(work: SweepWork): Promise<void> {
		const { sweeps, source } = this.ports;
		const object = this.settings.objects.find(({ name }) => name === work.object);
		if (object === undefined) {
			await sweeps.endPart(work, { because: `The trigger does not read ${work.object} any more.` });
		} else if (work.state === 'waiting') {
			await sweeps.beginPart(work, { connection: source.connection, total: await this.count(object), cursor: await source.start(object.name, 'everything') });
		} else if (work.state === 'reading') await this.read(work, object);
		else if (work.kind === 'backfill' || !(await this.readMissing(work, object))) await this.end(work, object);
	}

	private async read(work: SweepWork, object: FeedObject): Promise<void> {
		const { source } = this.ports;
		const { cursor = '' } = work;
		const limit = pageOf(work, Math.min(this.settings.pageSize, MOST_A_PAGE));
		const page = await source.readPage({ ...queryOf(object), limit }, cursor, { lookBackMs: 0 });
		if (this.lost.aborted) return;
		this.throttle.read(keyOf(work), page.changes.length, work, this.now());
		const changes = lastOfEach(page.changes);
		// One that stands still is the last.
		const state = page.more && page.cursor !== cursor ? 'reading' : 'deletes';
		await this.pass(work, object, changes, { read: changes.length, cursor: page.cursor, state });
	}

	/** Looks for linked records that no page brought. Answers whether there may be more. */
	private async readMissing(work: SweepWork, object: FeedObject): Promise<boolean> {
		const { source, sweeps, clock } = this.ports;
		const limit = pageOf(work, Math.min(this.settings.pageSize, MOST_A_PAGE));
		const { links, after, more } = await sweeps.unseenLinks(work, source, limit);
		const position = after === undefined ? {} : { after };
		const ids = [...new Set(links.map(({ ref }) => ref.id))];
		const read = ids.length === 0 ? [] : lastOfEach(await source.readAgain(queryOf(object), ids));
		const found = new Set(read.flatMap(({ id, standsFor = [] }) => [id, ...standsFor]));
		const unread = ids.filter((id) => !found.has(id));
		// Without the filter: a record that left it is not gone.
		const anywhere = unread.length === 0 || object.filter === undefined ? [] : lastOfEach(await source.readAgain(queryOf({ name: object.name, fields: object.fields }), unread));
		const outside = new Set(anywhere.filter(isThere).map(({ id }) => id));
		const told = anywhere.filter((change) => !isThere(change));
		const known = new Set(anywhere.map(({ id }) => id));
		const gone = [...told, ...unread.filter((id) => !known.has(id)).map((id) => deletedChange(id, clock.now()))];
		if (this.lost.aborted) return true;
		this.throttle.read(keyOf(work), ids.length, work, this.now());
		await this.pass(work, object, [...read, ...gone], { read: 0, ...position, state: 'deletes' }, { outside, gone: new Set(gone.map(({ id }) => id)) });
		return more;
	}

	/** Compares a page, enters what is to go through the sync, and sends it there. */
	private async pass(
		work: SweepWork,
		object: FeedObject,
		changes: readonly SourceChange[],
		next: Pick<SweepPage, 'read' | 'cursor' | 'after' | 'state'>,
		missing: { outside: ReadonlySet<string>; gone: ReadonlySet<string> } = { outside: new Set(), gone: new Set() },
	): Promise<void> {
		const { source, sweeps, store } = this.ports;
		const { emit, found, evidence } = await this.chosen(work, object, changes);
		await this.emission.entering(async () => {
			const seqs = await sweeps.noteSweepPage({
				work,
				seen: [...changes.map((change) => refOf(source, object, change)), ...[...missing.outside].map((id) => ({ system: source.system, connection: source.connection, object: object.name, id }))],
				emitted: emit.map((change) => {
					const about = evidence?.get(change);
					return { ref: refOf(source, object, change), stamp: stampOf(change, store), ...(missing.gone.has(change.id) ? { gone: true as const } : {}), ...(about === undefined ? {} : { evidence: about }) };
				}),
				leaseMs: this.settings.leaseMs,
				found: { ...found, outOfScope: missing.outside.size },
				...next,
			}, this.settings.owner);
			if (seqs === undefined) return;
			const { feed } = this.settings;
			await this.emission.page(
				object,
				emit.flatMap((change) => {
					const seq = seqs.get(refKey(refOf(source, object, change)));
					return seq === undefined ? [] : [itemOf(source, object, change, { feed, seq, attempt: 0 }, work.kind)];
				}),
			);
		});
	}

	/** A backfill sends everything; of what is gone, what was ever linked. */
	private async chosen(work: SweepWork, object: FeedObject, changes: readonly SourceChange[]): Promise<Pick<Compared, 'emit' | 'found'> & Partial<Compared>> {
		const { source, sweeps, store } = this.ports;
		if (work.kind === 'reconcile') return await comparePage(changes, { store: { ...pickStore(sweeps), hash: (text) => store.hash(text) }, source, object, work });
		const gone = changes.filter((change) => !isThere(change)).map((change) => refOf(source, object, change));
		const linked = new Set((gone.length === 0 ? [] : await sweeps.links(work.pair, work.side, gone)).map((link) => refKey(link[work.side])));
		const emit = changes.filter((change) => isThere(change) || linked.has(refKey(refOf(source, object, change))));
		return { emit, found: { ...NOTHING, emitted: emit.length } };
	}

	private async end(work: SweepWork, object: FeedObject): Promise<void> {
		await this.ports.sweeps.endPart(work, { counted: await this.count(object, { there: true }) });
		this.sawAll();
		this.ports.log?.('info', `${object.name}: everything was read once (${work.kind} of ${work.pair}).`);
	}

	private async count({ name, filter }: FeedObject, options?: { there: true }): Promise<number> {
		return await this.ports.source.count({ object: name, ...(filter === undefined ? {} : { filter }) }, options);
	}

	private now(): number {
		return this.ports.clock.now().getTime();
	}
}

const isThere = ({ kind }: SourceChange): boolean => kind === 'upserted' || kind === 'restored';

const keyOf = ({ sweep, side }: SweepWork): string => `${sweep}|${side}`;

const pickStore = (store: SweepLoopStore) => ({
	links: store.links.bind(store),
	linksTo: store.linksTo.bind(store),
	sweepTargets: store.sweepTargets.bind(store),
	underWay: store.underWay.bind(store),
	lookedAt: store.lookedAt.bind(store),
});
