import { groupBy } from 'lodash';
import type { ChangeSourcePort, SourceChange } from '../../engine/run/system-port';
import { SystemError } from '../common/engine';
import { plainText } from '../common/flatten';
import type { SalesforceClient } from './client';
import { CONTACT_IDS, hasContacts, OPPORTUNITY, ROLE, withContacts } from './contact-roles';

/** Both places of a cursor: that among opportunities, and that among contact roles. Cursors of old have the first only. */
const SEPARATOR = '\n';
const splitCursor = (text: string): [string, string | undefined] => {
	const [own = '', roles] = text.split(SEPARATOR);
	return [own, roles];
};
const joinCursor = (own: string, roles: string | undefined): string => (roles === undefined ? own : `${own}${SEPARATOR}${roles}`);

/**
 * The changes with those of contact roles: who joins or leaves an opportunity changes it. Read after the opportunities themselves, with a
 * cursor of their own; one call more for each poll that asks for the contacts.
 */
export function withContactRoleChanges(source: ChangeSourcePort, client: SalesforceClient): ChangeSourcePort {
	const complete = async (object: string, fields: readonly string[], changes: readonly SourceChange[]): Promise<SourceChange[]> => {
		if (!hasContacts(object, fields)) return [...changes];
		// What is deleted has no contacts any more, and says nothing of them.
		const there = groupBy(changes, ({ kind }) => (kind === 'upserted' ? 'yes' : 'no'));
		const full = new Map((await withContacts(client, there.yes ?? [])).map((change) => [change.id, change]));
		return changes.map((change) => (change.kind === 'upserted' ? (full.get(change.id) ?? change) : change));
	};
	const own = <T extends { fields: readonly string[] }>(query: T): T => ({ ...query, fields: query.fields.filter((field) => field !== CONTACT_IDS) });

	return {
		...source,
		async start(object, from) {
			const cursor = await source.start(object, from);
			if (object !== OPPORTUNITY) return cursor;
			// Of everything, the opportunities themselves bring their contacts.
			const roles = await source.start(ROLE, from === 'everything' ? 'now' : from).catch(noRoles);
			return joinCursor(cursor, roles);
		},

		async readPage(query, cursorText, options) {
			if (!hasContacts(query.object, query.fields)) {
				const [cursor, roles] = splitCursor(cursorText);
				const page = await source.readPage(query, cursor, options);
				return { ...page, cursor: joinCursor(page.cursor, roles) };
			}
			const [cursor, known] = splitCursor(cursorText);
			const page = await source.readPage(own(query), cursor, options);
			const changes = await complete(query.object, query.fields, page.changes);
			if (page.more) return { ...page, changes, cursor: joinCursor(page.cursor, known) };
			const roles = await source.readPage(
				{ object: ROLE, fields: ['OpportunityId'], limit: query.limit },
				known ?? (await source.start(ROLE, 'now')),
				options,
			);
			const read = new Set(changes.map(({ id }) => id));
			const times = new Map<string, string>();
			for (const { fields, modifiedAt } of roles.changes) {
				const id = plainText(fields.OpportunityId);
				if (!read.has(id)) times.set(id, [times.get(id) ?? '', modifiedAt].sort().at(-1) as string);
			}
			const more = times.size === 0 ? [] : await source.readAgain(own(query), [...times.keys()]);
			const later = (await complete(query.object, query.fields, more)).map((change) => {
				const at = times.get(change.id) ?? '';
				return Date.parse(at) > Date.parse(change.modifiedAt) ? { ...change, modifiedAt: at } : change;
			});
			return { changes: [...changes, ...later], cursor: joinCursor(page.cursor, roles.cursor), more: roles.more };
		},

		readAgain: async (query, ids) => await complete(query.object, query.fields, await source.readAgain(own(query), ids)),
		sample: async (query) => await complete(query.object, query.fields, await source.sample(own(query))),
	};
}

/** A user who may not see contact roles does without. */
function noRoles(error: unknown): undefined {
	if (error instanceof SystemError && ['not-allowed', 'not-found', 'invalid'].includes(error.details.class)) return undefined;
	throw error;
}
