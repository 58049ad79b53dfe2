import type { Change, RecordRef, SyncItem, Ticket } from '../model';
import type { FeedObject } from './feed';
import type { DueRef, FeedStore } from './store-port';
import type { ChangeSourcePort, SourceChange, SourceQuery } from './system-port';

type Place = Pick<ChangeSourcePort, 'system' | 'connection'>;

export const queryOf = ({ name, fields, filter }: FeedObject): Omit<SourceQuery, 'limit'> => ({
	object: name,
	fields,
	...(filter === undefined ? {} : { filter }),
});

export const refOf = ({ system, connection }: Place, object: FeedObject, change: SourceChange): RecordRef => ({
	system,
	connection,
	object: object.name,
	id: change.id,
});

export function itemOf(
	place: Place,
	object: FeedObject,
	change: SourceChange,
	ticket: Ticket,
	origin: Change['origin'],
): SyncItem {
	const { fields, ...about } = change;
	return { change: { ...refOf(place, object, change), ...about, origin, ticket }, fields };
}

/**
 * One version of a record. The time alone is not enough: Salesforce counts whole seconds, so that an edit in the second of its create has
 * the create's time.
 */
export function stampOf({ fields, modifiedAt, kind }: SourceChange, { hash }: Pick<FeedStore, 'hash'>): string {
	const values = Object.keys(fields)
		.sort()
		.map((name) => [name, fields[name]]);
	return `${modifiedAt}#${hash(JSON.stringify([kind, values]))}`;
}

/** A record may move while it is read, and then stand on the page twice. */
export const lastOfEach = (changes: readonly SourceChange[]): SourceChange[] => [
	...new Map(changes.map((change) => [change.id, change])).values(),
];

/** Seen versions are remembered this much longer than the look-back reaches. */
const REMEMBER_FACTOR = 2;

/** Stamps older than anything that a look-back can bring again, measured by the records' own clock. */
export function forgetBefore(changes: readonly SourceChange[], lookBackMs: number): { forgetBefore?: string } {
	const last = changes.at(-1);
	return last === undefined
		? {}
		: { forgetBefore: new Date(Date.parse(last.modifiedAt) - REMEMBER_FACTOR * lookBackMs).toISOString() };
}

/** Entries that the trigger cannot read: of objects that it does not watch any more, or of a connection that its credential has left. */
export function notWatched(due: readonly DueRef[], { connection }: Place, objects: readonly FeedObject[]): Array<{ ref: RecordRef; message: string }> {
	const watched = new Set(objects.map(({ name }) => name));
	return due.flatMap(({ ref }) => {
		if (ref.connection !== connection)
			return [{ ref, message: `${ref.object} ${ref.id} is of connection ${ref.connection}; this trigger's credential belongs to ${connection} now.` }];
		return watched.has(ref.object) ? [] : [{ ref, message: `${ref.object} is not among the trigger's objects any more.` }];
	});
}

/** What is told of a record that cannot be read any more, by nobody's clock but ours: its system tells nothing of it. */
export const deletedChange = (id: string, now: Date): SourceChange => ({ id, kind: 'deleted', modifiedAt: now.toISOString(), fields: {} });
