import type { Commit } from '../../engine/run/store-port';
import { chunks } from '../chunks';
import { answer } from '../ledger/answer';
import { entriesBySeq, forgetWaits } from '../ledger/entries';
import { releasedKeys } from '../ledger/release';
import type { PendingRow } from '../schema';
import type { Scope } from '../session';

const COLUMNS = 10;

/** Answers the ledger entries that these changes were emitted under. A ticket that is not the entry's latest changes nothing. */
export async function commitLedger(scope: Scope, commits: readonly Commit[]): Promise<void> {
	const ticketed = commits.flatMap((commit) =>
		commit.change.ticket ? [{ commit, ticket: commit.change.ticket }] : [],
	);
	if (ticketed.length === 0) return;
	const released = await releasedKeys(
		scope,
		ticketed.flatMap(({ commit }) => keysOf(commit)),
	);
	const entries = new Map<number, PendingRow>();
	for (const feed of new Set(ticketed.map(({ ticket }) => ticket.feed))) {
		const seqs = ticketed.flatMap(({ ticket }) => (ticket.feed === feed ? [ticket.seq] : []));
		for (const entry of await entriesBySeq(scope, feed, seqs)) entries.set(entry.seq, entry);
	}
	const changed = new Map<number, PendingRow>();
	const waits = new Map<string, { key: string; seq: number }>();
	for (const { commit, ticket } of ticketed) {
		const entry = entries.get(ticket.seq);
		const next = entry && answer(entry, commit, scope.now, (key) => (released.get(key) ?? 0) >= entry.seq);
		if (!entry || !next) continue;
		const { keys, ...columns } = next;
		const after = { ...entry, ...columns };
		entries.set(ticket.seq, after);
		changed.set(ticket.seq, after);
		for (const key of keys) waits.set(`${ticket.seq}|${key}`, { key, seq: ticket.seq });
	}
	await save(scope, [...changed.values()], [...waits.values()]);
}

const keysOf = ({ ledger, park = [] }: Commit): string[] => (ledger.kind === 'wait' ? [ledger.waitKey, ...park] : park);

async function save(
	scope: Scope,
	changed: readonly PendingRow[],
	waits: ReadonlyArray<{ key: string; seq: number }>,
): Promise<void> {
	for (const chunk of chunks(changed, COLUMNS)) {
		await scope.db
			.insertInto('pending')
			.values(chunk)
			.onConflict((conflict) =>
				conflict.columns(['feed', 'place', 'record']).doUpdateSet((set) => ({
					state: set.ref('excluded.state'),
					due_at: set.ref('excluded.due_at'),
					attempts: set.ref('excluded.attempts'),
					reason: set.ref('excluded.reason'),
					message: set.ref('excluded.message'),
				})),
			)
			.execute();
	}
	const waiting = new Set(changed.filter((entry) => entry.state === 'waiting').map((entry) => entry.seq));
	await forgetWaits(
		scope,
		changed.filter((entry) => !waiting.has(entry.seq)).map((entry) => entry.seq),
	);
	for (const chunk of chunks(
		waits.filter(({ seq }) => waiting.has(seq)),
		2,
	)) {
		await scope.db
			.insertInto('waits')
			.values(chunk)
			.onConflict((conflict) => conflict.columns(['key', 'seq']).doNothing())
			.execute();
	}
}
