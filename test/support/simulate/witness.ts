import type { FieldValue, FieldValues, SystemName } from '../../../engine/model';
import type { RecordPort, WriteOp } from '../../../engine/run/system-port';
import type { Chance } from '../convergence-time';

/** A value that a person saved; nobody else ever saves the same one. */
interface Entered {
	system: SystemName;
	id: string;
	field: string;
	value: string;
	/** From when it was saved until when everybody sees it, virtual ms. */
	from: number;
	until: number;
}

/** A field that the engine wrote, between the reading that it was planned on and the answer. */
interface Written {
	from: number;
	/** Absent: nobody heard the answer. */
	until?: number;
}

/** How long a write whose answer nobody heard may have been on its way: longer than the slowest call. */
const ON_ITS_WAY_MS = 60_000;
const AMOUNTS: ReadonlySet<string> = new Set(['Amount', 'amount', 'value']);

/** What tells a value from all others that people save; undefined for stages and others that come again. */
export function nameOf(field: string, value: unknown): string | undefined {
	if (typeof value === 'string' && /^Value \d+$/.test(value)) return value;
	return AMOUNTS.has(field) && value !== null && value !== undefined && value !== '' ? `amount ${Number(value)}` : undefined;
}

/** Remembers what people saved and what the engine wrote over, and when. */
export class Witness {
	readonly relaxed: string[] = [];
	private readonly entered: Entered[] = [];
	private readonly gone = new Set<string>();
	private readonly written = new Map<string, Written[]>();
	private readonly readAt = new Map<string, number>();

	constructor(
		private readonly time: { readonly now: number },
		private readonly chance: Chance,
		/** Share of readings after which somebody is quick. */
		private readonly ambushes: number,
		private readonly isWithdrawn: (system: SystemName, object: string, id: string) => boolean,
		/** Somebody who saves something at the worst moment: right after the engine has read the record. */
		private readonly ambush: (system: SystemName, object: string, id: string) => void,
	) {}

	/** A person saved these over what the record showed, and over what nobody saw yet. */
	saved(system: SystemName, id: string, before: Readonly<Record<string, unknown>>, fields: Readonly<Record<string, unknown>>, lateMs = 0): void {
		for (const [field, value] of Object.entries(fields)) {
			const old = nameOf(field, before[field]);
			if (old !== undefined && old !== nameOf(field, value)) this.gone.add(old);
			const name = nameOf(field, value);
			for (const one of this.entered) if (one.system === system && one.id === id && one.field === field && one.value !== name) this.gone.add(one.value);
			if (name !== undefined) this.entered.push({ system, id, field, value: name, from: this.time.now, until: this.time.now + lateMs });
		}
	}

	/** A person took the record away, with all that it showed. */
	tookAway(fields: Readonly<Record<string, unknown>>): void {
		for (const [field, value] of Object.entries(fields)) {
			const name = nameOf(field, value);
			if (name !== undefined) this.gone.add(name);
		}
	}

	/** Values that no person replaced. */
	values(): { value: string; raced: boolean }[] {
		return this.entered.filter(({ value }) => !this.gone.has(value)).map((one) => ({ value: one.value, raced: this.isRaced(one) }));
	}

	/** Was it saved between the reading that a write of ours was planned on, and that write? The engine cannot know of it then. */
	private isRaced({ system, id, field, from, until }: Entered): boolean {
		const writes = this.written.get(`${system}|${id}|${field}`) ?? [];
		return writes.some((write) => write.from <= until && from <= (write.until ?? write.from + ON_ITS_WAY_MS));
	}

	/** The port, watched. */
	records(port: RecordPort): RecordPort {
		const { system } = port;
		const read = (object: string, ids: Iterable<string>, at: number) => {
			for (const id of ids) {
				this.readAt.set(`${system}|${id}`, at);
				if (this.chance.hits(this.ambushes)) this.ambush(system, object, id);
			}
		};
		return new Proxy(port, {
			get: (target, name) => {
				switch (name as keyof RecordPort) {
					case 'read':
						return async (...args: Parameters<RecordPort['read']>) => {
							const at = this.time.now;
							const found = await target.read(...args);
							read(args[0], found.keys(), at);
							return found;
						};
					case 'find':
						return async (...args: Parameters<RecordPort['find']>) => {
							const at = this.time.now;
							const found = await target.find(...args);
							read(args[0], found.flat().map(({ id }) => id), at);
							return found;
						};
					case 'write':
						return async (object: string, ops: readonly WriteOp[]) => {
							const under = ops.flatMap((op) => (op.op === 'update' ? this.writes(system, object, op.id, op.values) : []));
							try {
								return await target.write(object, ops);
							} finally {
								for (const write of under) write.until = this.time.now;
							}
						};
					default: {
						const value: unknown = Reflect.get(target, name);
						return typeof value === 'function' ? (value.bind(target) as unknown) : value;
					}
				}
			},
		});
	}

	private writes(system: SystemName, object: string, id: string, values: FieldValues): Written[] {
		const opens = (field: string, value: FieldValue) => (field === 'HasOptedOutOfEmail' && value === false) || (field === 'consent_status' && value !== 'declined');
		if (Object.entries(values).some(([field, value]) => opens(field, value ?? null)) && this.isWithdrawn(system, object, id)) this.relaxed.push(`${system} ${object} ${id}`);
		return Object.keys(values).map((field) => {
			const key = `${system}|${id}|${field}`;
			const write: Written = { from: this.readAt.get(`${system}|${id}`) ?? this.time.now };
			this.written.set(key, [...(this.written.get(key) ?? []), write]);
			return write;
		});
	}
}
