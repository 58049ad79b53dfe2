import type { FeedObject, FeedPorts, FeedSettings } from './feed';
import type { Emission } from './feed-emission';
import type { FeedHealth } from './feed-health';
import { deletedChange, itemOf, lastOfEach, notWatched, queryOf, refOf, stampOf } from './feed-items';
import type { DueRef } from './store-port';
import type { SourceChange } from './system-port';

/** Emits what is due: retries, released waits, hints, and what a crash left behind, with their present values. */
export class Due {
	constructor(
		private readonly settings: FeedSettings,
		private readonly ports: Pick<FeedPorts, 'source' | 'store' | 'clock'>,
		private readonly lost: AbortSignal,
		private readonly emission: Emission,
		private readonly health: FeedHealth,
	) {}

	async emit(): Promise<void> {
		const { store, source } = this.ports;
		const { feed, owner, pageSize, leaseMs } = this.settings;
		await this.emission.settle(async () => await store.reclaim(feed, owner));
		for (let goOn = true; goOn && !this.lost.aborted;) {
			goOn = await this.emission.entering(async () => {
				const due = await store.takeDue(feed, pageSize, leaseMs, owner);
				let failure: unknown;
				for (const object of this.settings.objects) {
					const entries = due.filter(({ ref }) => ref.object === object.name && ref.connection === source.connection);
					try {
						if (entries.length > 0) await this.emitAgain(object, entries);
					} catch (error) {
						// An object that cannot be read does not take the others' retries of this round with it.
						failure ??= error;
					}
				}
				const forgotten = notWatched(due, source, this.settings.objects);
				if (forgotten.length > 0) await store.closeUnreadable(feed, forgotten);
				if (failure !== undefined) throw failure as Error;
				return due.length === pageSize;
			});
			if (goOn && (await this.health.isPaused())) return;
		}
	}

	private async emitAgain(object: FeedObject, due: readonly DueRef[]): Promise<void> {
		const { store, source, clock } = this.ports;
		const { feed, owner } = this.settings;
		const entries = new Map(due.map((entry) => [entry.ref.id, entry]));
		const read = lastOfEach(await source.readAgain(queryOf(object), [...entries.keys()]));
		const toldBy = ({ id, standsFor = [] }: SourceChange): string[] => [id, ...standsFor];
		const found = new Set(read.flatMap(toldBy));
		const missing = due.filter(({ ref, gone }) => gone === undefined && !found.has(ref.id));
		if (missing.length > 0) {
			const message = (id: string) =>
				`${object.name} ${id} cannot be read any more: it was deleted for good, left the filter, or this user may not see it.`;
			await store.closeUnreadable(
				feed,
				missing.map(({ ref }) => ({ ref, message: message(ref.id) })),
			);
		}
		const gone = due.filter((entry) => entry.gone === true && !found.has(entry.ref.id)).map(({ ref }) => deletedChange(ref.id, clock.now()));
		const changes = [...read, ...gone];
		// One item for each entry: of several of one record, the run takes the last.
		const items = changes.flatMap((change) =>
			toldBy(change).flatMap((id) => {
				const entry = entries.get(id);
				return entry === undefined ? [] : [itemOf(source, object, change, { feed, seq: entry.seq, attempt: entry.attempts }, entry.origin)];
			}),
		);
		if (items.length === 0) return;
		// The poll need not bring these versions once more: whatever becomes of them, the ledger has them. Also the last word on whether they are ours to emit.
		const seen = read.map((change) => ({ ref: refOf(source, object, change), stamp: stampOf(change, store) }));
		await store.noteSeen(feed, seen, owner);
		await this.emission.page(object, items);
	}
}
