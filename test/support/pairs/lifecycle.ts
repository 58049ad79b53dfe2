import type { DeletePolicy, SystemName } from '../../../engine/model';
import type { BatchOptions, RecordOutcome } from '../../../engine/run/batch';
import { Canvas, type CanvasPair } from './canvas';
import { peopleDefinition } from './pair-of-systems';
import { ThreeSandboxes } from './sandboxes';
import { OBJECT, PERSON_FIELDS, type PersonField } from './words';

/** Long enough that the order of two acts is beyond doubt. */
const A_MOMENT_MS = 2_000;

type Policies = { left: DeletePolicy; right: DeletePolicy };

/** Two-way people of two systems, all fields newest wins; `object` of the left where it is not the usual one. */
export function people(left: SystemName, right: SystemName, deletes: Policies = { left: 'ignore', right: 'ignore' }, object = OBJECT[left].person): CanvasPair {
	const definition = peopleDefinition(left, right);
	const fields: readonly PersonField[] = ['first', 'last', 'title', 'phone', 'email'];
	const rows = fields.map((field) => ({
		left: PERSON_FIELDS[field][left],
		right: PERSON_FIELDS[field][right],
		rule: 'newestWins' as const,
		...(field === 'phone' ? { lens: 'phone' as const } : {}),
		...(field === 'email' ? { lens: 'email' as const } : {}),
	}));
	const company = object === 'Lead' ? [{ left: 'Company', right: '', lens: 'constant' as const, leftDefault: 'Unknown' }] : [];
	return { left: { system: left, object }, right: { system: right, object: OBJECT[right].person }, definition: { ...definition, rows: [...rows, ...company], deletes, create: { left: object !== 'Lead', right: true } } };
}

/** A canvas over the sandboxes, and people who delete, restore, merge and convert at its screens. */
export class Lives {
	private constructor(
		readonly world: ThreeSandboxes,
		readonly canvas: Canvas,
	) {}

	static async start(pairs: readonly CanvasPair[], guards: BatchOptions['guards'] = {}): Promise<Lives> {
		const world = await ThreeSandboxes.start();
		const systems = [...new Set(pairs.flatMap(({ left, right }) => [left.system, right.system]))];
		const canvas = await Canvas.start({
			systems: Object.fromEntries(systems.map((system) => [system, world.connect(system)])),
			clock: world.clock,
			pairs,
			guards,
		});
		return new Lives(world, canvas);
	}

	async stop(): Promise<void> {
		await this.canvas.stop();
		await this.world.stop();
	}

	/** Time goes by, and everything is brought in step. Answers what was said of it. */
	async settle(): Promise<RecordOutcome[]> {
		await this.world.clock.sleep(A_MOMENT_MS);
		const from = this.canvas.outcomes.length;
		await this.canvas.settle({ quiet: 3 });
		return this.canvas.outcomes.slice(from);
	}

	async pass(): Promise<void> {
		await this.world.clock.sleep(A_MOMENT_MS);
	}

	/** A person at one system's screen. */
	async make(system: SystemName, fields: Record<string, unknown>, object: string = OBJECT[system].person): Promise<string> {
		return await this.world.screen(system).create(object, fields);
	}

	async edit(system: SystemName, id: string, fields: Record<string, unknown>, object: string = OBJECT[system].person): Promise<void> {
		await this.world.screen(system).edit(object, id, fields);
	}

	/** The e-mail addresses of everybody who is there. */
	async all(system: SystemName, object: string = OBJECT[system].person): Promise<string[]> {
		const field = object === 'Lead' ? 'Email' : PERSON_FIELDS.email[system];
		const rows = await this.world.screen(system).all(object);
		return rows.filter(({ fields }) => fields.IsConverted !== true).map(({ fields }) => String(fields[field] ?? '').toLowerCase()).sort();
	}

	async fields(system: SystemName, id: string, object: string = OBJECT[system].person): Promise<Record<string, unknown>> {
		return (await this.world.screen(system).all(object)).find((row) => row.id === id)?.fields ?? {};
	}

	/** The ids that a record is linked with in another system, by links over which values flow. */
	async partners(system: SystemName, id: string, other: SystemName, object: string = OBJECT[system].person): Promise<string[]> {
		const { connection } = this.world.connect(system).records;
		const links = await this.canvas.store.linksTo([{ system, connection, object, id }]);
		return links
			.filter(({ rests }) => rests !== true)
			.flatMap(({ left, right }) => (left.id === id && left.system === system ? [right] : [left]))
			.filter((ref) => ref.system === other)
			.map((ref) => ref.id);
	}

	/** Two records become one; answers the id that goes on. */
	async merge(system: SystemName, winner: string, loser: string): Promise<string> {
		switch (system) {
			case 'salesforce':
				this.world.salesforce.merge('Contact', winner, [loser]);
				return winner;
			case 'hubspot':
				return this.world.hubspot.merge('contacts', winner, loser);
			case 'pact': {
				const response = await fetch(`${this.world.pact.url}/__sandbox/merge`, {
					method: 'POST',
					headers: { 'content-type': 'application/json' },
					body: JSON.stringify({ object: 'contacts', winnerId: winner, loserId: loser }),
				});
				if (!response.ok) throw new Error(`The merge was refused: ${await response.text()}`);
				return winner;
			}
		}
	}

	/** Contacts that the sync erased for good: there must never be any. */
	async erasures(): Promise<unknown> {
		return await (await fetch(`${this.world.pact.url}/__sandbox/erasures`)).json();
	}
}

export const told = (outcomes: readonly RecordOutcome[]): string[] => outcomes.map(({ source, outcome, reason }) => `${source.system} ${outcome}/${reason}`);
