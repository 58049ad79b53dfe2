import type { Template } from '../../../test/e2e/support/n8n-schemas';

/** The fields of a person, as both workflows know them: Salesforce's name and HubSpot's. */
const FIELDS = [['FirstName', 'firstname'], ['LastName', 'lastname'], ['Title', 'jobtitle'], ['MailingCity', 'city'], ['Phone', 'phone'], ['MailingCountry', 'country'], ['Email', 'email']] as const;
const SALESFORCE_NAMES = FIELDS.map(([name]) => name);
const HUBSPOT_NAMES = FIELDS.map(([, name]) => name);

/** n8n's own Header Auth. */
export const SALESFORCE_HEADER = 'Salesforce token';
export const HUBSPOT_HEADER = 'HubSpot token';
/** As often as ours is asked to poll. */
const EVERY_SECONDS = 5;
const QUERY = '/services/data/v62.0/query';

type Node = Template['nodes'][number];

/** What two people build who know n8n well: batches, no write where nothing differs, a position that moves only when all went well. */
export function handmadeWorkflows(urls: { salesforce: string; hubspot: string }): Template[] {
	return [salesforceToHubSpot(urls), hubSpotToSalesforce(urls)];
}

function salesforceToHubSpot({ salesforce, hubspot }: { salesforce: string; hubspot: string }): Template {
	const soql = `SELECT Id, LastModifiedDate, ${SALESFORCE_NAMES.join(', ')} FROM Contact WHERE LastModifiedDate >= `;
	return template('Salesforce to HubSpot', [
		schedule(),
		code('Since', `return [{ json: { since: $getWorkflowStaticData('global').since ?? '2000-01-01T00:00:00Z' } }];`),
		http('Changed contacts', { method: 'GET', url: `=${salesforce}${QUERY}?q={{ encodeURIComponent("${soql}" + $json.since + " ORDER BY LastModifiedDate LIMIT 2000") }}` }, 'salesforce'),
		code(
			'Batches',
			`const people = new Map();
for (const record of $input.first().json.records) if (record.Email) people.set(record.Email.toLowerCase(), record);
const all = [...people.values()], batches = [];
for (let i = 0; i < all.length; i += 100) batches.push({ json: { people: all.slice(i, i + 100) } });
return batches;`,
		),
		http(
			'Counterparts',
			{ method: 'POST', url: `${hubspot}/crm/v3/objects/contacts/batch/read`, body: `={{ { idProperty: 'email', properties: ${JSON.stringify(HUBSPOT_NAMES)}, inputs: $json.people.map(p => ({ id: p.Email })) } }}` },
			'hubspot',
		),
		code(
			'Differences',
			`const fields = ${JSON.stringify(FIELDS)}, out = [];
const plain = (value) => value ?? '';
$input.all().forEach(({ json }, batch) => {
  const known = new Map(json.results.map((r) => [r.properties.email.toLowerCase(), r]));
  const create = [], update = [];
  for (const person of $('Batches').all()[batch].json.people) {
    const there = known.get(person.Email.toLowerCase());
    const properties = Object.fromEntries(fields.filter(([, h]) => h !== 'email' || !there).map(([s, h]) => [h, plain(person[s])]));
    if (!there) create.push({ properties });
    else if (Object.entries(properties).some(([name, value]) => plain(there.properties[name]) !== value)) update.push({ id: there.id, properties });
  }
  if (create.length) out.push({ json: { what: 'create', inputs: create } });
  if (update.length) out.push({ json: { what: 'update', inputs: update } });
});
return out.length ? out : [{ json: { what: 'nothing' } }];`,
		),
		anything(),
		http('Write', { method: 'POST', url: `=${hubspot}/crm/v3/objects/contacts/batch/{{ $json.what }}`, body: '={{ { inputs: $json.inputs } }}' }, 'hubspot'),
		code('Remember', `const { records } = $('Changed contacts').first().json;
$getWorkflowStaticData('global').since = records[records.length - 1].LastModifiedDate.replace('+0000', 'Z');
return [];`),
	]);
}

