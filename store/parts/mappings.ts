import { createHash } from 'node:crypto';
import type { Mapping } from '../../engine/model';
import { mappingSchema } from '../engine-values';
import { StoreError } from '../errors';
import type { Scope } from '../session';

/** 128 bits name a mapping. */
const VERSION_BYTES = 16;

/** Stores the mapping under the hash of its content, whatever the order of its keys. */
export async function saveMapping({ db, now }: Scope, mapping: Mapping): Promise<string> {
	const definition = stableJson(mappingSchema.parse(mapping));
	const version = createHash('sha256').update(definition).digest().subarray(0, VERSION_BYTES).toString('base64url');
	const latest = await latestRow(db, mapping.pair);
	if (latest?.version === version) return version;
	// Later than every other, also within one millisecond and when the clock was set back.
	const savedAt = latest ? Math.max(now, latest.saved_at + 1) : now;
	await db
		.insertInto('mappings')
		.values({ version, pair: mapping.pair, definition, saved_at: savedAt })
		.onConflict((conflict) => conflict.column('version').doUpdateSet({ saved_at: savedAt }))
		.execute();
	return version;
}

/** The mapping of the pair that was saved last, also when it had been saved before. */
export async function latestMapping({ db }: Pick<Scope, 'db'>, pair: string): Promise<Mapping | undefined> {
	const row = await latestRow(db, pair);
	return row && parseStored(row.definition);
}

/** The present mapping of every pair whose two sides are these. There are few mappings, and this is rarely asked. */
export async function pairsOf({ db }: Scope, left: Mapping['left'], right: Mapping['right']): Promise<Mapping[]> {
	const pairs = await db.selectFrom('mappings').select('pair').distinct().orderBy('pair').execute();
	const found: Mapping[] = [];
	for (const { pair } of pairs) {
		const mapping = await latestMapping({ db }, pair);
		if (mapping !== undefined && isSide(mapping.left, left) && isSide(mapping.right, right)) found.push(mapping);
	}
	return found;
}

const isSide = (side: Mapping['left'], { system, object }: Mapping['left']): boolean => side.system === system && side.object === object;

async function latestRow(db: Scope['db'], pair: string) {
	const rows = db.selectFrom('mappings').select(['version', 'definition', 'saved_at']).where('pair', '=', pair);
	return await rows.orderBy('saved_at', 'desc').limit(1).executeTakeFirst();
}

export async function readMapping({ db }: Scope, version: string): Promise<Mapping | undefined> {
	const row = await db.selectFrom('mappings').select('definition').where('version', '=', version).executeTakeFirst();
	return row && parseStored(row.definition);
}

function parseStored(definition: string): Mapping {
	const parsed = mappingSchema.safeParse(JSON.parse(definition));
	if (!parsed.success) {
		throw new StoreError(
			'corrupt',
			'A stored mapping cannot be read. Open the Field & Stage Mapper and save the workflow again, or restore the last backup of the store.',
			{ cause: parsed.error },
		);
	}
	return parsed.data;
}

/** JSON with the keys of objects in alphabetical order; lists keep theirs, absent and undefined are the same. */
function stableJson(value: unknown): string {
	return JSON.stringify(value, (_key, part: unknown) =>
		part !== null && typeof part === 'object' && !Array.isArray(part)
			? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
			: part,
	);
}
