import { timingSafeEqual } from 'node:crypto';

/** A page that was left open for longer must be loaded again before its buttons work: a working day. */
const VALID_MS = 12 * 60 * 60_000;

/** Keyed hash (HMAC with the store's secret). */
type Hash = (text: string) => string;

/**
 * Proves that a form was on a page of ours: browsers add a password that they know to the requests of any site, but other sites cannot read
 * our page. `now` in epoch ms.
 */
export function formToken(hash: Hash, page: string, now: number): string {
	const until = String(now + VALID_MS);
	return `${until}.${signatureOf(hash, page, until)}`;
}

export function isOurForm(hash: Hash, page: string, token: string, now: number): boolean {
	const [until = '', signature = ''] = token.split('.', 2);
	const expected = Buffer.from(signatureOf(hash, page, until));
	const given = Buffer.from(signature);
	return given.length === expected.length && timingSafeEqual(given, expected) && Number(until) >= now;
}

const signatureOf = (hash: Hash, page: string, until: string): string => hash(`console-form|${page}|${until}`);
