import { SYSTEMS, type Mapping, type ObjectSchema, type SystemName } from '../../../engine/model';
import type { SchemaPort } from '../../../engine/run/system-port';
import { ThreeSandboxes } from '../pairs/sandboxes';
import { OBJECT } from '../pairs/words';
import { ACTIVITIES } from './activities';

const objectsOf = (system: SystemName): string[] => [...Object.values(OBJECT[system]), ...(system === 'salesforce' ? ['Lead'] : []), ...Object.keys(ACTIVITIES[system])];

/** What is the same in every world, and takes long to find out: the services' schemas, and the mappings that come of them. */
export class Knowledge {
	readonly compiled = new Map<string, Mapping>();

	private constructor(private readonly schemas: ReadonlyMap<string, ObjectSchema>) {}

	static async gather(): Promise<Knowledge> {
		const world = await ThreeSandboxes.start();
		try {
			const schemas = new Map<string, ObjectSchema>();
			for (const system of SYSTEMS) {
				const { schema } = world.connect(system);
				for (const object of objectsOf(system)) schemas.set(`${system} ${object}`, await schema.describe(object));
			}
			return new Knowledge(schemas);
		} finally {
			await world.stop();
		}
	}

	/** As that of a connection, of what simulated worlds have. */
	schema(system: SystemName): SchemaPort {
		return {
			objects: async () => await Promise.resolve(objectsOf(system).map((name) => ({ name, label: name, custom: false }))),
			describe: async (object) => {
				const known = this.schemas.get(`${system} ${object}`);
				if (known === undefined) throw new Error(`Nobody has asked ${system} for ${object}.`);
				return await Promise.resolve(known);
			},
		};
	}
}
