import type { ObjectSchema } from '../../engine/model';
import { createSchemaCache } from './schema-cache';

/** A connection that counts how often it is asked, and notes what it is told to forget. */
function connection() {
	const asked: string[] = [];
	const forgotten: string[] = [];
	const schema = {
		objects: async () => [],
		describe: async (name: string): Promise<ObjectSchema> => {
			asked.push(name);
			return { system: 'pact', connection: 'w', name, label: name, fields: [] };
		},
		forget: (name: string) => void forgotten.push(name),
	};
	return { asked, forgotten, where: { system: 'pact' as const, connection: 'w', schema } };
}

it('asks once for each object, until all is to be forgotten, by whoever remembers it', async () => {
	const { asked, forgotten, where } = connection();
	const cache = createSchemaCache(() => 0);
	for (const object of ['contacts', 'contacts', 'companies']) await cache.describe(where, object);
	expect(asked).toEqual(['contacts', 'companies']);
	cache.forgetAll();
	expect(forgotten).toEqual(['contacts', 'companies']);
	await cache.describe(where, 'contacts');
	expect(asked).toEqual(['contacts', 'companies', 'contacts']);
});

describe('two processes with one store', () => {
	/** The store's word between two processes, as each of them has it. */
	function bells() {
		const ears: Array<(about: string | undefined) => void> = [];
		const rung: string[] = [];
		const of = (own: number) => ({
			ring: async (about: string) => (rung.push(about), ears.forEach((hear, index) => index !== own && hear(about))),
			hearRings: (hear: (about: string | undefined) => void) => ((ears[own] = hear), () => undefined),
		});
		return { ears, rung, of };
	}

	it('forget together: a field that the trigger misses is a question of the mapper’s in the worker', async () => {
		const { of, rung } = bells();
		const [main, worker] = [createSchemaCache(() => 0), createSchemaCache(() => 0)];
		const { asked, forgotten, where } = connection();
		[main, worker].forEach((cache, index) => cache.shareBy(of(index)));
		for (const object of ['contacts', 'companies']) await worker.describe(where, object);
		main.forget({ ...where, schema: { objects: where.schema.objects, describe: where.schema.describe } }, 'contacts');
		expect(forgotten).toEqual(['contacts']);
		for (const object of ['contacts', 'companies']) await worker.describe(where, object);
		expect(asked).toEqual(['contacts', 'companies', 'contacts']);
		main.forgetAll();
		expect([...forgotten].sort()).toEqual(['companies', 'contacts', 'contacts']);
		// Who hears does not tell in turn.
		expect(rung).toEqual(['schema pact|w|contacts', 'schema *']);
	});

	it('forget all when a word may have got lost, and nothing for a word about something else', async () => {
		const { of, ears } = bells();
		const cache = createSchemaCache(() => 0);
		const { asked, where } = connection();
		cache.shareBy(of(0));
		await cache.describe(where, 'contacts');
		ears[0]?.('workflow:node');
		await cache.describe(where, 'contacts');
		expect(asked).toHaveLength(1);
		ears[0]?.(undefined);
		await cache.describe(where, 'contacts');
		expect(asked).toHaveLength(2);
	});
});
