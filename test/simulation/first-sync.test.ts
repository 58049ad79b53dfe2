import { differences } from '../e2e/sync/expected-pact';
import type { PactRow, SalesforceRow } from '../e2e/sync/world';
import { Pipeline } from '../support/pipeline';

jest.setTimeout(120_000);

/** Both systems' records, in the shape of their control endpoints. */
function everything({ salesforce, pact }: Pipeline) {
	const left = (object: string) => salesforce.records(object) as unknown as SalesforceRow[];
	const right = (object: 'companies' | 'contacts' | 'opportunities') => pact.records(object) as unknown as PactRow[];
	return [
		{ Account: left('Account'), Contact: left('Contact'), Lead: left('Lead'), Opportunity: left('Opportunity') },
		{ companies: right('companies'), contacts: right('contacts'), opportunities: right('opportunities') },
	] as const;
}

describe('the first sync, with the real engine, store and systems but without n8n', () => {
	let pipeline: Pipeline;
	beforeAll(async () => {
		pipeline = await Pipeline.start();
		await pipeline.run();
	});
	afterAll(async () => {
		await pipeline.stop();
	});

	it('leaves in Pact what an independent computation expects', () => {
		expect(differences(...everything(pipeline))).toEqual([]);
	});

	it('gives every record one outcome', () => {
		const [salesforce] = everything(pipeline);
		const ids = pipeline.outcomes.map(({ source }) => source.id);

		expect(new Set(ids).size).toBe(ids.length);
		expect(ids).toHaveLength(Object.values(salesforce).flat().length);
	});

	it('needs few calls: one page of Salesforce for 200 records, and hardly more than the writes in Pact', () => {
		const records = pipeline.outcomes.length;

		expect(pipeline.salesforce.stats.snapshot().calls / records).toBeLessThan(0.02);
		const { calls, writes } = pipeline.pact.stats.snapshot();
		expect((calls - writes) / records).toBeLessThan(0.06);
	});

	it('writes nothing in a second run', async () => {
		pipeline.pact.stats.reset();
		await pipeline.run();

		expect(pipeline.pact.stats.snapshot().writes).toBe(0);
	});
});
