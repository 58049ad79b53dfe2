import type { Lookup } from '../../engine/run/system-port';
import { CREATED_FIELD, ID_FIELD, type PactRecord } from './contract';
import { keyValues, type LookupKey } from './finder';

/**
 * People's own values (e-mail, domain, name) are believed for so long: no longer than it may take between any look and the write that
 * follows it. What is found is read again before it is used; only what is *not* found is taken from here.
 */
const PERSONAL_AGE_MS = 60_000;
/**
 * Ids of other systems are written by this sync alone: by this process, which notes them here, or together with a link, which is asked
 * first. So they are believed for a day.
 */
const EXTERNAL_ID_AGE_MS = 24 * 3_600_000;

const keyName = ({ kind, field, options }: LookupKey): string => `${kind}|${field}|${JSON.stringify(options ?? {})}`;

/** Where each record of one object can be found by its keys, as one reading of all pages showed it. Holds ids and keys, no records. */
export class Snapshot {
	private readonly ids = new Set<string>();
	private readonly index = new Map<string, Map<string, Set<string>>>();
	private latestCreated = '';
	/** Lists came in order of creation, so that new records are at the end. */
	private ordered = true;

	constructor(
		readonly keys: readonly LookupKey[],
		private readonly takenAt: number,
	) {
		for (const key of keys) this.index.set(keyName(key), new Map());
	}

	/** How many records of the list were read. */
	get size(): number {
		return this.ids.size;
	}

	/** Whether the list showed this record. */
	has(id: string): boolean {
		return this.ids.has(id);
	}

	/** Whether these lookups can be answered from here, once the records made since are added. */
	serves(keys: readonly LookupKey[], now: number): boolean {
		return (
			this.ordered &&
			keys.every(
				(key) =>
					this.index.has(keyName(key)) &&
					now - this.takenAt < (key.kind === 'external-id' ? EXTERNAL_ID_AGE_MS : PERSONAL_AGE_MS),
			)
		);
	}

	/** The next record of the list. */
	append(record: PactRecord): void {
		const created = typeof record[CREATED_FIELD] === 'string' ? record[CREATED_FIELD] : '';
		if (!this.ids.has(record[ID_FIELD])) {
			if (created < this.latestCreated) this.ordered = false;
			this.latestCreated = created;
			this.ids.add(record[ID_FIELD]);
		}
		this.note(record);
	}

	/** A record as it was just written; where in the list it stands is not known yet. Earlier values stay as well: what is found is checked anyway. */
	note(record: PactRecord): void {
		for (const key of this.keys) {
			const values = this.index.get(keyName(key));
			for (const value of keyValues(record, key))
				values?.set(value, (values.get(value) ?? new Set()).add(record[ID_FIELD]));
		}
	}

	candidates(lookup: Lookup): string[] {
		return [...(this.index.get(keyName(lookup))?.get(lookup.value) ?? [])];
	}
}
