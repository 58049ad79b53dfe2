import { SandboxClock } from '../../common/clock';
import { DEFAULT_SIZE, seedStore, type SeedSize } from '../../salesforce/seed';
import type { Row } from '../../salesforce/schema/types';
import { Store } from '../../salesforce/store/store';

/** The Salesforce seed whose people and companies are here, too. */
export interface TwinSource {
	/** Default: that of the Salesforce sandbox. */
	readonly seed?: number;
	/** Must be that of the Salesforce sandbox, for the same records to come out. */
	readonly size?: Partial<SeedSize>;
}

/** The Salesforce sandbox's default seed. */
const SALESFORCE_SEED = 42;

/** The records of a Salesforce org as its sandbox seeds them. */
export interface Twins {
	readonly accounts: readonly Row[];
	readonly contacts: readonly Row[];
	readonly leads: readonly Row[];
	readonly opportunities: readonly Row[];
	/** E-mail of a user by id. */
	readonly emailOf: (userId: unknown) => string | undefined;
	readonly users: readonly Row[];
}

/** Makes the same records that the Salesforce sandbox starts with. */
export function salesforceTwins(startAt: Date, { seed = SALESFORCE_SEED, size }: TwinSource = {}): Twins {
	const store = new Store(new SandboxClock({ startAt, frozen: true }));
	seedStore(store, seed, { ...DEFAULT_SIZE, ...size });
	const rows = (object: string): Row[] => [...store.table(object).all()];
	const users = rows('User');
	const emails = new Map(users.map((user) => [user.Id, String(user.Email)]));
	return {
		accounts: rows('Account'),
		contacts: rows('Contact'),
		leads: rows('Lead'),
		opportunities: rows('Opportunity'),
		users,
		emailOf: (userId) => emails.get(String(userId)),
	};
}
