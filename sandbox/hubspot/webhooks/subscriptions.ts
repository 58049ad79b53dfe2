import { z } from 'zod';

import { DEMO_APP } from '../auth/app';
import type { Catalog } from '../schema/catalog';

/** What can happen to a record, as both kinds of subscription type name it. */
const EVENT_NAMES = ['creation', 'deletion', 'merge', 'restore', 'propertyChange', 'associationChange'] as const;
type EventName = (typeof EVENT_NAMES)[number];

const names = EVENT_NAMES.join('|');
const GENERIC = new RegExp(`^object\\.(${names})$`);
const LEGACY = new RegExp(`^(contact|company|deal)\\.(${names})$`);

const needsProperty = ({
	subscriptionType,
	propertyName,
}: {
	subscriptionType: string;
	propertyName?: string | undefined;
}) => subscriptionType.endsWith('.propertyChange') === (propertyName !== undefined);
const NEEDS_PROPERTY = 'propertyName belongs to propertyChange subscriptions, and they need it';

/** `object.*`; HubSpot's two project generations call the object differently. */
const genericSchema = z
	.strictObject({
		subscriptionType: z.string().regex(GENERIC),
		objectType: z.string().optional(),
		objectName: z.string().optional(),
		propertyName: z.string().optional(),
		active: z.boolean().default(true),
	})
	.refine(({ objectType, objectName }) => objectType !== undefined || objectName !== undefined, 'objectType is missing')
	.refine(needsProperty, NEEDS_PROPERTY);

const legacySchema = z
	.strictObject({
		subscriptionType: z.string().regex(LEGACY),
		propertyName: z.string().optional(),
		active: z.boolean().default(true),
	})
	.refine(needsProperty, NEEDS_PROPERTY);

const hubEventSchema = z.strictObject({
	subscriptionType: z.literal('contact.privacyDeletion'),
	active: z.boolean().default(true),
});

/** An app's webhooks as its project file declares them: `webhooks-hsmeta.json`, or `webhooks.json` of older projects. */
export const webhooksConfigSchema = z.strictObject({
	/** Whose subscriptions these are; its client secret signs. */
	clientId: z.string().default(DEMO_APP.clientId),
	settings: z.strictObject({
		targetUrl: z.url({ protocol: /^https?$/ }),
		/** Batches that are on their way at once. */
		maxConcurrentRequests: z.int().min(1).max(100).default(10),
	}),
	subscriptions: z.strictObject({
		crmObjects: z.array(genericSchema).default([]),
		legacyCrmObjects: z.array(legacySchema).default([]),
		hubEvents: z.array(hubEventSchema).default([]),
	}),
});
export type WebhooksConfig = z.input<typeof webhooksConfigSchema>;

/** One subscription of an app. */
export interface Subscription {
	readonly subscriptionId: number;
	readonly subscriptionType: string;
	readonly event: EventName | 'privacyDeletion';
	/** `object.*` subscriptions carry the object in the event, the older ones in their type. */
	readonly generic: boolean;
	readonly objectTypeId: string;
	readonly propertyName: string | undefined;
	readonly active: boolean;
}

/** Numbers that look like HubSpot's. */
const FIRST_SUBSCRIPTION_ID = 2_480_001;

/** The subscriptions that a configuration declares. @throws Error for an object that the account does not have */
export function subscriptionsOf(config: z.output<typeof webhooksConfigSchema>, catalog: Catalog): Subscription[] {
	const idOf = (name: string): string => {
		const type = catalog.objectType(name.toLowerCase());
		if (!type) throw new Error(`The account has no object ${name}`);
		return type.id;
	};
	const { crmObjects, legacyCrmObjects, hubEvents } = config.subscriptions;
	const found = [
		...crmObjects.map((entry) => ({ ...entry, generic: true, object: entry.objectType ?? entry.objectName ?? '' })),
		...legacyCrmObjects.map((entry) => ({
			...entry,
			generic: false,
			object: entry.subscriptionType.split('.')[0] ?? '',
		})),
		...hubEvents.map((entry) => ({ ...entry, generic: false, object: 'contact', propertyName: undefined })),
	];
	return found.map(({ subscriptionType, generic, object, propertyName, active }, i) => ({
		subscriptionId: FIRST_SUBSCRIPTION_ID + i,
		subscriptionType,
		event: subscriptionType.split('.')[1] as Subscription['event'],
		generic,
		objectTypeId: idOf(object),
		propertyName,
		active,
	}));
}
