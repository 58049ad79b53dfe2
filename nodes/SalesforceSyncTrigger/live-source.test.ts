import { SystemError, type ObjectSchema } from '../../engine/model';
import type { ChangeSourcePort } from '../../engine/run/system-port';
import type { Watched } from '../common/sync-trigger';
import { liveSource } from '../common/sync-trigger/live-source';
import { fieldsToRead } from './fields';
import { readSettings } from './settings';
import { isUnknownField } from './watch';

const watching = { fieldsToRead, isUnknownField, settings: readSettings({
	getNodeParameter: (name: string) =>
		({ authentication: 'oAuth2', objects: ['Contact'], startFrom: 'now', startDate: '', fieldMode: 'all', fields: [], filters: {}, pollSeconds: 60, options: {} })[name],
}) };

/** An org whose fields can change; a query that names a field it lacks is refused as Salesforce does. */
function org(connection: string, fields: string[]) {
	const asked: string[][] = [];
	const schema = (): ObjectSchema => ({
		system: 'salesforce', connection, name: 'Contact', label: 'Contact',
		fields: fields.map((name) => ({ name, label: name, type: 'text', custom: false, requiredOnCreate: false, createable: true, updateable: true })),
	});
	const source = {
		system: 'salesforce',
		connection,
		readPage: async (query: { fields: readonly string[] }) => {
			asked.push([...query.fields]);
			const gone = query.fields.find((name) => !fields.includes(name));
			if (gone) throw new SystemError({ class: 'invalid', code: 'INVALID_FIELD', message: `No such column '${gone}'` });
			return { changes: [], cursor: 'c', more: false };
		},
	} as unknown as ChangeSourcePort;
	return { asked, salesforce: { source, connection, schema: { describe: async () => schema(), objects: async () => [] } } as unknown as Watched };
}

const query = { object: 'Contact', fields: [], limit: 200 };

it('reads the fields that the org has, whatever the loop was started with', async () => {
	const { salesforce, asked } = org('00D1', ['Id', 'Email']);
	await liveSource(watching, salesforce).readPage(query, 'c', { lookBackMs: 0 });
	expect(asked).toEqual([['Id', 'Email']]);
});

it('goes on without a field that an admin has deleted', async () => {
	const fields = ['Id', 'Email', 'Tier__c'];
	const { salesforce, asked } = org('00D2', fields);
	const source = liveSource(watching, salesforce);
	await source.readPage(query, 'c', { lookBackMs: 0 });
	fields.pop();
	expect(await source.readPage(query, 'c', { lookBackMs: 0 })).toMatchObject({ more: false });
	expect(asked.at(-1)).toEqual(['Id', 'Email']);
});

it('passes other refusals on', async () => {
	const { salesforce } = org('00D3', ['Id']);
	salesforce.source.readPage = async () => {
		throw new SystemError({ class: 'rate-limited', message: 'slow down' });
	};
	await expect(liveSource(watching, salesforce).readPage(query, 'c', { lookBackMs: 0 })).rejects.toThrow('slow down');
});
