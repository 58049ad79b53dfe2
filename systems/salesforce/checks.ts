import type { ConnectionCheck } from '../common/connection-check';
import { plainText } from '../common/flatten';
import { attempt } from '../common/refusal';
import type { SalesforceClient } from './client';
import type { ObjectDescription } from './contract';
import type { Describer } from './describer';
import { soqlText } from './soql';

/** Below this share of the day's calls the sync may have to wait before the day is over. */
const FEW_CALLS_LEFT = 0.2;

/** What can be said about a connection by reading alone. Throws `SystemError` when the org cannot be asked. */
export async function checkConnection(
	client: SalesforceClient,
	describer: Describer,
	objects: readonly string[],
	matchFields: readonly string[],
): Promise<ConnectionCheck[]> {
	const checks = [await org(client), await user(client), await calls(client)];
	for (const object of new Set(objects)) checks.push(...(await rights(describer, object, matchFields)));
	return checks;
}

async function org(client: SalesforceClient): Promise<ConnectionCheck> {
	const [row] = (await client.query('SELECT Id, Name, OrganizationType, IsSandbox FROM Organization LIMIT 1')).records;
	const details = {
		id: plainText(row?.Id),
		name: plainText(row?.Name),
		edition: plainText(row?.OrganizationType),
		sandbox: row?.IsSandbox === true,
	};
	return { check: 'connection', result: 'ok', finding: `Connected to the ${details.sandbox ? 'sandbox org' : 'org'} ${details.name} (${details.edition}).`, details };
}

async function user(client: SalesforceClient): Promise<ConnectionCheck> {
	const id = await client.userId();
	const [row] = (await client.query(`SELECT Username FROM User WHERE Id = ${soqlText(id)}`)).records;
	return { check: 'user', result: 'ok', finding: 'Changes are made in the name of this user.', details: { id, username: plainText(row?.Username) } };
}

async function calls(client: SalesforceClient): Promise<ConnectionCheck> {
	const { Max, Remaining } = (await client.limits()).DailyApiRequests;
	const few = Remaining < Max * FEW_CALLS_LEFT;
	return {
		check: 'api-calls',
		result: few ? 'attention' : 'ok',
		finding: `${Remaining} of the org's ${Max} API calls of 24 hours are left.${few ? ' When they are used up, records wait and come by themselves as the hours pass.' : ''}`,
		details: { max: Max, remaining: Remaining },
	};
}

async function rights(describer: Describer, object: string, matchFields: readonly string[]): Promise<ConnectionCheck[]> {
	const described = await attempt(describer.describe(object, 0), ['not-allowed']);
	if (!described.ok) return [{ check: `rights:${object}`, result: 'missing', finding: described.refusal.message }];
	return [rightsOn(described.answer), ...matchFields.map((field) => matchField(described.answer, field))];
}

function rightsOn({ name, createable, updateable, fields }: ObjectDescription): ConnectionCheck {
	const lacking = [...(createable ? [] : ['create']), ...(updateable ? [] : ['edit'])];
	const writable = fields.filter((field) => field.updateable).length;
	return {
		check: `rights:${name}`,
		result: lacking.length > 0 ? 'missing' : 'ok',
		finding:
			lacking.length > 0
				? `The connected user may not ${lacking.join(' or ')} ${name} records. Give it the object permission.`
				: `The connected user may create and edit ${name} records, and write ${writable} of their ${fields.length} fields.`,
		details: { create: createable, edit: updateable, fields: fields.length, writableFields: writable },
	};
}

function matchField({ name, fields }: ObjectDescription, wanted: string): ConnectionCheck {
	const field = fields.find((candidate) => candidate.name.toLowerCase() === wanted.toLowerCase());
	const usable = field?.externalId === true && field.updateable;
	return {
		check: `match-field:${name}.${wanted}`,
		result: usable ? 'ok' : 'attention',
		finding: usable
			? `${name} has ${wanted}: records are found by it.`
			: field
				? `${name} has ${wanted}, but it is no External ID that the connected user may write.`
				: `${name} has no ${wanted} that the connected user can see. Records are matched by e-mail, domain or text; "Set Up Match Field" makes it.`,
	};
}
