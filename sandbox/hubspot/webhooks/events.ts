import type { AssociationChange, MergeChange, PortalChange, RecordChange } from '../store/changes';
import type { Portal } from '../store/portal';
import type { Subscription } from './subscriptions';

/** What an event says beyond its envelope (ids of event, subscription, portal and app, time, attempt). */
type EventDetails = Readonly<Record<string, unknown>>;

/** A record change's event and the flag in its body. */
const RECORD_EVENTS = {
	created: { event: 'creation', flag: 'CREATED', legacyFlag: 'NEW' },
	archived: { event: 'deletion', flag: 'DELETED', legacyFlag: 'DELETED' },
	restored: { event: 'restore', flag: 'RESTORED', legacyFlag: 'RESTORED' },
} as const;

/** The events that a subscription gets for a change: none, one, or (property changes of one save) several. */
export function eventsFor(subscription: Subscription, change: PortalChange, portal: Portal): EventDetails[] {
	if (!subscription.active) return [];
	switch (change.kind) {
		case 'merged':
			return mergeEvents(subscription, change);
		case 'associated':
		case 'dissociated':
			return associationEvents(subscription, change, portal);
		default:
			return recordEvents(subscription, change);
	}
}

const source = ({ author }: PortalChange): EventDetails => ({
	changeSource: author.sourceType,
	sourceId: author.sourceId,
});

const objectOf = (subscription: Subscription): EventDetails =>
	subscription.generic ? { objectTypeId: subscription.objectTypeId } : {};

function recordEvents(subscription: Subscription, change: RecordChange): EventDetails[] {
	if (change.objectTypeId !== subscription.objectTypeId) return [];
	const base = { objectId: Number(change.record.id), ...objectOf(subscription), ...source(change) };
	if (subscription.event === 'propertyChange') {
		return change.changed
			.filter(({ name }) => name === subscription.propertyName)
			.map(({ name, value }) => ({ ...base, propertyName: name, propertyValue: value, isSensitive: false }));
	}
	// An erased contact was archived just before, which is told as its deletion: HubSpot sends both.
	if (change.kind === 'erased') return subscription.event === 'privacyDeletion' ? [base] : [];
	if (change.kind === 'updated') return [];
	const { event, flag, legacyFlag } = RECORD_EVENTS[change.kind];
	if (event !== subscription.event) return [];
	return [{ ...base, changeFlag: subscription.generic ? flag : legacyFlag }];
}

/** A merge names its records in fields of its own; there is no `objectId`. */
function mergeEvents(subscription: Subscription, change: MergeChange): EventDetails[] {
	if (subscription.event !== 'merge' || change.objectTypeId !== subscription.objectTypeId) return [];
	return [
		{
			...objectOf(subscription),
			...source(change),
			changeFlag: 'MERGED',
			primaryObjectId: Number(change.primaryId),
			mergedObjectIds: change.mergedIds.filter((id) => id !== change.primaryId).map(Number),
			newObjectId: Number(change.record.id),
			numberOfPropertiesMoved: change.propertiesMoved,
		},
	];
}

/** An association is told from both ends, each to the subscriptions of its own object. */
function associationEvents(subscription: Subscription, change: AssociationChange, portal: Portal): EventDetails[] {
	if (subscription.event !== 'associationChange') return [];
	const { objectTypeId, fromId, toObjectTypeId, toId, typeId } = change;
	const type = portal.associationTypes.find(typeId, objectTypeId, toObjectTypeId);
	const forth = { from: objectTypeId, fromId, to: toObjectTypeId, toId, typeId };
	const back = { from: toObjectTypeId, fromId: toId, to: objectTypeId, toId: fromId, typeId: type?.inverse ?? typeId };
	return [forth, back]
		.filter(({ from }) => from === subscription.objectTypeId)
		.map((seen) => ({
			...source(change),
			fromObjectId: Number(seen.fromId),
			toObjectId: Number(seen.toId),
			associationRemoved: change.kind === 'dissociated',
			isPrimaryAssociation: type?.primary ?? false,
			...(subscription.generic
				? {
						fromObjectTypeId: seen.from,
						toObjectTypeId: seen.to,
						associationTypeId: seen.typeId,
						associationCategory: change.category,
					}
				: { associationType: `${word(portal, seen.from)}_TO_${word(portal, seen.to)}` }),
		}));
}

const word = (portal: Portal, objectTypeId: string): string =>
	(portal.catalog.objectType(objectTypeId)?.singular ?? objectTypeId).toUpperCase();
