import type { Clock } from '../../engine/run/clock-port';
import type { FieldValue, SystemErrorDetails } from '../../engine/model';
import { chunksOf } from '../common/chunks';
import { SystemError } from '../common/engine';
import { shared } from '../common/shared';
import type { HubSpotClient } from './client';
import { type HubSpotRecord, modifiedProperty } from './contract';
import { MAX_BATCH, MAX_CONCURRENT_CALLS } from './limits';
import { timesOfFields } from './reader';

/**
 * The pseudo-field of a contact that holds 'true' when its e-mail address has opted out of all e-mail; `email.optout.316890482` is the same
 * for one subscription type. HubSpot keeps the status with the address, and shows it in read-only properties of the contact.
 */
export const OPT_OUT = 'email.optout';
const MIRROR = 'hs_email_optout';
const EMAIL = 'email';

/** After a contact got its address, HubSpot's own property may show the old address's status for a while (it is brought up to date in the background). */
const MIRROR_LAG_MS = 15 * 60_000;
/** An address that was asked for is not asked again so soon; one that we opted out ourselves is known as long as the mirror may lag. */
const REMEMBER_MS = 60_000;
/** Above this what is out of date is forgotten. */
const REMEMBER_AT_MOST = 10_000;
/** A missing scope is looked for again after this. */
const FORBIDDEN_MS = 10 * 60_000;
/** From so many addresses on a batch call is tried. */
const WORTH_A_BATCH = 5;
/**
 * More contacts of one reading that were changed a moment ago are an import or a first sync: asking for each address would cost a call for
 * each contact. The mirror is believed then, and what it corrects later comes as a change of its own.
 */
const BULK_RECORDS = 50;
/** More new addresses than these are asked for in batches or not at all. */
const MOST_ASKED_SINGLY = 10;

/** Refusals that every other address would meet as well. */
const STOPS_ALL: ReadonlySet<SystemErrorDetails['class']> = new Set([
	'credential-refused',
	'not-allowed',
	'rate-limited',
	'quota-spent',
]);

export const isOptOut = (object: string, field: string): boolean =>
	(object === 'contacts' || object === '0-1') && (field === OPT_OUT || field.startsWith(`${OPT_OUT}.`));

/** The subscription type that the field is about; undefined: all e-mail. */
const subscriptionOf = (field: string): string | undefined =>
	field === OPT_OUT ? undefined : field.slice(OPT_OUT.length + 1);

const mirrorsOf = (field: string): string[] => {
	const subscription = subscriptionOf(field);
	return subscription === undefined ? [MIRROR] : [MIRROR, `${MIRROR}_${subscription}`];
};

/** The properties that must be read to answer these fields. */
export const optOutProperties = (fields: readonly string[]): string[] =>
	fields.length === 0 ? [] : [...new Set([EMAIL, ...fields.flatMap(mirrorsOf)])];

/** Does the contact's own property say that it has opted out? */
export const mirrorSays = ({ properties }: HubSpotRecord, field: string): boolean =>
	mirrorsOf(field).some((name) => properties[name] === 'true');

/** Is this a wish to opt out? Nothing else is ever done about an opt-out: opting in again needs a legal basis, which does not copy itself. */
export const isOptingOut = (value: FieldValue | undefined): boolean => value === true || value === 'true';

/** An address that shall be opted out, with the fields that say of what. */
export interface OptOutWish {
	email: string;
	fields: readonly string[];
}

export interface OptOuts {
	/** 'true' or 'false' by record id and field. A contact without an address says nothing, and is not among them. */
	read(object: string, records: readonly HubSpotRecord[], fields: readonly string[]): Promise<Map<string, Record<string, string>>>;
	/** What this address has opted out of now, as fields; nothing where the credential may not ask. */
	of(email: string): Promise<string[]>;
	/** Opts addresses out; answers the refusals, by place. */
	write(wishes: readonly OptOutWish[]): Promise<Map<number, SystemErrorDetails>>;
}

interface Known {
	at: number;
	optedOut: boolean;
	/** By ourselves. */
	ours?: true;
}

interface Memory {
	/** By address and field. */
	known: Map<string, Known>;
	/** When a scope was missing: for reading at all, for reading in batches. Epoch ms. */
	forbiddenAt: number;
	noBatchAt: number;
}

const keyOf = (email: string, field: string): string => `${email}|${field}`;
export const addressOf = (email: FieldValue | undefined): string | undefined =>
	typeof email === 'string' && email.trim() !== '' ? email.trim().toLowerCase() : undefined;

/**
 * Opt-outs by communication preferences. Reading costs nothing beyond the record as a rule: the mirror is believed, but for a contact that
 * is new or got another address a moment ago. Of those the address itself is asked, once a minute at most.
 */
