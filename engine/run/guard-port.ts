import type { Side } from '../model';

/** How long the guard against mass edits looks back. */
export const CHANGE_WINDOW_MS = 60 * 60_000;

/** What waits for a person's word about a mass edit, in whatever feed. `side`: where the changes come from. */
export const manyChangesKey = (pair: string, side: Side): string => `many-changes|${pair}|${side}`;

/** What was changed lately in one direction of a pair. */
export interface RecentChanges {
	/** Links over which a record of the other side was changed since then, each once. */
	changed: number;
	/** Those of the asked-for links (by their ids) among them. */
	among: string[];
	/** Those of the asked-for links that were made within the last day: as long as the first sync of a large pair may take in both directions. */
	met: string[];
	/** Records that wait for a person's word about a mass edit. */
	waiting: number;
	/** A person lets all changes through for now. */
	passes: boolean;
}

/** What the batch runner asks. `side`: where the changes come from. Every method is one transaction. */
export interface GuardStore {
	recentChanges(pair: string, side: Side, since: string, links: readonly string[]): Promise<RecentChanges>;
	/** How many links the pair has. Reads them all: for large pairs some milliseconds for each ten thousand. */
	countLinks(pair: string): Promise<number>;
}

/** What a person says of a mass edit. */
export interface MassEditStore {
	/** For a day, however many; what waits is due now. Answers how many records. */
	allowChanges(pair: string, side: Side): Promise<number>;
	/** What waits is given up, with these words: issues, to be retried or to be left. Answers how many records. */
	holdChanges(pair: string, side: Side, message: string): Promise<number>;
}
