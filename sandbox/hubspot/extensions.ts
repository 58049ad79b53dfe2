import type { FastifyInstance } from 'fastify';

import { seededRandom } from '../common/random';
import { DEMO_APP } from './auth/app';
import { authControl } from './auth/control';
import { OAuth } from './auth/oauth';
import { oauthRoutes } from './auth/routes';
import type { Hub } from './hub';
import { Lists } from './lists/lists';
import { listRoutes } from './lists/routes';
import { pageRoutes } from './page/routes';
import { Preferences } from './preferences/preferences';
import { preferenceControl, preferenceRoutes } from './preferences/routes';
import { webhookControl } from './webhooks/control';
import { WebhookDispatcher } from './webhooks/dispatcher';

/** What is beside CRM records: OAuth, webhooks, lists, communication preferences and pages. */
export class Extensions {
	readonly oauth: OAuth;
	readonly webhooks: WebhookDispatcher;
	readonly lists: Lists;
	readonly preferences: Preferences;
	/** E-mail of the person who connected the demo app. */
	private readonly user: string;

	/** @param gdpr whether the account's data privacy settings are on: subscribing needs a legal basis */
	constructor(
		private readonly hub: Hub,
		gdpr: boolean,
	) {
		const { portal, tokens, clock, seed } = hub;
		// Deliveries run beside the calls: with one sequence for all, tokens would depend on timing.
		const randomOf = (part: number) => seededRandom(seed * 10 + part);
		this.user = portal.owners.all()[0]?.email ?? 'nobody@sandbox-portal.example';
		this.oauth = new OAuth(clock, randomOf(1), tokens, [DEMO_APP], this.user);
		this.preferences = new Preferences(portal, gdpr);
		this.lists = new Lists(portal);
		this.webhooks = new WebhookDispatcher({ portal, random: randomOf(2), oauth: this.oauth });
		portal.onChange((change) => this.webhooks.publish(change));
	}

	/** Adds what needs no token: OAuth itself, control endpoints, pages. */
	async open(app: FastifyInstance): Promise<void> {
		await oauthRoutes(app, this.hub, this.oauth);
		authControl(app, this.hub, this.oauth, this.user);
		webhookControl(app, this.webhooks);
		preferenceControl(app, this.preferences);
		pageRoutes(app, { portal: this.hub.portal, preferences: this.preferences, webhooks: this.webhooks });
	}

	/** Adds the guarded calls. */
	guarded(api: FastifyInstance): void {
		listRoutes(api, this.lists);
		preferenceRoutes(api, this.hub.portal, this.preferences);
	}
}
