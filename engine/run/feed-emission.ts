import type { SyncItem } from '../model';
import type { FeedObject, FeedPorts } from './feed';

interface Ports extends Pick<FeedPorts, 'emit'> {
	store: Pick<FeedPorts['store'], 'acknowledge' | 'runFailed'>;
}

/** Sends pages down the canvas, one at a time, and knows whether any of them was left without an end. */
export class Emission {
	/** The present step has entries of the ledger under way. */
	private entered = false;
	/** Some were left so: by a process that died, or by a step that failed on the way. */
	private unsettled = true;

	constructor(
		private readonly feed: string,
		private readonly ports: Ports,
		private readonly lost: AbortSignal,
	) {}

	/** What is entered in the ledger by this is under way until its end is written: a step that breaks in between leaves it unsettled. */
	async entering<T>(work: () => Promise<T>): Promise<T> {
		this.entered = true;
		const done = await work();
		this.entered = false;
		return done;
	}

	/** The present step has failed. */
	broke(): void {
		if (this.entered) this.unsettled = true;
		this.entered = false;
	}

	/** Once for all that was left without an end. */
	async settle(reclaim: () => Promise<unknown>): Promise<void> {
		if (!this.unsettled) return;
		await reclaim();
		this.unsettled = false;
	}

	/** Resolves when the run has ended and its end is written. */
	async page(object: FeedObject, items: SyncItem[]): Promise<void> {
		if (items.length === 0) return;
		const { store } = this.ports;
		const seqs = items.flatMap(({ change }) => (change.ticket === undefined ? [] : [change.ticket.seq]));
		const run = await this.run(object, items);
		if (run.ok) await store.acknowledge(this.feed, seqs);
		else await store.runFailed(this.feed, seqs, run.message ?? 'The workflow run failed.');
	}

	/** A run that could not even be started counts as a failed one, unless the loop is told to stop: then the next start brings it back. */
	private async run(object: FeedObject, items: SyncItem[]): Promise<{ ok: boolean; message?: string }> {
		try {
			return await this.ports.emit(object.name, items);
		} catch (error) {
			if (this.lost.aborted) throw error;
			return { ok: false, message: error instanceof Error ? error.message : String(error) };
		}
	}
}
