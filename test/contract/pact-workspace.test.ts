import { DEMO_KEYS } from '../../sandbox/pact';
import { type PactSubject, pactSubject } from './subjects/pact';

/** What it says of itself. Behaviours that all adapters share are in conformance/. */
describe('A Pact workspace', () => {
	let pact: PactSubject;

	beforeEach(async () => {
		pact = await pactSubject();
	});
	afterEach(() => pact.sandbox.close());

	describe('the schema', () => {
		it('is asked for again when it is to be forgotten', async () => {
			const keys = async () => (await pact.schema.describe('contacts')).fields.map(({ name }) => name);
			expect(await keys()).not.toContain('custom_fields.brand_new');
			await fetch(`${pact.sandbox.url}/__sandbox/custom-fields`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ object: 'contacts', key: 'brand_new', label: 'Brand new', type: 'text' }),
			});
			expect(await keys()).not.toContain('custom_fields.brand_new');
			pact.schema.forget?.('contacts');
			expect(await keys()).toContain('custom_fields.brand_new');
		});

		it('has stages with their pipelines and meanings, and owners', async () => {
			const { fields } = await pact.schema.describe('opportunities');
			const stage = fields.find((field) => field.name === 'stage');
			expect(stage).toMatchObject({ requiredOnCreate: true, restricted: true });
			expect(stage?.options).toContainEqual({
				value: 'Closed Won',
				label: 'Closed Won',
				active: true,
				pipeline: 'New Business',
				stageType: 'won',
			});
			expect(fields.find((field) => field.name === 'owner')?.options?.length).toBeGreaterThan(0);
		});

		it('is read from the records where the workspace does not describe itself', async () => {
			pact.sandbox.assume({ pipelinesEndpoint: false, customFieldsEndpoint: false, usersEndpoint: false });
			pact.make('opportunities', {
				name: 'Deal',
				pipeline: 'Renewals',
				stage: 'Renewal due',
				custom_fields: { competitor: 'x', budget_confirmed: true },
			});
			const { fields } = await pact.schema.describe('opportunities');
			const field = (name: string) => fields.find((candidate) => candidate.name === name);
			expect(field('stage')?.options).toEqual([
				{ value: 'Renewal due', label: 'Renewal due', active: true, pipeline: 'Renewals' },
			]);
			expect(field('custom_fields.budget_confirmed')).toMatchObject({ type: 'boolean', custom: true });
			expect(field('owner')?.options).toBeUndefined();
		});

		it('does without pipelines and deals when the key may not see them, for other objects', async () => {
			const { fields } = await pact.withKey(DEMO_KEYS.noDeals).schema.describe('contacts');
			expect(fields.find((field) => field.name === 'consent_status')?.options?.map((option) => option.value)).toEqual([
				'confirmed',
				'pending',
				'declined',
			]);
		});
	});

	describe('"Check Pact API"', () => {
		it('finds that a workspace like the assumptions holds all of them', async () => {
			pact.sandbox.assume({ listSort: true });
			for (let n = 0; n < 3; n++, pact.sandbox.clock.advance(1_000))
				pact.make('contacts', {
					name: `Person ${n}`,
					email: `p${n}@acme.example`,
					company_id: pact.make('companies', { name: `Company ${n}` }),
				});
			const checks = await pact.assumptions();
			expect(checks.filter((check) => check.result === 'differs')).toEqual([]);
			expect(checks.find((check) => check.id === 'contacts.company')?.result).toBe('holds');
			expect(checks.find((check) => check.id === 'opportunities.records')?.result).toBe('unknown');
			expect(JSON.stringify(checks)).not.toContain('acme.example');
		});

		it('names what is different, and writes nothing', async () => {
			pact.sandbox.assume({ pipelinesEndpoint: false, webhookManagement: false });
			pact.makePeople(3);
			const checks = await pact.assumptions();
			expect(checks.find((check) => check.id === 'contacts.sort')).toMatchObject({ result: 'differs' });
			expect(checks.find((check) => check.id === 'webhooks.list')).toMatchObject({ result: 'differs', basis: 'assumption' });
			expect(checks.find((check) => check.id === 'webhooks.types')).toMatchObject({ result: 'holds', basis: 'documented' });
			expect(checks.find((check) => check.id === 'pipelines')).toMatchObject({
				result: 'differs',
				basis: 'assumption',
				finding: expect.stringContaining('404'),
			});
			expect(pact.sandbox.stats.snapshot().writes).toBe(0);
		});

		it('reports a missing right as a finding', async () => {
			const checks = await pact.withKey(DEMO_KEYS.noDeals).checkAssumptions();
			expect(checks.find((check) => check.id === 'opportunities.list')).toMatchObject({
				result: 'differs',
				finding: expect.stringContaining('read:deals'),
			});
		});
	});
});
