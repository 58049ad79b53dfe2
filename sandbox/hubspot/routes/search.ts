import type { FastifyInstance } from 'fastify';

import type { Hub } from '../hub';
import { readSearch } from '../search/request';
import { search } from '../search/search';
import { PATHS, readType } from './request';
import { shown } from './show';

/** A search reads, and has its own rate limit. */
const SEARCH = { config: { sandboxWrite: false, hubSpotSearch: true } } as const;

/** Adds `POST /crm/v3/objects/{type}/search`. */
export function searchRoutes(api: FastifyInstance, hub: Hub): void {
	for (const path of PATHS.objects) {
		api.post(`${path}/:objectType/search`, SEARCH, async (request) => {
			const type = readType(hub, request);
			const wanted = readSearch(request.body);
			const { total, page, next } = search(hub.portal, type, wanted);
			return {
				total,
				results: page.map((record) => shown(hub.portal, type, record, { properties: wanted.properties })),
				...(next === undefined ? {} : { paging: { next: { after: String(next) } } }),
			};
		});
	}
}
