import { z } from 'zod';

/** Plans by name. `unlimited` is no plan of Pact's: it keeps limits out of the way of other tests. */
export const PLANS = ['starter', 'growth', 'enterprise', 'unlimited'] as const;
export type Plan = (typeof PLANS)[number];

/** How many requests a minute the paths that match `pattern` get. */
export const policySchema = z.strictObject({
	/** `*`, a path, or a path that ends in `/*`. */
	pattern: z.string().regex(/^(\*|\/[^*]*(\/\*)?)$/),
	perMinute: z.int().min(1),
});
export type Policy = z.infer<typeof policySchema>;

/** Pattern of the policy that everything falls back to. */
export const CATCH_ALL = '*';
const EMAIL_SEND = '/v1/email/send';
/** High enough that no client reaches it. */
const UNLIMITED = 1_000_000_000;

/** Documented defaults (page "Rate limits"). */
export const PLAN_POLICIES: Readonly<Record<Plan, readonly Policy[]>> = {
	starter: [
		{ pattern: CATCH_ALL, perMinute: 60 },
		{ pattern: EMAIL_SEND, perMinute: 10 },
	],
	growth: [
		{ pattern: CATCH_ALL, perMinute: 600 },
		{ pattern: EMAIL_SEND, perMinute: 100 },
	],
	enterprise: [
		{ pattern: CATCH_ALL, perMinute: 6_000 },
		{ pattern: EMAIL_SEND, perMinute: 1_000 },
	],
	unlimited: [{ pattern: CATCH_ALL, perMinute: UNLIMITED }],
};

/** The most specific policy for a path: the path itself, then the longest `/*` prefix, then `*`. */
export function policyFor(path: string, policies: readonly Policy[]): Policy | undefined {
	const matching = policies.filter(({ pattern }) => {
		if (pattern === CATCH_ALL || pattern === path) return true;
		return pattern.endsWith('/*') && path.startsWith(pattern.slice(0, -1));
	});
	const specificity = ({ pattern }: Policy): number =>
		pattern === CATCH_ALL ? 0 : pattern === path ? Number.MAX_SAFE_INTEGER : pattern.length;
	return matching.toSorted((a, b) => specificity(b) - specificity(a))[0];
}
