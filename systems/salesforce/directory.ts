import type { Clock } from '../../engine/run/clock-port';
import { attempt } from '../common/refusal';
import { rememberer } from '../common/remembered';
import type { SalesforceClient } from './client';

/** A new or retired user is noticed after this at the latest. */
const MAX_AGE_MS = 10 * 60_000;

/** The users of an org by e-mail; remembered for a while, and shared by all nodes of one connection. */
export interface Directory {
	/** Active users who can own records: e-mail in lower case → their ids. Undefined when the connected user may not read users. */
	users(): Promise<ReadonlyMap<string, readonly string[]> | undefined>;
}

export function createDirectory(client: SalesforceClient, clock: Clock): Directory {
	const remembered = rememberer(clock, `directory|salesforce|${client.connection}`, MAX_AGE_MS);
	return { users: () => remembered('users', () => activeUsers(client)) };
}

/** Portal, guest and automated users own no records of sales; an e-mail, unlike a user name, may belong to several users. */
async function activeUsers(client: SalesforceClient): Promise<Map<string, string[]> | undefined> {
	const asked = await attempt(client.rows("SELECT Id, Email FROM User WHERE IsActive = true AND UserType = 'Standard'"), ['not-allowed']);
	if (!asked.ok) return undefined;
	const users = new Map<string, string[]>();
	for (const { Id, Email } of asked.answer) {
		if (typeof Id !== 'string' || typeof Email !== 'string') continue;
		const email = Email.toLowerCase();
		users.set(email, [...(users.get(email) ?? []), Id]);
	}
	return users;
}
