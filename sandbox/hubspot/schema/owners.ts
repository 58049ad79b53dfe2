import type { Owner } from './types';

const FIRST_OWNER_ID = 41_001;
/** User ids and owner ids are different numbers in HubSpot, and clients mix them up. */
const FIRST_USER_ID = 9_001;

/** The users who can own records. */
export class Owners {
	private readonly byId = new Map<string, Owner>();

	constructor(createdAt: string) {
		for (const [firstName, lastName, archived] of DEMO_OWNERS) this.add({ firstName, lastName, archived }, createdAt);
	}

	/** Adds an owner; the e-mail follows from the name unless given. */
	add(input: { firstName: string; lastName: string; email?: string; archived?: boolean }, createdAt: string): Owner {
		const sequence = this.byId.size;
		const { firstName, lastName, archived = false } = input;
		const email = input.email ?? `${firstName}.${lastName}@sandbox-portal.example`.toLowerCase();
		const owner: Owner = {
			id: String(FIRST_OWNER_ID + sequence),
			email,
			firstName,
			lastName,
			userId: archived ? null : FIRST_USER_ID + sequence,
			type: 'PERSON',
			createdAt,
			updatedAt: createdAt,
			archived,
		};
		this.byId.set(owner.id, owner);
		return owner;
	}

	/** Switches an owner off, as when a user leaves. */
	archive(id: string, at: string): void {
		const owner = this.byId.get(id);
		if (owner) this.byId.set(id, { ...owner, archived: true, userId: null, updatedAt: at });
	}

	get(id: string): Owner | undefined {
		return this.byId.get(id);
	}

	/** In order of their ids. */
	all(): Owner[] {
		return [...this.byId.values()];
	}
}

const DEMO_OWNERS: ReadonlyArray<readonly [string, string, boolean]> = [
	['Ida', 'Integration', false],
	['Amara', 'Okafor', false],
	['Jonas', 'Lindqvist', false],
	['Priya', 'Raman', false],
	['Gone', 'Former', true],
];