export function createOptOuts(client: HubSpotClient, clock: Clock): OptOuts {
	const memory = shared(clock, `opt-outs|hubspot|${client.connection}`, (): Memory => ({
		known: new Map(),
		forbiddenAt: -Infinity,
		noBatchAt: -Infinity,
	}));
	const now = (): number => clock.now().getTime();

	function note(email: string, field: string, optedOut: boolean, ours?: true): void {
		memory.known.set(keyOf(email, field), { at: now(), optedOut, ...(ours ? { ours } : {}) });
		if (memory.known.size <= REMEMBER_AT_MOST) return;
		for (const [key, { at }] of memory.known) if (now() - at > MIRROR_LAG_MS) memory.known.delete(key);
	}

	function remembered(email: string, field: string): boolean | undefined {
		const known = memory.known.get(keyOf(email, field));
		return known && now() - known.at < (known.ours ? MIRROR_LAG_MS : REMEMBER_MS) ? known.optedOut : undefined;
	}

	/** Contacts that were changed a moment ago, and among the changes is the address. */
	async function withNewAddress(object: string, records: readonly HubSpotRecord[]): Promise<HubSpotRecord[]> {
		const since = (client.serverNow()?.getTime() ?? now()) - MIRROR_LAG_MS;
		const recent = records.filter(
			({ archived, properties, updatedAt }) =>
				!archived && !(momentOf(properties[modifiedProperty(object)] ?? updatedAt) < since),
		);
		if (recent.length > BULK_RECORDS) return [];
		const times = await timesOfFields(
			client,
			object,
			recent.map(({ id }) => id),
			[EMAIL],
		);
		return recent.filter(({ id }) => !(momentOf(times.get(id)?.[EMAIL]?.at) < since));
	}

	async function ask(emails: readonly string[], fields: readonly string[]): Promise<void> {
		const everything = fields.includes(OPT_OUT) ? emails : [];
		const inBatch = everything.length >= WORTH_A_BATCH ? await askInBatch(everything) : false;
		if (emails.length > MOST_ASKED_SINGLY) return;
		await inTurns(emails, async (email) => {
			try {
				if (fields.includes(OPT_OUT) && !inBatch) note(email, OPT_OUT, await client.optedOutOfAll(email));
				const single = fields.filter((field) => field !== OPT_OUT);
				if (single.length === 0) return;
				const subscriptions = await client.optedOutOf(email);
				for (const field of single) note(email, field, subscriptions.has(subscriptionOf(field) ?? ''));
			} catch (error) {
				// What HubSpot does not take as an address gets no e-mail, and the mirror has to do.
				if (!(error instanceof SystemError) || error.details.class !== 'invalid') throw error;
			}
		});
	}

	/** Only some accounts may: false where this one may not. */
	async function askInBatch(emails: readonly string[]): Promise<boolean> {
		if (now() - memory.noBatchAt < FORBIDDEN_MS) return false;
		try {
			for (const chunk of chunksOf(emails, MAX_BATCH)) {
				const out = await client.optedOutOfAllAmong(chunk);
				for (const email of chunk) note(email, OPT_OUT, out.has(email));
			}
			return true;
		} catch (error) {
			if (!(error instanceof SystemError) || !['not-allowed', 'not-found', 'invalid'].includes(error.details.class)) throw error;
			memory.noBatchAt = now();
			return false;
		}
	}

	return {
		async read(object, records, fields) {
			const answer = new Map<string, Record<string, string>>();
			if (fields.length === 0) return answer;
			const open: HubSpotRecord[] = [];
			const told = (record: HubSpotRecord, email: string, field: string): boolean | undefined =>
				mirrorSays(record, field) || remembered(email, field);
			const withAddress = records.flatMap((record) => {
				const email = addressOf(record.properties[EMAIL]);
				return email === undefined ? [] : [{ record, email }];
			});
			for (const { record, email } of withAddress) {
				if (fields.some((field) => told(record, email, field) === undefined)) open.push(record);
			}
			if (open.length > 0 && now() - memory.forbiddenAt >= FORBIDDEN_MS) {
				const fresh = await withNewAddress(object, open);
				const emails = new Set(fresh.flatMap(({ properties }) => addressOf(properties[EMAIL]) ?? []));
				try {
					if (emails.size > 0) await ask([...emails], fields);
				} catch (error) {
					// Without the scope the mirror has to do.
					if (!(error instanceof SystemError) || error.details.class !== 'not-allowed') throw error;
					memory.forbiddenAt = now();
				}
			}
			for (const { record, email } of withAddress) {
				const values = fields.map((field) => [field, String(told(record, email, field) ?? false)] as const);
				answer.set(record.id, Object.fromEntries(values));
			}
			return answer;
		},

		async of(email) {
			if (now() - memory.forbiddenAt < FORBIDDEN_MS) return [];
			try {
				if (await client.optedOutOfAll(email)) return [OPT_OUT];
				return [...(await client.optedOutOf(email))].map((subscription) => `${OPT_OUT}.${subscription}`);
			} catch (error) {
				if (!(error instanceof SystemError) || !['not-allowed', 'invalid'].includes(error.details.class)) throw error;
				if (error.details.class === 'not-allowed') memory.forbiddenAt = now();
				return [];
			}
		},

		async write(wishes) {
			const refused = new Map<number, SystemErrorDetails>();
			let stopped: SystemErrorDetails | undefined;
			await inTurns([...wishes.entries()], async ([place, { email, fields }]) => {
				try {
					if (stopped) throw new SystemError(stopped);
					for (const field of fields) {
						await client.optOut(email, subscriptionOf(field));
						note(email, field, true, true);
					}
				} catch (error) {
					if (!(error instanceof SystemError)) throw error;
					if (STOPS_ALL.has(error.details.class)) stopped = error.details;
					refused.set(place, inWords(error.details, fields));
				}
			});
			return refused;
		},
	};
}

const momentOf = (told: string | null | undefined): number =>
	told == null ? Number.NaN : /^\d+$/.test(told) ? Number(told) : Date.parse(told);

/** A few at a time, so that the first refusal of all spares the rest. */
async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
	for (const chunk of chunksOf(items, MAX_CONCURRENT_CALLS)) await Promise.all(chunk.map(work));
}

/** An opt-out comes before everything else of its record, so that nothing else was written either. */
const inWords = (details: SystemErrorDetails, fields: readonly string[]): SystemErrorDetails => ({
	...details,
	fields: [...fields],
	message: `The e-mail opt-out could not be written, and so nothing of this record was: ${details.message}`,
});
