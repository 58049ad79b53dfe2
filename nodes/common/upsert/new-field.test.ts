import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IExecuteFunctions } from 'n8n-workflow';
import { DEMO_TOKENS, startHubSpotSandbox, type HubSpotSandbox } from '../../../sandbox/hubspot';
import { execute } from '../../HubSpotUpsert/execute';
import { syncStore } from '../store';
import { nodeContext } from './node-context.fixture';
import { readNewField } from './new-field';

describe('Create Field', () => {
	let sandbox: HubSpotSandbox;
	let folder: string;
	const before = process.env.N8N_USER_FOLDER;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'create-field-'));
		process.env.N8N_USER_FOLDER = folder;
		sandbox = await startHubSpotSandbox({ searchLagMs: 0, plan: 'unlimited' });
	});
	afterAll(async () => {
		await sandbox.close();
		await (await syncStore()).close();
		if (before === undefined) delete process.env.N8N_USER_FOLDER;
		else process.env.N8N_USER_FOLDER = before;
		await rm(folder, { recursive: true });
	});

	const run = async (parameters: Record<string, unknown>) => {
		const credential = { baseUrl: sandbox.url, accessToken: DEMO_TOKENS.full };
		const context = nodeContext({ node: 'hubSpotUpsert', parameters: { operation: 'createField', newFieldObject: 'contacts', ...parameters }, credential, token: DEMO_TOKENS.full });
		return (await execute.call(context))[0]?.map(({ json }) => json);
	};

	it('makes the field that is described, with its values and name', async () => {
		const newFieldValues = { value: [{ value: 'a', label: 'Class A' }, { value: 'b', label: '' }] };
		expect(await run({ newFieldLabel: 'Class', newFieldType: 'picklist', newFieldValues, newFieldName: 'customer_class' })).toMatchObject([{ field: 'customer_class', result: 'created' }]);
		const options = sandbox.portal.catalog.property('0-1', 'customer_class')?.options.map(({ value, label }) => [value, label]);
		expect(options).toEqual([['a', 'Class A'], ['b', 'b']]);
		expect(await run({ newFieldLabel: 'Class', newFieldType: 'picklist', newFieldValues, newFieldName: 'customer_class' })).toMatchObject([{ result: 'there' }]);
	});

	it('makes the counterpart of another field, under a label of its own where one is given', async () => {
		const like = { newFieldLike: 'hubspot', likeObject: 'contacts', likeField: 'customer_class' };
		expect(await run({ ...like, newFieldObject: 'companies', newFieldLabel: 'Company Class' })).toMatchObject([{ object: 'companies', field: 'company_class', result: 'created' }]);
		expect(sandbox.portal.catalog.property('0-2', 'company_class')).toMatchObject({ label: 'Company Class', type: 'enumeration' });
	});

	it('says so when the other field is not there, or has no counterpart', async () => {
		await expect(run({ newFieldLike: 'hubspot', likeObject: 'contacts', likeField: 'gone' })).rejects.toMatchObject({ message: expect.stringContaining('no field "gone"') });
		await expect(run({ newFieldLike: 'hubspot', likeObject: 'deals', likeField: 'contact.ids' })).rejects.toMatchObject({ message: expect.stringContaining('no counterpart') });
	});

	it('asks for an object', () => {
		const context = { getNodeParameter: (_name: string, _item: number, fallback: unknown) => fallback } as unknown as IExecuteFunctions;
		expect(() => readNewField(context)).toThrow('Choose the object');
	});
});
