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
