import type { FieldValues } from '../../engine/model';
import type { Clock } from '../../engine/run/clock-port';
import type { Lookup } from '../../engine/run/system-port';
import { normaliseKey } from '../common/engine';
import { shared } from '../common/shared';

/** The search index lags by seconds, at times by minutes; after this the index is trusted again. */
const REMEMBER_MS = 5 * 60_000;

interface Written {
	at: number;
	id: string;
	values: FieldValues;
}

/** What we wrote a short while ago, which the search index may not show yet: without it a second look would create a record twice. */
export interface FreshWrites {
	note(object: string, id: string, values: FieldValues): void;
	/** Ids of records that were written with such a value, oldest write first; whether they still have it must be read. */
	idsFor(object: string, lookup: Lookup): string[];
}

/** Shared by all nodes of one portal in this process. */
export function freshWrites(clock: Clock, connection: string): FreshWrites {
	const byObject = shared(clock, `fresh|hubspot|${connection}`, () => new Map<string, Recent>());
	const now = (): number => clock.now().getTime();

	const recent = (object: string): Recent => {
		const known = byObject.get(object) ?? new Recent();
		byObject.set(object, known);
		known.forgetBefore(now() - REMEMBER_MS);
		return known;
	};

	return {
		note: (object, id, values) => recent(object).add({ at: now(), id, values }),
		idsFor: (object, lookup) => recent(object).idsFor(lookup),
	};
}

type Way = Pick<Lookup, 'kind' | 'field' | 'options'>;

/** What `Recent` finds by, in one way of looking. */
interface Index {
	way: Way;
	byValue: Map<string, Written[]>;
}

/** The recent writes of one object. A first sync makes a hundred thousand of them in five minutes: each way of looking has an index. */
class Recent {
	/** Oldest first; those before `next` are forgotten. */
	private written: Written[] = [];
	private next = 0;
	private readonly indexes = new Map<string, Index>();

	add(write: Written): void {
		this.written.push(write);
		for (const index of this.indexes.values()) enter(index, write);
	}

	idsFor({ kind, field, options, value }: Lookup): string[] {
		return (this.indexOf({ kind, field, ...(options ? { options } : {}) }).byValue.get(value) ?? []).map(({ id }) => id);
	}

	forgetBefore(oldest: number): void {
		for (let write = this.written[this.next]; write !== undefined && write.at < oldest; write = this.written[this.next]) {
			for (const index of this.indexes.values()) leave(index, write);
			this.next += 1;
		}
		if (this.next <= this.written.length / 2) return;
		this.written = this.written.slice(this.next);
		this.next = 0;
	}

	private indexOf(way: Way): Index {
		const name = JSON.stringify(way);
		const known = this.indexes.get(name);
		if (known) return known;
		const index: Index = { way, byValue: new Map() };
		for (const write of this.written.slice(this.next)) enter(index, write);
		this.indexes.set(name, index);
		return index;
	}
}

const valueOf = ({ way: { kind, field, options } }: Index, { values }: Written): string | undefined => normaliseKey(kind, values[field], options);

function enter(index: Index, write: Written): void {
	const value = valueOf(index, write);
	if (value === undefined) return;
	const same = index.byValue.get(value);
	if (same) same.push(write);
	else index.byValue.set(value, [write]);
}

function leave(index: Index, write: Written): void {
	const value = valueOf(index, write);
	if (value === undefined) return;
	const rest = (index.byValue.get(value) ?? []).filter((one) => one !== write);
	if (rest.length > 0) index.byValue.set(value, rest);
	else index.byValue.delete(value);
}
