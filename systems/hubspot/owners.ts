import type { Owner } from './contract';
import type { Definitions } from './definitions';

/** The pseudo-field that stands for `hubspot_owner_id` in mappings: people have the same e-mail address in all systems. */
export const OWNER_EMAIL = 'owner.email';

/** Owners by id and by e-mail. An unknown one is asked for once more, in case a user was added a moment ago. */
export interface Owners {
	/** Owner id → e-mail in lower case. An owner without an address keeps the id, so that it does not pass for "nobody". */
	emailsOf(ids: ReadonlySet<string>): Promise<ReadonlyMap<string, string>>;
	/** E-mail → id, active owners only; unknown ones are left out. */
	idsOf(emails: ReadonlySet<string>): Promise<ReadonlyMap<string, string>>;
	/** Active owners; undefined when the credential may not list them. */
	active(): Promise<Array<{ id: string; email: string }> | undefined>;
}

export function createOwners(definitions: Definitions): Owners {
	async function resolve(
		wanted: ReadonlySet<string>,
		index: (owners: readonly Owner[]) => Map<string, string>,
	): Promise<Map<string, string>> {
		if (wanted.size === 0) return new Map();
		const known = index((await definitions.owners()) ?? []);
		return [...wanted].every((key) => known.has(key)) ? known : index((await definitions.owners(true)) ?? []);
	}

	return {
		async emailsOf(ids) {
			const emails = await resolve(
				ids,
				(owners) => new Map(owners.flatMap((owner) => (owner.email ? [[owner.id, owner.email.toLowerCase()]] : []))),
			);
			return new Map([...ids].map((id) => [id, emails.get(id) ?? id]));
		},

		idsOf: async (emails) =>
			await resolve(emails, (owners) => new Map(activeOf(owners).map(({ id, email }) => [email, id]))),

		async active() {
			const owners = await definitions.owners();
			return owners && activeOf(owners);
		},
	};
}

const activeOf = (owners: readonly Owner[]): Array<{ id: string; email: string }> =>
	owners.flatMap(({ id, email, archived }) => (email && !archived ? [{ id, email: email.toLowerCase() }] : []));
