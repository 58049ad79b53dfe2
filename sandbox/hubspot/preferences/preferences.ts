import { HubSpotError, invalid } from '../errors';
import { CONTACTS } from '../schema/objectTypes';
import { bool } from '../schema/property';
import { commit } from '../save/save';
import type { PortalChange } from '../store/changes';
import type { Portal } from '../store/portal';
import type { Author, StoredRecord } from '../store/record';
import { DEFINITIONS, type Definition } from './definitions';

/** Why an address may be written to (enum of both generations of the API). */
export const LEGAL_BASES = [
	'LEGITIMATE_INTEREST_PQL',
	'LEGITIMATE_INTEREST_CLIENT',
	'PERFORMANCE_OF_CONTRACT',
	'CONSENT_WITH_NOTICE',
	'NON_GDPR',
	'PROCESS_AND_STORE',
	'LEGITIMATE_INTEREST_OTHER',
] as const;

type StatusState = 'SUBSCRIBED' | 'UNSUBSCRIBED' | 'NOT_SPECIFIED';

/** Why a status is as it is. */
interface Basis {
	readonly legalBasis?: string | undefined;
	readonly legalBasisExplanation?: string | undefined;
}

/** The status of one subscription for one address. */
export interface Status extends Basis {
	readonly state: StatusState;
	/** Epoch milliseconds; absent: nothing was ever said. */
	readonly at?: number;
	readonly source: string;
}

interface Address {
	readonly statuses: Map<string, Status>;
	/** When the address left all e-mail, in epoch milliseconds. */
	optedOutAt: number | undefined;
}

/** What setting a status did, in v4's words. */
export type Success = 'NO_STATUS_CHANGE' | 'REQUESTED_CHANGE_OCCURRED' | 'RESUBSCRIBE_OCCURRED';

const UNSAID: Status = { state: 'NOT_SPECIFIED', source: 'Account default' };
const PUBLIC_API = 'Public API';
const MIRROR: Author = { sourceType: 'EMAIL', sourceId: 'EmailSubscriptions' };
const OPTED_OUT_OF_ALL = 'hs_email_optout';

/** Contact property that mirrors one subscription. */
export const mirrorOf = (subscriptionId: string): string => `${OPTED_OUT_OF_ALL}_${subscriptionId}`;

/**
 * Who gets which e-mail. A status belongs to an e-mail address: it is there before the contact and outlives it. Contacts show
 * it in read-only properties, which this keeps in step.
 */
export class Preferences {
	private readonly addresses = new Map<string, Address>();
	/** Contacts whose mirrors are behind; undefined: mirrors follow at once. */
	private behind: Set<string> | undefined;

	/** @param gdpr true: "data privacy settings" are on, and subscribing needs a legal basis */
	constructor(
		private readonly portal: Portal,
		private readonly gdpr: boolean,
	) {
		for (const { id, name } of DEFINITIONS) {
			portal.catalog.putProperty(CONTACTS, bool(mirrorOf(id), `Opted out of email: ${name}`, { readOnly: true }));
		}
		portal.onChange((change) => this.follow(change));
	}

	/** A definition by its id. @throws HubSpotError 400 */
	definition(subscriptionId: string): Definition {
		const found = DEFINITIONS.find(({ id }) => id === subscriptionId);
		if (!found) throw invalid(`Subscription definition ${subscriptionId} does not exist.`);
		return found;
	}

	/** When an address left all e-mail, in epoch milliseconds. */
	optedOutAt(email: string): number | undefined {
		return this.addresses.get(key(email))?.optedOutAt;
	}

	/** What counts for a subscription: leaving all e-mail outweighs everything else. */
	status(email: string, subscriptionId: string): Status {
		const address = this.addresses.get(key(email));
		const own = address?.statuses.get(subscriptionId) ?? UNSAID;
		if (address?.optedOutAt === undefined) return own;
		return { ...own, state: 'UNSUBSCRIBED', at: address.optedOutAt, source: 'Unsubscribed from all' };
	}

	/**
	 * Sets a status, as v4 does: an address that has opted out comes back only with a legal basis and its explanation.
	 * @throws HubSpotError 400
	 */
	set(email: string, subscriptionId: string, state: StatusState, basis: Basis = {}, source = PUBLIC_API): Success {
		this.definition(subscriptionId);
		const before = this.status(email, subscriptionId);
		if (before.state === state) return 'NO_STATUS_CHANGE';
		const returns = before.state === 'UNSUBSCRIBED';
		if (returns || (state === 'SUBSCRIBED' && this.gdpr)) requireBasis(basis);
		const address = this.address(email);
		const at = this.portal.now();
		if (returns && address.optedOutAt !== undefined) {
			// Coming back to one subscription ends the opt-out of everything, not that of the other subscriptions.
			for (const { id } of DEFINITIONS) address.statuses.set(id, { state: 'UNSUBSCRIBED', at, source });
			address.optedOutAt = undefined;
		}
		address.statuses.set(subscriptionId, { state, at, source, ...basis });
		this.mirror(email);
		return returns ? 'RESUBSCRIBE_OCCURRED' : 'REQUESTED_CHANGE_OCCURRED';
	}

