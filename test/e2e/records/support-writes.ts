import { z } from 'zod';
import type { WireCall } from './support-wire';

/** The place of the first call whose path and body hold these texts; -1 where there is none. */
export function firstPlaceOf(calls: readonly WireCall[], { path, body = '' }: { path: string; body?: string }): number {
	return calls.findIndex((call) => call.method !== 'GET' && call.path.includes(path) && call.body.includes(body));
}

const collectionSchema = z.object({ records: z.array(z.record(z.string(), z.unknown())) });

/** What was written to one record, call by call: sObject Collections of Salesforce, single updates of Pact. */
export function fieldsWritten(system: 'salesforce' | 'pact', calls: readonly WireCall[], id: string): Array<Record<string, unknown>> {
	const writes = calls.filter(({ method }) => method === 'PATCH' || method === 'PUT');
	if (system === 'pact') return writes.filter(({ path }) => path.endsWith(`/${id}`)).map(({ body }) => z.record(z.string(), z.unknown()).parse(JSON.parse(body)));
	return writes.flatMap(({ body }) => (collectionSchema.safeParse(JSON.parse(body)).data?.records ?? []).filter((record) => Object.values(record).includes(id)));
}
