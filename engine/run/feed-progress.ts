import type { FeedStore, Progress } from './store-port';

/** How far the first sync of each object has come. It is over when a read finds nothing more, whatever was counted at its start. */
export class FirstSync {
	private known: Map<string, Progress> | undefined;

	constructor(
		private readonly store: Pick<FeedStore, 'progress' | 'setProgress'>,
		private readonly feed: string,
	) {}

	async begin(object: string, total: number): Promise<void> {
		await this.save(object, { done: 0, total });
	}

	async isOn(object: string): Promise<boolean> {
		const progress = (await this.all()).get(object);
		return progress !== undefined && progress.done < progress.total;
	}

	/** A page with so many new records (none, even) was read; `more` follow. */
	async advance(object: string, read: number, more: boolean): Promise<void> {
		const progress = (await this.all()).get(object);
		if (progress === undefined || progress.done >= progress.total) return;
		const { done, total } = progress;
		const next = more ? Math.min(total - 1, done + read) : total;
		if (next !== done) await this.save(object, { done: next, total });
	}

	private async all(): Promise<Map<string, Progress>> {
		return (this.known ??= new Map(Object.entries(await this.store.progress(this.feed))));
	}

	private async save(object: string, progress: Progress): Promise<void> {
		await this.store.setProgress(this.feed, object, progress);
		(await this.all()).set(object, progress);
	}
}
