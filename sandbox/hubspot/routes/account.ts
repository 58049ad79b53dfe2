import type { FastifyInstance } from 'fastify';

import type { Hub } from '../hub';
import { PATHS } from './request';

/** Adds `GET /account-info/v3/details` and the daily usage of the API. Any valid token may ask. */
export function accountRoutes(api: FastifyInstance, { portal, limits }: Hub): void {
	for (const path of PATHS.account) {
		api.get(`${path}/details`, async () => ({
			portalId: portal.portalId,
			accountType: 'STANDARD',
			timeZone: 'Etc/UTC',
			companyCurrency: 'USD',
			additionalCurrencies: ['EUR', 'GBP', 'SEK'],
			utcOffset: '+00:00',
			utcOffsetMilliseconds: 0,
			uiDomain: 'app.hubspot.com',
			dataHostingLocation: 'na1',
		}));
		api.get(`${path}/api-usage/daily/private-apps`, async () => {
			const { used, max } = limits.daily();
			const now = portal.clock.now();
			return {
				results: [
					{
						name: 'private-apps-api-calls-daily',
						usageLimit: max,
						currentUsage: used,
						collectedAt: now.toISOString(),
						fetchStatus: 'SUCCESS',
						resetsAt: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1)).toISOString(),
					},
				],
			};
		});
	}
}
