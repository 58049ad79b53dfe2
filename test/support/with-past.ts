import type { FieldValue } from '../../engine/model';
import type { Past, PastValue, RecordPort } from '../../engine/run/system-port';
import type { PlaceName, Triangle } from './triangle';

/** A system of the triangle that keeps the past of its fields, and where somebody may save between a reading and a writing. */
export class WithPast {
	/** By record and field, newest first. */
	private readonly past = new Map<string, Record<string, PastValue[]>>();
	/** What happens right before the next write, and right after it, before anybody looks: once. */
	between: () => void = () => undefined;
	afterwards: () => void = () => undefined;
	/** The reads that asked for the past. */
	readonly asked: Array<{ ids: readonly string[]; past: Past }> = [];
	writes = 0;
	/** Answers a write with ids only. */
	silent = false;
	atOnce = 50;
	refuses: (write: number) => boolean = () => false;

	constructor(
		private readonly world: Triangle,
		private readonly place: PlaceName,
	) {}

	/** A person saves. */
	edit(id: string, fields: Record<string, FieldValue>): void {
		this.world.systems[this.place].edit(id, fields);
		this.note('Eve');
	}

	/** Notes what is not in the past yet. */
	note(by?: string): void {
		const at = new Date(this.world.time.now).toISOString();
		for (const [id, { fields }] of this.world.systems[this.place].rows) {
			const known = this.past.get(id) ?? {};
			for (const [field, value] of Object.entries(fields)) {
				const before = known[field] ?? [];
				if ((before[0]?.value ?? null) !== value) known[field] = [{ value, at, ...(by === undefined ? {} : { by }) }, ...before];
			}
			this.past.set(id, known);
		}
	}

	records(): RecordPort {
		const real = this.world.systems[this.place].records();
		return {
			...real,
			pastAtOnce: this.atOnce,
			read: async (object, ids, fields, past) => {
				const states = await real.read(object, ids, fields);
				if (past === undefined) return states;
				this.asked.push({ ids, past });
				return new Map([...states].map(([id, state]) => [id, { ...state, past: Object.fromEntries(past.fields.flatMap((field) => (this.past.get(id)?.[field] ? [[field, this.past.get(id)?.[field] ?? []]] : []))) }]));
			},
			write: async (object, ops) => {
				const { between, afterwards } = this;
				this.between = this.afterwards = () => undefined;
				between();
				this.note();
				this.world.pass(1_000);
				this.writes += 1;
				if (this.refuses(this.writes)) return ops.map(() => ({ ok: false, error: { class: 'invalid' as const, message: 'Not now.' } }));
				const results = await real.write(object, ops);
				this.note();
				this.world.pass(1_000);
				afterwards();
				return this.silent ? results.map((result) => (result.ok ? { ok: true as const, id: result.id } : result)) : results;
			},
		};
	}

	/** The batch from the other side, into this one. */
	async run(): Promise<Awaited<ReturnType<Triangle['upsert']>>> {
		return await this.world.time.until(this.world.upsert(`contact~${this.place as 'hub'}`, 'left', await this.world.items(`contact~${this.place as 'hub'}`, 'left'), this.records()));
	}
}
