import { AsyncLocalStorage } from 'node:async_hooks';
import type { SandboxClock } from '../../common/clock';
import { makeId } from '../ids';
import { Catalog } from '../schema/catalog';
import type { Row } from '../schema/types';
import { stamp } from '../stamps';
import { Table } from './table';

/** How to undo the writes of one transaction, oldest first. */
type UndoSteps = Array<() => void>;

/** A version that was written; `visibleAt`: epoch ms. */
export interface Written {
	object: string;
	/** What readers saw until then. */
	before: Row | undefined;
	row: Row;
	visibleAt: number;
}

/** Everything the org holds: schema, rows and the time they live in. */
export class Store {
	readonly catalog = new Catalog();

	/** Names of the fields whose history is kept, by object. In a fresh org there are none. */
	readonly tracked = new Map<string, ReadonlySet<string>>();

	/** Told of every version; what is undone later, too. */
	onWrite: (written: Written) => void = () => undefined;

	private readonly tables = new Map<string, Table>();

	private readonly sequences = new Map<string, number>();

	/** The open transaction of the running call; calls that run at the same time have their own. */
	private readonly undoSteps = new AsyncLocalStorage<UndoSteps>();

	constructor(readonly clock: SandboxClock) {}

	/** The table of an object (exact name), with late rows published that are due. */
	table(object: string): Table {
		let table = this.tables.get(object);
		if (!table) {
			table = new Table();
			this.tables.set(object, table);
		}
		table.publish(this.clock.now().getTime());
		return table;
	}

	/** A fresh id of an object. */
	nextId(object: string): string {
		const schema = this.catalog.object(object);
		if (!schema) throw new Error(`No object ${object}`);
		const sequence = (this.sequences.get(object) ?? 0) + 1;
		this.sequences.set(object, sequence);
		return makeId(schema.keyPrefix, sequence);
	}

	/** Stores a version, seen at once or, with `lateMs`, once the clock has moved on by that much. */
	write(object: string, row: Row, lateMs = 0): void {
		const table = this.table(object);
		const before = table.get(row.Id);
		const visibleAt = this.clock.now().getTime() + lateMs;
		if (lateMs > 0) {
			table.putLate(row, visibleAt);
			this.onWrite({ object, before, row, visibleAt });
			return;
		}
		this.undoSteps.getStore()?.push(() => table.restore(row.Id, before));
		table.put(row);
		this.onWrite({ object, before, row, visibleAt });
	}

	/**
	 * Runs writes of which all or none are kept: they are undone when `keep` says no to the result. A transaction within
	 * another is kept only if the outer one is.
	 */
	transaction<T>(work: () => T, keep: (result: T) => boolean): T {
		const steps: UndoSteps = [];
		const result = this.undoSteps.run(steps, work);
		this.close(steps, keep(result));
		return result;
	}

	/** The same for work that takes a while; readers see its writes before it is decided. */
	async longTransaction<T>(work: () => Promise<T>, keep: (result: T) => boolean): Promise<T> {
		const steps: UndoSteps = [];
		const result = await this.undoSteps.run(steps, work);
		this.close(steps, keep(result));
		return result;
	}

	private close(steps: UndoSteps, kept: boolean): void {
		if (kept) this.undoSteps.getStore()?.push(...steps);
		else for (const undo of steps.reverse()) undo();
	}

	/** Virtual time in Salesforce's spelling. */
	stampNow(): string {
		return stamp(this.clock.now());
	}

	/** The visible row with this 18-character id, deleted or not, of whichever object. */
	find(id: string): { object: string; row: Row } | undefined {
		const object = this.catalog.objectOfId(id)?.name;
		const row = object === undefined ? undefined : this.table(object).get(id);
		return object !== undefined && row ? { object, row } : undefined;
	}
}
