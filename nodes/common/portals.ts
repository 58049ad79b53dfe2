import { createHash } from 'node:crypto';

interface Portal {
	connection: string;
}

/** OAuth tokens are renewed every half hour: those of the last day for some portals. */
const MAX_KNOWN = 500;

const known = new Map<string, Portal>();

/**
 * Which portal a token belongs to never changes, so it is asked once for each: nodes are made anew for every run, and a webhook must be
 * answered at once. `token` undefined (n8n has none yet): asked anew. @throws whatever `ask` throws
 */
export async function portalOf({ baseUrl, token }: { baseUrl: string; token: string | undefined }, ask: () => Promise<Portal>): Promise<Portal> {
	// No secret stays in memory for it.
	const key = token && createHash('sha256').update(`${baseUrl}\n${token}`).digest('base64');
	const before = key ? known.get(key) : undefined;
	if (before) return before;
	const portal = await ask();
	if (key) known.set(key, portal);
	const [oldest] = known.keys();
	if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest);
	return portal;
}
