import type { SystemName } from '../../engine/model';
import type { ObjectOrder } from '../../nodes/common/sync-trigger/objects';
import { order as hubSpotOrder } from '../../nodes/HubSpotSyncTrigger/objects';
import { order as pactOrder } from '../../nodes/PactTrigger/objects';
import { order as salesforceOrder } from '../../nodes/SalesforceSyncTrigger/objects';
import { ours } from './canvas';

type Credentials = Record<string, { name: string }>;

interface SystemWords {
	/** As people write it. */
	name: string;
	/** `order`: of its outputs, whatever the order in which its objects were chosen. */
	trigger: { type: string; order: ObjectOrder; parameters: (objects: readonly string[]) => Record<string, unknown> };
	upsert: string;
	/** The parameter of upsert nodes and triggers, and the mapper's own one. */
	authentication: string;
	mapperAuthentication: string;
	credentials: Credentials;
}

/** How often a template asks each system, in seconds: Pact has no other way to ask than reading its lists, and sends webhooks. */
const POLL_SECONDS = { salesforce: 60, hubspot: 30, pact: 60 } as const;

/** What a template has to know of each system. */
export const SYSTEMS: Readonly<Record<SystemName, SystemWords>> = {
	salesforce: {
		name: 'Salesforce',
		trigger: {
			type: ours('salesforceSyncTrigger'),
			order: salesforceOrder,
			parameters: (objects) => ({
				authentication: 'oAuth2', objects, startFrom: 'everything', fieldMode: 'all', filters: {}, pollSeconds: POLL_SECONDS.salesforce, options: {},
			}),
		},
		upsert: ours('salesforceUpsert'),
		authentication: 'oAuth2',
		mapperAuthentication: 'salesforceAuthentication',
		credentials: { pactSalesforceOAuth2Api: { name: 'Salesforce (sandbox)' } },
	},
	hubspot: {
		name: 'HubSpot',
		trigger: {
			type: ours('hubSpotSyncTrigger'),
			order: hubSpotOrder,
			parameters: (objects) => ({ authentication: 'serviceKey', objects, startFrom: 'everything', fieldMode: 'all', pollSeconds: POLL_SECONDS.hubspot, options: {} }),
		},
		upsert: ours('hubSpotUpsert'),
		authentication: 'serviceKey',
		mapperAuthentication: 'hubSpotAuthentication',
		credentials: { pactHubSpotServiceKeyApi: { name: 'HubSpot (sandbox)' } },
	},
	pact: {
		name: 'Pact',
		trigger: {
			type: ours('pactTrigger'),
			order: pactOrder,
			parameters: (objects) => ({ authentication: 'apiKey', objects, startFrom: 'everything', pollSeconds: POLL_SECONDS.pact, options: {} }),
		},
		upsert: ours('pactUpsert'),
		authentication: 'apiKey',
		mapperAuthentication: 'pactAuthentication',
		credentials: { pactApi: { name: 'Pact (sandbox)' } },
	},
};
