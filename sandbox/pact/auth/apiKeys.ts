import { z } from 'zod';

import type { SandboxClock } from '../../common/clock';
import type { Random } from '../../common/random';
import { unauthorized } from '../errors';
import { KEY_OWNER } from '../seed';
import { NO_DEALS_SCOPES, READ_SCOPES, SCOPES, type Scope } from './scopes';

/** An API key of the workspace. Its scopes are fixed when it is made. */
export interface ApiKey {
	readonly secret: string;
	readonly name: string;
	readonly scopes: readonly Scope[];
	/** Own limit a minute; `null` takes that of the plan. */
	readonly ratePerMinute: number | null;
	/** E-mail of the person who made it: the actor of what the key does. */
	readonly createdBy: string;
	/** Epoch milliseconds, or `null` for never. */
	readonly expiresAt: number | null;
	revoked: boolean;
}

/** Keys that every sandbox knows. They open nothing but a sandbox. */
export const DEMO_KEYS = {
	/** Every scope. */
	full: 'pact_test_f0110000f0110000f0110000f0110000',
	/** Read scopes only. */
	readOnly: 'pact_test_0ead0000000000000000000000000001',
	/** Everything but deals. */
	noDeals: 'pact_test_0dea0000000000000000000000000002',
	/** Was valid once; answers 401. */
	revoked: 'pact_test_dead0000000000000000000000000003',
	/** Ran out; answers 401. */
	expired: 'pact_test_e0d00000000000000000000000000004',
} as const;

/** Body of `POST /__sandbox/keys`. */
export const newKeySchema = z.strictObject({
	name: z.string().min(1).default('Made for a test'),
	scopes: z.array(z.enum(SCOPES)).default([...SCOPES]),
	ratePerMinute: z.int().min(1).nullable().default(null),
	environment: z.enum(['live', 'test']).default('test'),
	createdBy: z.string().default(KEY_OWNER),
});
export type NewKey = z.input<typeof newKeySchema>;

/** 32 hex characters follow the prefix (documented). */
const SECRET_PATTERN = /^pact_(live|test)_[0-9a-f]{32}$/;

/** True for what looks like an API key, valid or not. */
export const looksLikeApiKey = (token: string): boolean => SECRET_PATTERN.test(token);

/** The API keys of the workspace. */
export class ApiKeys {
	private readonly keys = new Map<string, ApiKey>();

	constructor(
		private readonly clock: SandboxClock,
		private readonly random: Random,
	) {
		const demo = (secret: string, name: string, scopes: readonly Scope[], rest: Partial<ApiKey> = {}): void =>
			this.add({
				secret,
				name,
				scopes,
				ratePerMinute: null,
				createdBy: KEY_OWNER,
				expiresAt: null,
				revoked: false,
				...rest,
			});
		demo(DEMO_KEYS.full, 'Demo, every scope', SCOPES);
		demo(DEMO_KEYS.readOnly, 'Demo, read only', READ_SCOPES);
		demo(DEMO_KEYS.noDeals, 'Demo, no deals', NO_DEALS_SCOPES);
		demo(DEMO_KEYS.revoked, 'Demo, revoked', SCOPES, { revoked: true });
		demo(DEMO_KEYS.expired, 'Demo, expired', SCOPES, { expiresAt: 0 });
	}

	/** Makes a key and answers it with its secret, which real Pact shows just once. */
	create(input: NewKey): ApiKey {
		const { environment, ...rest } = newKeySchema.parse(input);
		const secret = `pact_${environment}_${this.random.uuid().replaceAll('-', '')}`;
		const key = { ...rest, secret, expiresAt: null, revoked: false };
		this.add(key);
		return key;
	}

	/** @throws PactError 401 */
	authenticate(secret: string): ApiKey {
		const key = this.keys.get(secret);
		if (!key) throw unauthorized('This API key is not valid.');
		if (key.revoked) throw unauthorized('This API key was revoked.');
		if (key.expiresAt !== null && key.expiresAt <= this.clock.now().getTime()) {
			throw unauthorized('This API key has expired.');
		}
		return key;
	}

	/** Revokes a key; false when there is none. */
	revoke(secret: string): boolean {
		const key = this.keys.get(secret);
		if (key) key.revoked = true;
		return key !== undefined;
	}

	private add(key: ApiKey): void {
		this.keys.set(key.secret, key);
	}
}
