import { AsyncLocalStorage } from 'node:async_hooks';
import type { Written } from '../store/store';

/** What became of one record in a transaction: how readers saw it before, and how it was written last. */
export type RecordWrite = Written;

export interface Transaction {
	/** As events tell it; empty where nobody told. */
	readonly origin: string;
	readonly writes: Map<string, RecordWrite>;
	/** What a call has left to do after its answer (a bulk job) is no part of it. */
	committed: boolean;
}

/** Collects the writes of one call, so that they become events together. */
export class Transactions {
	private readonly open = new AsyncLocalStorage<Transaction>();

	constructor(private readonly committed: (transaction: Transaction) => void) {}

	begin(origin = ''): Transaction {
		return { origin, writes: new Map(), committed: false };
	}

	/** Runs work whose writes belong to the transaction; what it starts and awaits belongs to it, too. */
	within<T>(transaction: Transaction, work: () => T): T {
		return this.open.run(transaction, work);
	}

	/** A write outside of any transaction is one of its own. */
	note(write: RecordWrite): void {
		const caller = this.open.getStore();
		const open = caller?.committed === false ? caller : undefined;
		const transaction = open ?? this.begin(caller?.origin);
		const first = transaction.writes.get(write.row.Id);
		transaction.writes.set(write.row.Id, { ...write, before: first ? first.before : write.before });
		if (!open) this.commit(transaction);
	}

	commit(transaction: Transaction): void {
		if (transaction.writes.size > 0) this.committed(transaction);
		transaction.writes.clear();
		transaction.committed = true;
	}
}
