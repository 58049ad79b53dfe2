import { createHash } from 'node:crypto';
import type { Mapping } from '../../engine/model';
import { mappingSchema } from '../engine-values';
import { StoreError } from '../errors';
import type { Scope } from '../session';

/** 128 bits name a mapping. */
const VERSION_BYTES = 16;

/** Stores the mapping under the hash of its content, whatever the order of its keys; with `connections`, as the present one of these two. */
export async function saveMapping(scope: Scope, mapping: Mapping, connections?: string): Promise<string> {
	const { db } = scope;
	const definition = stableJson(mappingSchema.parse(mapping));
	const version = createHash('sha256').update(definition).digest().subarray(0, VERSION_BYTES).toString('base64url');
	// The mappings of two portals take turns all day: neither is news.
	if (connections !== undefined && (await presentVersion(db, mapping.pair, connections)) === version) return version;
	await saveAsLatest(scope, mapping.pair, version, definition);
	if (connections === undefined) return version;
	await db
		.insertInto('present_mappings')
		.values({ pair: mapping.pair, connections, version })
		.onConflict((conflict) => conflict.columns(['pair', 'connections']).doUpdateSet({ version }))
		.execute();
	return version;
}

async function saveAsLatest({ db, now }: Scope, pair: string, version: string, definition: string): Promise<void> {
	const latest = await latestRow(db, pair);
	if (latest?.version === version) return;
	// Later than every other, also within one millisecond and when the clock was set back.
	const savedAt = latest ? Math.max(now, latest.saved_at + 1) : now;
	await db
		.insertInto('mappings')
		.values({ version, pair, definition, saved_at: savedAt })
		.onConflict((conflict) => conflict.column('version').doUpdateSet({ saved_at: savedAt }))
		.execute();
}

/**
 * The mapping of the pair that was saved last, also when it had been saved before; with `connections`, of those that were saved for these
 * two. What was saved before mappings were told apart by connection counts for all.
 */
export async function latestMapping(scope: Pick<Scope, 'db'>, pair: string, connections?: string): Promise<Mapping | undefined> {
	const { db } = scope;
	const version = connections === undefined ? undefined : await presentVersion(db, pair, connections);
	if (version !== undefined) return await readMapping(scope, version);
	if (connections !== undefined && (await db.selectFrom('present_mappings').select('pair').where('pair', '=', pair).limit(1).executeTakeFirst()) !== undefined) return undefined;
	const row = await latestRow(db, pair);
	return row && parseStored(row.definition);
}

/** The two connections of each of the pair's present mappings, in the order of their names. */
export async function connectionsOf({ db }: Scope, pair: string): Promise<string[]> {
	const rows = await db.selectFrom('present_mappings').select('connections').where('pair', '=', pair).orderBy('connections').execute();
	return rows.map(({ connections }) => connections);
}

async function presentVersion(db: Scope['db'], pair: string, connections: string): Promise<string | undefined> {
	const row = await db.selectFrom('present_mappings').select('version').where('pair', '=', pair).where('connections', '=', connections).executeTakeFirst();
	return row?.version;
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

export async function readMapping({ db }: Pick<Scope, 'db'>, version: string): Promise<Mapping | undefined> {
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
