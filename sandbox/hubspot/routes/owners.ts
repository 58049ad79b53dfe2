import type { FastifyInstance } from 'fastify';

import { requireScope } from '../auth/guard';
import { invalid, pathNotFound } from '../errors';
import type { Hub } from '../hub';
import { param, PATHS, queryFlag, queryLimit, queryText } from './request';

/** Owners reference: default 100, at most 500 a page. */
const DEFAULT_PAGE = 100;
const MAX_PAGE = 500;
const SCOPE = 'crm.objects.owners.read';

/** Adds the owners API: a list (paged, by e-mail, active or archived ones) and one owner by `id` or `userId`. */
export function ownerRoutes(api: FastifyInstance, { portal }: Hub): void {
	for (const path of PATHS.owners) {
		for (const spelled of [path, `${path}/`]) {
			api.get(spelled, async (request) => {
				requireScope(request, SCOPE);
				const limit = queryLimit(request, DEFAULT_PAGE, MAX_PAGE);
				const after = queryText(request, 'after') ?? '0';
				if (!/^\d+$/.test(after)) throw invalid(`Invalid paging token: ${after}`);
				const email = queryText(request, 'email')?.toLowerCase();
				const matching = portal.owners
					.all()
					.filter((owner) => owner.archived === queryFlag(request, 'archived'))
					.filter((owner) => email === undefined || owner.email.toLowerCase() === email)
					.filter((owner) => Number(owner.id) > Number(after));
				const results = matching.slice(0, limit);
				const last = results.at(-1);
				const more = matching.length > limit && last !== undefined;
				return { results, ...(more ? { paging: { next: { after: last.id } } } : {}) };
			});
		}
		api.get(`${path}/:ownerId`, async (request) => {
			requireScope(request, SCOPE);
			const id = param(request, 'ownerId');
			const archived = queryFlag(request, 'archived');
			const byUser = queryText(request, 'idProperty') === 'userId';
			const owner = portal.owners.all().find((each) => (byUser ? String(each.userId) : each.id) === id);
			if (!owner || owner.archived !== archived) throw pathNotFound();
			return owner;
		});
	}
}
