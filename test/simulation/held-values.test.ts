import { Canvas } from '../support/pairs/canvas';
import { ThreeSandboxes } from '../support/pairs/sandboxes';

jest.setTimeout(120_000);

/** A value that the other side has no word for must not keep both sides busy. */
describe('a record with a value that waits for a person', () => {
	let world: ThreeSandboxes;
	let canvas: Canvas;

	beforeAll(async () => {
		world = await ThreeSandboxes.start();
		canvas = await Canvas.start({
			systems: { salesforce: world.connect('salesforce'), pact: world.connect('pact') },
			clock: world.clock,
			pairs: [
				{
					left: { system: 'salesforce', object: 'Account' },
					right: { system: 'pact', object: 'companies' },
					definition: {
						autoMap: false,
						rows: [
							{ left: 'Name', right: 'name' },
							{ left: 'Website', right: 'domain', lens: 'domain' },
							{ left: 'Industry', right: 'icp_tier', lens: 'picklist', rule: 'newestWins' },
						],
						values: [{ field: 'Industry', leftValue: 'Banking', rightValue: 'A' }],
					},
				},
			],
		});
		// One that both sides know already, and one that is new.
		await world.screen('pact').create('companies', { name: 'Lind', domain: 'adopted-held-values.com' });
		await world.screen('salesforce').create('Account', { Name: 'Lind', Website: 'https://adopted-held-values.com', Industry: 'Agriculture' });
		await world.screen('salesforce').create('Account', { Name: 'Kaya', Website: 'https://held-values.com', Industry: 'Agriculture' });
		await canvas.cycle();
	});
	afterAll(async () => {
		await canvas?.stop();
		await world?.stop();
	});

	it('is written without it', async () => {
		expect(canvas.outcomes.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
		expect((await world.screen('pact').all('companies')).map(({ fields }) => [fields.name, fields.icp_tier])).toEqual([['Lind', null], ['Kaya', null]]);
	});

	it('is left in peace when its counterpart comes back', async () => {
		await canvas.settle();
		const writes = world.writes('salesforce');
		const before = canvas.outcomes.length;
		for (const { id } of await world.screen('pact').all('companies')) await world.screen('pact').edit('companies', id, { description: 'Not mapped' });
		await canvas.settle();
		expect(canvas.outcomes.slice(before).map(({ reason }) => reason)).toEqual(['echo', 'echo']);
		expect(world.writes('salesforce')).toBe(writes);
	});

	it('travels when the value has a partner', async () => {
		await world.screen('salesforce').edit('Account', (await world.screen('salesforce').all('Account')).find(({ fields }) => fields.Name === 'Kaya')?.id ?? '', { Industry: 'Banking' });
		await canvas.settle();
		expect((await world.screen('pact').all('companies')).find(({ fields }) => fields.name === 'Kaya')?.fields.icp_tier).toBe('A');
	});
});
