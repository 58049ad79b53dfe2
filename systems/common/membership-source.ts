import { z } from 'zod';
import type { ChangeSourcePort, SchemaPort, SourceChange, SourcePage, SourceQuery } from '../../engine/run/system-port';
import { type Memberships, parted } from './memberships';

/** A reading position that also says how far memberships were watched. */
const bothSchema = z.strictObject({ records: z.string(), memberships: z.string() });

/** The two parts of a position; one of a source without memberships is the first part alone. */
function partsOf(cursor: string): { records: string; memberships?: string } {
	try {
		const both = bothSchema.safeParse(JSON.parse(cursor));
		return both.success ? both.data : { records: cursor };
	} catch {
		return { records: cursor };
	}
}

const joined = (records: string, memberships: string): string => JSON.stringify({ records, memberships });

/**
 * Changes that bring memberships along, and in which a change of these is a change of the record: after all else was read, the records whose
 * memberships changed meanwhile come with their present values. Costs nothing where a query names no such field.
 */
export function withMembershipChanges(source: ChangeSourcePort, memberships: Memberships): ChangeSourcePort {
	async function enriched(object: string, changes: readonly SourceChange[], fields: readonly string[]): Promise<SourceChange[]> {
		const ids = changes.filter(({ kind }) => kind === 'upserted' || kind === 'restored').map(({ id }) => id);
		const told = ids.length === 0 ? undefined : await memberships.read(object, [...new Set(ids)], fields);
		return changes.map((change) => (ids.includes(change.id) && change.kind !== 'merged' ? { ...change, fields: { ...change.fields, ...told?.get(change.id) } } : change));
	}

	const without = <Query extends Omit<SourceQuery, 'limit'>>(query: Query): { own: Query; asked: string[] } => {
		const { own, asked } = parted(memberships, query.object, query.fields);
		return { own: asked.length === 0 ? query : { ...query, fields: own }, asked };
	};

	async function readPage(query: SourceQuery, cursor: string, options: { lookBackMs: number }): Promise<SourcePage> {
		const { own, asked } = without(query);
		const at = partsOf(cursor);
		if (asked.length === 0) return await source.readPage(query, at.records, options);
		// Before the first records are read: who joins a list while these are read is told afterwards.
		const state = at.memberships ?? (await memberships.start(query.object, asked));
		const page = await source.readPage(own, at.records, options);
		if (page.more) return { ...page, changes: await enriched(query.object, page.changes, asked), cursor: joined(page.cursor, state) };
		const news = await memberships.news(query.object, asked, state, query.limit);
		const here = new Set(page.changes.map(({ id }) => id));
		const ids = news.ids.filter((id) => !here.has(id));
		const more = ids.length === 0 ? [] : await source.readAgain(own, ids);
		return { changes: await enriched(query.object, [...page.changes, ...more], asked), cursor: joined(page.cursor, news.state), more: news.more };
	}

	return {
		...source,
		readPage,
		async readAgain(query, ids) {
			const { own, asked } = without(query);
			const changes = await source.readAgain(own, ids);
			return asked.length === 0 ? changes : await enriched(query.object, changes, asked);
		},
		async sample(query) {
			const { own, asked } = without(query);
			const changes = await source.sample(own);
			return asked.length === 0 ? changes : await enriched(query.object, changes, asked);
		},
	};
}

/** A schema that lists the memberships among the fields. */
export function withMembershipFields(schema: SchemaPort, memberships: Memberships): SchemaPort {
	return {
		...schema,
		async describe(object) {
			const described = await schema.describe(object);
			return { ...described, fields: [...described.fields, ...(await memberships.fields(object))] };
		},
	};
}
