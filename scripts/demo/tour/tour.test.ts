import { startHubSpotSandbox, type HubSpotSandbox } from '../../../sandbox/hubspot';
import { startPactSandbox, type PactSandbox } from '../../../sandbox/pact';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../../sandbox/salesforce';
import type { ConsolePages } from '../console-pages';
import { Systems } from '../systems';
import { Tour } from '.';

const EMAIL = 'ada@first-minutes.example';
const PERSON = { first: 'Ada', last: 'Lindqvist', email: EMAIL, title: 'Analyst' };
/** The sync is not here: what it would do is done by hand, so that a step can be seen to wait for it. */
const NO_LINES = { log: async () => [] } as unknown as ConsolePages;

describe('the steps of the landing page', () => {
	let salesforce: SalesforceSandbox;
	let hubspot: HubSpotSandbox;
	let pact: PactSandbox;
	let systems: Systems;
	let done: string[];
	const tourOf = (before: string[] = []) => new Tour({ systems, console: NO_LINES, done: before, onDone: (now) => void (done = now) });

	beforeAll(async () => {
		[salesforce, hubspot, pact] = await Promise.all([startSalesforceSandbox({ size: { accounts: 0, contacts: 0, leads: 0, opportunities: 0 } }), startHubSpotSandbox(), startPactSandbox()]);
		systems = new Systems({ salesforce: salesforce.url, hubspot: hubspot.url, pact: pact.url });
	});
	afterAll(async () => {
		await Promise.all([salesforce.close(), hubspot.close(), pact.close()]);
	});

	it('do it in the sandbox, and are done only when the others show it', async () => {
		const tour = tourOf();
		expect(tour.view().edit.state).toBe('waits');
		await tour.start('person', { system: 'hubspot', ...PERSON });
		await tour.look();
		expect(hubspot.records('contacts')[0]?.properties).toMatchObject({ email: EMAIL, jobtitle: 'Analyst' });
		expect(tour.view().person).toMatchObject({ state: 'under way', expectations: [{ text: 'She is in Salesforce' }, { text: 'She is in Pact' }] });
		await systems.create('salesforce', 'people', PERSON);
		await tour.look();
		expect(tour.view().person).toMatchObject({ state: 'under way', expectations: [{ detail: 'Ada Lindqvist, Analyst' }, { text: 'She is in Pact' }] });
		await systems.create('pact', 'people', PERSON);
		await tour.look();
		expect(tour.view().person.state).toBe('done');
		expect(tour.view().edit.state).toBe('open');
		expect(done).toContain('person');
	});

	it('say what is wrong with what was entered, and what a system has against it', async () => {
		const tour = tourOf();
		await tour.start('person', { system: 'hubspot', ...PERSON, email: 'nobody' });
		expect(tour.view().person).toMatchObject({ state: 'open', problem: expect.stringContaining('email') });
		await tour.start('person', { system: 'hubspot', ...PERSON });
		expect(tour.view().person.problem).toContain('HubSpot refused it: Contact already exists');
		await tour.start('edit', { system: 'pact', title: 'X' });
		expect(tour.view().edit.problem).toBe('Add a person first.');
	});

	it('go on with the person of an earlier start', async () => {
		const tour = tourOf(['person', `person:${EMAIL}`]);
		expect(tour.view().person).toEqual({ state: 'done', expectations: [] });
		await tour.start('edit', { system: 'pact', title: 'Head' });
		expect(pact.records('contacts')[0]).toMatchObject({ title: 'Head' });
	});

	it('see an opt-out that was taken back, and one that was not', async () => {
		const tour = tourOf(['person', `person:${EMAIL}`, 'optOut']);
		for (const name of ['salesforce', 'pact'] as const) {
			const found = await systems.find(name, 'people', EMAIL);
			await systems.edit(name, 'people', found!.id, name === 'pact' ? { consent_status: 'declined' } : { optedOut: true });
		}
		await systems.unsubscribe((await systems.find('hubspot', 'people', EMAIL))!.id);
		await tour.start('relax', {});
		await tour.look();
		// Nobody has put Pact back so far.
		expect(tour.view().relax.state).toBe('under way');
		await systems.edit('pact', 'people', (await systems.find('pact', 'people', EMAIL))!.id, { consent_status: 'declined' });
		await tour.look();
		expect(tour.view().relax.state).toBe('done');
	});

	it('make a deal in a stage of any name, once', async () => {
		const tour = tourOf();
		const deal = { deal: 'Pilot deal', stage: 'Pilot', amount: '12000' };
		await tour.start('stage', deal);
		expect(tour.view().stage).toMatchObject({ state: 'under way', about: 'Pilot deal' });
		expect(salesforce.records('Opportunity')[0]).toMatchObject({ Name: 'Pilot deal', StageName: 'Pilot', Amount: 12_000 });
		await tour.start('stage', deal);
		expect(tour.view().stage.problem).toContain('There is a deal “Pilot deal” already');
	});
});