function hubSpotToSalesforce({ salesforce, hubspot }: { salesforce: string; hubspot: string }): Template {
	const soql = `SELECT Id, ${SALESFORCE_NAMES.join(', ')} FROM Contact WHERE Email IN (`;
	const search = `={{ { limit: 200, properties: ${JSON.stringify([...HUBSPOT_NAMES, 'lastmodifieddate'])}, sorts: [{ propertyName: 'lastmodifieddate', direction: 'ASCENDING' }], filterGroups: [{ filters: [{ propertyName: 'lastmodifieddate', operator: 'GTE', value: String($json.since) }] }] } }}`;
	return template('HubSpot to Salesforce', [
		schedule(),
		code('Since', `return [{ json: { since: $getWorkflowStaticData('global').since ?? 0 } }];`),
		http('Changed contacts', { method: 'POST', url: `${hubspot}/crm/v3/objects/contacts/search`, body: search }, 'hubspot'),
		code(
			'Batches',
			`const people = new Map();
for (const { properties } of $input.first().json.results) if (properties.email) people.set(properties.email.toLowerCase(), properties);
const all = [...people.values()], batches = [];
for (let i = 0; i < all.length; i += 100) batches.push({ json: { people: all.slice(i, i + 100) } });
return batches;`,
		),
		http('Counterparts', { method: 'GET', url: `=${salesforce}${QUERY}?q={{ encodeURIComponent("${soql}" + $json.people.map(p => "'" + p.email.replace(/'/g, "\\\\'") + "'").join(',') + ")") }}` }, 'salesforce'),
		code(
			'Differences',
			`const fields = ${JSON.stringify(FIELDS)}, out = [];
const plain = (value) => value ?? '';
$input.all().forEach(({ json }, batch) => {
  const known = new Map(json.records.map((r) => [r.Email.toLowerCase(), r]));
  const create = [], update = [];
  for (const person of $('Batches').all()[batch].json.people) {
    const there = known.get(person.email.toLowerCase());
    const values = Object.fromEntries(fields.filter(([s]) => s !== 'Email' || !there).map(([s, h]) => [s, person[h] || null]));
    const attributes = { type: 'Contact' };
    if (!there) create.push({ attributes, ...values });
    else if (Object.entries(values).some(([name, value]) => plain(there[name]) !== plain(value))) update.push({ attributes, id: there.Id, ...values });
  }
  if (create.length) out.push({ json: { method: 'POST', records: create } });
  if (update.length) out.push({ json: { method: 'PATCH', records: update } });
});
return out.length ? out : [{ json: { what: 'nothing' } }];`,
		),
		anything(),
		http('Write', { method: '={{ $json.method }}', url: `${salesforce}/services/data/v62.0/composite/sobjects`, body: '={{ { allOrNone: false, records: $json.records } }}' }, 'salesforce'),
		code('Remember', `const { results } = $('Changed contacts').first().json;
$getWorkflowStaticData('global').since = Date.parse(results[results.length - 1].properties.lastmodifieddate);
return [];`),
	]);
}

/** One after the other; what the IF lets pass is written, and either way is remembered. */
function template(name: string, nodes: readonly Node[]): Template {
	const connections: Record<string, { main: Array<Array<{ node: string; type: string; index: number }>> }> = {};
	const to = (node: string) => [{ node, type: 'main', index: 0 }];
	nodes.forEach(({ name: from }, index) => {
		const next = nodes[index + 1]?.name;
		if (next !== undefined) connections[from] = { main: from === IF ? [to(next), to('Remember')] : [to(next)] };
	});
	return { name, nodes: [...nodes], connections, settings: { executionOrder: 'v1' } };
}

const IF = 'Anything to write?';
let placed = 0;
const node = (name: string, type: string, typeVersion: number, parameters: Record<string, unknown>, credentials?: Node['credentials']): Node =>
	({ id: `handmade-${(placed += 1)}`, name, type: `n8n-nodes-base.${type}`, typeVersion, position: [200 * placed, 0], parameters, ...(credentials ? { credentials } : {}) });

const schedule = (): Node => node('Every few seconds', 'scheduleTrigger', 1.2, { rule: { interval: [{ field: 'seconds', secondsInterval: EVERY_SECONDS }] } });
const code = (name: string, jsCode: string): Node => node(name, 'code', 2, { jsCode });
const anything = (): Node =>
	node(IF, 'if', 2.2, {
		conditions: { options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 }, combinator: 'and', conditions: [{ id: 'what', leftValue: "={{ $json.what === 'nothing' }}", rightValue: '', operator: { type: 'boolean', operation: 'false', singleValue: true } }] },
		options: {},
	});

function http(name: string, { method, url, body }: { method: string; url: string; body?: string }, system: 'salesforce' | 'hubspot'): Node {
	const credential = system === 'salesforce' ? SALESFORCE_HEADER : HUBSPOT_HEADER;
	return node(
		name,
		'httpRequest',
		4.2,
		{ method, url, authentication: 'genericCredentialType', genericAuthType: 'httpHeaderAuth', ...(body === undefined ? {} : { sendBody: true, specifyBody: 'json', jsonBody: body }), options: {} },
		{ httpHeaderAuth: { id: '', name: credential } },
	);
}