	/** Leaves all e-mail. */
	unsubscribeAll(email: string): void {
		const address = this.address(email);
		address.optedOutAt ??= this.portal.now();
		this.mirror(email);
	}

	/** v3: an address that has opted out is refused, whatever the legal basis. @throws HubSpotError 400 */
	subscribe(email: string, subscriptionId: string, basis: Basis): void {
		const { state } = this.status(email, subscriptionId);
		if (state === 'UNSUBSCRIBED') {
			throw invalid(`${email} has unsubscribed from subscription ${subscriptionId} and cannot be resubscribed.`);
		}
		if (state === 'SUBSCRIBED') throw invalid(`${email} is already subscribed to subscription ${subscriptionId}.`);
		this.set(email, subscriptionId, 'SUBSCRIBED', basis);
	}

	/** v3. @throws HubSpotError 400 */
	unsubscribe(email: string, subscriptionId: string, basis: Basis): void {
		if (this.set(email, subscriptionId, 'UNSUBSCRIBED', basis) === 'NO_STATUS_CHANGE') {
			throw invalid(`${email} is already unsubscribed from subscription ${subscriptionId}.`);
		}
	}

	/** From now on contacts show what they showed: HubSpot brings the mirrors up to date in the background. */
	holdMirrors(): void {
		this.behind ??= new Set();
	}

	/** The background work is done. */
	catchUpMirrors(): void {
		const late = [...(this.behind ?? [])];
		this.behind = undefined;
		for (const id of late) {
			const record = this.portal.table(CONTACTS).get(id);
			if (record && record.mergedInto === undefined && record.archivedAt === undefined) this.mirrorOn(record);
		}
	}

	/** Notes an opt-out from before the clock started; contacts are to be mirrored by the caller. */
	seedOptOut(email: string, at: number): void {
		this.address(email).optedOutAt = at;
	}

	/** The mirror properties of a contact with this address; empty text is "not set". */
	mirrored(email: string, before: Readonly<Record<string, string>>): Record<string, string> {
		const values: Record<string, string> = {};
		const note = (name: string, optedOut: boolean): void => {
			values[name] = optedOut ? 'true' : before[name] === undefined ? '' : 'false';
		};
		note(OPTED_OUT_OF_ALL, this.optedOutAt(email) !== undefined);
		for (const { id } of DEFINITIONS) note(mirrorOf(id), this.status(email, id).state === 'UNSUBSCRIBED');
		return values;
	}

	private address(email: string): Address {
		if (!/^[^@\s]+@[^@\s]+$/.test(email)) throw invalid(`Invalid email address: ${email}`);
		let address = this.addresses.get(key(email));
		if (!address) this.addresses.set(key(email), (address = { statuses: new Map(), optedOutAt: undefined }));
		return address;
	}

	/** A contact that is new or has another address shows what is known of that address. */
	private follow(change: PortalChange): void {
		if (change.objectTypeId !== CONTACTS) return;
		if (change.kind === 'merged' || change.kind === 'restored') this.mirrorOn(change.record);
		if (change.kind !== 'created' && change.kind !== 'updated') return;
		if (change.changed.some(({ name }) => name === 'email')) this.mirrorOn(change.record);
	}

	private mirror(email: string): void {
		const contact = this.portal.table(CONTACTS).withUnique('email', email);
		if (contact && key(contact.properties['email'] ?? '') === key(email)) this.mirrorOn(contact);
	}

	private mirrorOn(record: StoredRecord): void {
		if (this.behind) {
			this.behind.add(record.id);
			return;
		}
		const type = this.portal.catalog.objectType(CONTACTS);
		if (!type) return;
		const values = this.mirrored(record.properties['email'] ?? '', record.properties);
		commit(this.portal, { type, record, values }, MIRROR);
	}
}

const key = (email: string): string => email.trim().toLowerCase();

function requireBasis({ legalBasis, legalBasisExplanation }: Basis): void {
	if (legalBasis && legalBasisExplanation) return;
	throw new HubSpotError(
		400,
		'VALIDATION_ERROR',
		'legalBasis and legalBasisExplanation are required to subscribe this email address.',
	);
}
