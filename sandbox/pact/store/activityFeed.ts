import type { Values } from '../schema/objects';

/** One entry of the feed. Entries are never changed; only an erasure takes them away. */
export interface Activity {
	readonly public_id: string;
	readonly type: string;
	readonly occurred_at: string;
	readonly created_at: string;
	readonly contact_id: string | null;
	readonly company_id: string | null;
	readonly opportunity_id: string | null;
	/** E-mail of a person, or `system`. */
	readonly actor: string;
	readonly payload: Values;
	readonly dedupe_key: string | null;
}

/** Which entries a list shows; an absent part matches all. */
interface ActivityFilter {
	readonly type?: string | undefined;
	readonly contact_id?: string | undefined;
	readonly company_id?: string | undefined;
	readonly opportunity_id?: string | undefined;
}

/** The append-only activity feed of the workspace, oldest first. */
export class ActivityFeed {
	private entries: Activity[] = [];
	private readonly byDedupeKey = new Map<string, Activity>();

	append(activity: Activity): void {
		this.entries.push(activity);
		if (activity.dedupe_key !== null) this.byDedupeKey.set(activity.dedupe_key, activity);
	}

	/** The entry that was logged with this key, if any. */
	withDedupeKey(key: string): Activity | undefined {
		return this.byDedupeKey.get(key);
	}

	get(publicId: string): Activity | undefined {
		return this.entries.find((entry) => entry.public_id === publicId);
	}

	all(): readonly Activity[] {
		return this.entries;
	}

	list(filter: ActivityFilter): readonly Activity[] {
		const wanted = Object.entries(filter).filter(([, value]) => value !== undefined) as Array<
			[keyof ActivityFilter, string]
		>;
		if (wanted.length === 0) return this.entries;
		return this.entries.filter((entry) => wanted.every(([field, value]) => entry[field] === value));
	}

	/** Part of a GDPR erasure: everything about one contact goes. */
	eraseContact(contactId: string): void {
		this.entries = this.entries.filter((entry) => entry.contact_id !== contactId);
	}
}
