import type { SchemaPort } from '../../engine/run/system-port';
import { setUpMatchField } from './match-field';

const wanted = { object: 'contacts', field: 'custom_fields.salesforce_id', label: 'Salesforce ID' };
const schemaWith = (...names: string[]) =>
	({ describe: () => Promise.resolve({ fields: names.map((name) => ({ name })) }) }) as unknown as SchemaPort;

describe('the match field of Pact', () => {
	it('is found where somebody made it', async () => {
		expect(await setUpMatchField(schemaWith('email', 'custom_fields.salesforce_id'), wanted)).toMatchObject({ result: 'there' });
	});

	it('is explained where nobody did: Pact documents no call for it', async () => {
		const said = await setUpMatchField(schemaWith('email'), wanted);
		expect(said).toMatchObject({ object: 'contacts', result: 'by-hand' });
		expect(said.message).toMatch(/contacts a custom text field "Salesforce ID" with the key salesforce_id/);
	});
});
