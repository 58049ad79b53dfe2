import type { Owner } from './contract';
import type { LastChange } from './reader';

/** What makes changes beside people, in plain words (`sourceType` of a property's history). */
const MAKERS: Readonly<Record<string, string>> = {
	INTEGRATION: 'an integration',
	API: 'an integration',
	IMPORT: 'an import',
	AUTOMATION_PLATFORM: 'a workflow',
	WORKFLOWS: 'a workflow',
	CALCULATED: 'HubSpot itself',
};

/** Who made a change: a user by name as far as the owners tell, else by number; else what made it. Nothing where HubSpot does not say. */
export function namesOfUsers(owners: readonly Owner[]): (change: LastChange) => { by?: string } {
	const names = new Map(owners.flatMap((owner) => (owner.userId ? [[owner.userId, nameOf(owner)] as const] : [])));
	return ({ user, source }) => {
		const by = user === undefined ? MAKERS[source ?? ''] : (names.get(user) ?? `user ${user}`);
		return by === undefined ? {} : { by };
	};
}

const nameOf = ({ firstName, lastName, email, id }: Owner): string => [firstName, lastName].filter(Boolean).join(' ') || (email ?? `owner ${id}`);
