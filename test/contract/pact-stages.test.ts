import { type PactSubject, pactSubject } from './subjects/pact';

/** Making stages in Pact from outside: an assumption, so both answers are tried. */
describe('Stages of a Pact workspace', () => {
	let pact: PactSubject;

	beforeEach(async () => {
		pact = await pactSubject();
	});
	afterEach(() => pact.sandbox.close());

	const stageNames = async (pipeline: string) => {
		const { fields } = await pact.schema.describe('opportunities');
		return fields.find(({ name }) => name === 'stage')?.options?.filter((option) => option.pipeline === pipeline);
	};

	it('are made at the end of the pipeline, and are in the schema at once', async () => {
		expect((await stageNames('Renewals'))?.map(({ value }) => value)).not.toContain('Paused by client');
		expect(await pact.stages.create({ name: 'Paused by client', pipeline: 'renewals', type: 'open', probability: 30 })).toEqual({ name: 'Paused by client', pipeline: 'Renewals' });
		expect((await stageNames('Renewals'))?.at(-1)).toMatchObject({ value: 'Paused by client', stageType: 'open' });
		expect((await stageNames('New Business'))?.map(({ value }) => value)).not.toContain('Paused by client');
	});

	it('that are there already are taken as they are', async () => {
		expect(await pact.stages.create({ name: 'CHURNED ', pipeline: 'Renewals', type: 'lost' })).toEqual({ name: 'Churned', pipeline: 'Renewals' });
	});

	it('that close a deal are certain, whoever wins', async () => {
		await pact.stages.create({ name: 'Won back', pipeline: 'Renewals', type: 'won' });
		await pact.stages.create({ name: 'Went elsewhere', pipeline: 'Renewals', type: 'lost' });
		expect((await stageNames('Renewals'))?.slice(-2).map(({ stageType }) => stageType)).toEqual(['won', 'lost']);
	});

	it('need a pipeline where there are several', async () => {
		expect(await pact.stages.pipelines()).toEqual(['New Business', 'Renewals']);
		await expect(pact.stages.create({ name: 'X', type: 'open' })).rejects.toThrow('Say in which pipeline of Pact the stage is to be made: "New Business", "Renewals".');
		await expect(pact.stages.create({ name: 'X', pipeline: 'Upsell', type: 'open' })).rejects.toThrow('Say in which pipeline');
	});

	it('are made by hand where the workspace has no such call, or does not tell its pipelines', async () => {
		pact.sandbox.assume({ stageCreation: false });
		await expect(pact.stages.create({ name: 'X', pipeline: 'Renewals', type: 'open' })).rejects.toThrow('Make the stage "X" in Pact\'s pipeline "Renewals", then assign it.');
		pact.sandbox.assume({ pipelinesEndpoint: false });
		await expect(pact.stages.create({ name: 'X', pipeline: 'Renewals', type: 'open' })).rejects.toThrow('does not list its pipelines');
	});
});
