import type { ErrorClass, FieldSchema } from '../../engine/model';
import type { SchemaPort } from '../../engine/run/system-port';
import type { ConnectionCheck } from '../common/connection-check';
import { attempt } from '../common/refusal';
import type { HubSpotClient } from './client';

/** Below this share of the day's calls the sync may have to wait before the day is over. */
const FEW_CALLS_LEFT = 0.2;

/** What can be said about a connection without changing anything. Throws `SystemError` when the portal cannot be asked. */
export async function checkConnection(
	client: HubSpotClient,
	schema: SchemaPort,
	objects: readonly string[],
	matchFields: readonly string[],
): Promise<ConnectionCheck[]> {
	const account = await client.account();
	const calls = client.callsOfDay();
	const checks: ConnectionCheck[] = [
		{ check: 'connection', result: 'ok', finding: `Connected to the HubSpot account ${account.portalId}${account.accountType ? ` (${account.accountType})` : ''}.`, details: { ...account } },
		calls ? callsLeft(calls) : { check: 'api-calls', result: 'ok', finding: 'HubSpot does not tell apps that sign in by OAuth2 how many calls of the day are left.' },
	];
	for (const object of new Set(objects)) checks.push(...(await rights(client, schema, object, matchFields)));
	return checks;
}

function callsLeft({ max, remaining }: { max: number; remaining: number }): ConnectionCheck {
	const few = remaining < max * FEW_CALLS_LEFT;
	return {
		check: 'api-calls',
		result: few ? 'attention' : 'ok',
		finding: `${remaining} of the account's ${max} API calls of the day are left.${few ? ' When they are used up, records wait and come by themselves on the next day.' : ''}`,
		details: { max, remaining },
	};
}

async function rights(client: HubSpotClient, schema: SchemaPort, object: string, matchFields: readonly string[]): Promise<ConnectionCheck[]> {
	const check = `rights:${object}`;
	schema.forget?.(object);
	const described = await attempt(schema.describe(object), ['not-allowed']);
	if (!described.ok) return [{ check, result: 'missing', finding: described.refusal.message }];
	const { fields } = described.answer;
	const refusal = await writeRefusal(client, object);
	const details = { fields: fields.length, writableFields: fields.filter(({ updateable }) => updateable).length };
	return [
		refusal === undefined
			? { check, result: 'ok', finding: `The credential may read and write ${object}, and ${details.writableFields} of their ${details.fields} properties.`, details }
			: { check, result: 'missing', finding: `The credential may read ${object}, but not write them. ${refusal}`, details },
		...matchFields.map((wanted) => matchField(object, wanted, fields)),
	];
}

/** Refusals of an empty list itself. */
const EMPTY_LIST: readonly ErrorClass[] = ['invalid', 'missing-required'];

/**
 * Undefined when records may be written, else what stands against it. No record is sent: whoever lacks the scope is refused before HubSpot
 * looks at the list.
 */
async function writeRefusal(client: HubSpotClient, object: string): Promise<string | undefined> {
	const sent = await attempt(client.batchWrite(object, 'update', []), ['not-allowed', ...EMPTY_LIST]);
	return sent.ok || sent.refusal.class !== 'not-allowed' ? undefined : sent.refusal.message;
}

function matchField(object: string, wanted: string, fields: readonly FieldSchema[]): ConnectionCheck {
	const field = fields.find(({ name }) => name === wanted);
	const finding = field?.externalId
		? `${object} have the unique property ${wanted}: records are found by it.`
		: field
			? `${object} have ${wanted}, but several records may have the same value in it.`
			: `${object} have no ${wanted}. Records are matched by e-mail, domain or text; "Set Up Match Field" makes it.`;
	return { check: `match-field:${object}.${wanted}`, result: field?.externalId ? 'ok' : 'attention', finding };
}
