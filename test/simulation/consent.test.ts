import type { SystemName } from '../../engine/model';
import { Canvas } from '../support/pairs/canvas';
import { Consents, peoplePairs } from '../support/pairs/consents';
import { ThreeSandboxes } from '../support/pairs/sandboxes';

jest.setTimeout(120_000);

const OPEN = { withdrawn: [] };

/** Each pair over the real sandboxes: docs/consent.md, "What happens". */
describe.each<[SystemName, SystemName]>([['salesforce', 'hubspot'], ['salesforce', 'pact'], ['hubspot', 'pact']])('consent, %s ⇄ %s', (left, right) => {
	const both = [left, right] as const;
	const everywhere = both.map((system) => `${system} ${system === 'salesforce' ? 'Contact' : 'contacts'}`);
	let world: ThreeSandboxes;
	let canvas: Canvas;
	let people: Consents;
	const of = async (name: string) => await people.of(name, both);
	const quiet = async () => {
		const before = both.map((system) => world.writes(system));
		for (let cycle = 0; cycle < 3; cycle += 1) await canvas.cycle();
		expect(both.map((system) => world.writes(system))).toEqual(before);
	};

	beforeAll(async () => {
		world = await ThreeSandboxes.start();
		people = Consents.over(world);
		// Whoever is in both from before: opted out on the left, on the right, nowhere.
		for (const system of both)
			for (const name of ['before-left', 'before-right', 'before-open', 'relaxed-left', 'relaxed-right', 'moved-left', 'moved-right']) await people.make(system, name, `${name}@acme.example`);
		await people.withdraw(left, 'before-left');
		await people.withdraw(right, 'before-right');
		await people.agree(right, 'before-open');
		canvas = await Canvas.start({ systems: { [left]: world.connect(left), [right]: world.connect(right) }, clock: world.clock, pairs: peoplePairs(both) });
		await canvas.settle();
	});
	afterAll(async () => {
		await canvas?.stop();
		await world?.stop();
	});

	it('an opt-out from before reaches the other side at the first meeting, and nothing is opted in', async () => {
		expect(await of('before-left')).toEqual({ withdrawn: everywhere, open: [] });
		expect(await of('before-right')).toEqual({ withdrawn: everywhere, open: [] });
		expect(await of('before-open')).toMatchObject(OPEN);
		if (right === 'pact') expect(world.pact.records('contacts').find(({ last_name }) => last_name === 'before-open')?.consent_status).toBe('confirmed');
	});

	it.each(both)('an opt-out in %s reaches the other side within two polls', async (system) => {
		for (const one of both) await people.make(one, `later-${system}`, `later-${system}@acme.example`);
		await canvas.settle();
		await people.withdraw(system, `later-${system}`);
		// HubSpot's search shows a change some seconds later.
		await canvas.cycle();
		await canvas.cycle();
		expect(await of(`later-${system}`)).toEqual({ withdrawn: everywhere, open: [] });
		await canvas.settle();
		await quiet();
	});

	it.each(both)('somebody new in %s who has opted out is opted out on the other side from the first moment', async (system) => {
		const name = `new-${system}`;
		if (system === 'hubspot') world.hubspot.preferences.unsubscribeAll(`${name}@acme.example`);
		await people.make(system, name, `${name}@acme.example`);
		if (system !== 'hubspot') await people.withdraw(system, name);
		await canvas.settle();
		expect(await of(name)).toEqual({ withdrawn: everywhere, open: [] });
	});

	it.each([['left', left, right], ['right', right, left]] as const)('who agrees again on the %s alone stays opted out, on both sides', async (side, system, other) => {
		await people.withdraw(other, `relaxed-${side}`);
		await canvas.settle();
		await people.agree(system, `relaxed-${side}`);
		expect((await of(`relaxed-${side}`)).open).toHaveLength(1);
		await canvas.settle();
		expect(await of(`relaxed-${side}`)).toEqual({ withdrawn: everywhere, open: [] });
	});

	it('who agrees again on both sides at once is opted out nowhere, and nobody asks', async () => {
		await people.withdraw(left, 'before-open');
		await canvas.settle();
		expect(await of('before-open')).toMatchObject({ open: [] });
		for (const system of both) await people.agree(system, 'before-open');
		await canvas.settle();
		expect(await of('before-open')).toMatchObject(OPEN);
	});

	it.each([['left', left], ['right', right]] as const)('a new e-mail address on the %s keeps the opt-out', async (side, system) => {
		await people.withdraw(left, `moved-${side}`);
		await canvas.settle();
		await people.newEmail(system, `moved-${side}`, `moved-${side}@elsewhere.example`);
		await canvas.settle();
		expect(await of(`moved-${side}`)).toEqual({ withdrawn: everywhere, open: [] });
		const emails = (await Promise.all(both.map(async (one) => await people.records(one, `moved-${side}`)))).flat().map(({ email }) => email);
		expect(emails).toEqual([`moved-${side}@elsewhere.example`, `moved-${side}@elsewhere.example`]);
		await quiet();
	});

	if (both.includes('hubspot')) {
		it.each(both)('a new e-mail address, given in %s, that HubSpot knows as opted out opts its person out on both sides', async (system) => {
			const name = `known-${system}`;
			for (const one of both) await people.make(one, name, `${name}@acme.example`);
			await canvas.settle();
			world.hubspot.preferences.unsubscribeAll(`${name}@known.example`);
			world.hubspot.preferences.holdMirrors();
			await people.newEmail(system, name, `${name}@known.example`);
			await canvas.settle();
			expect(await of(name)).toEqual({ withdrawn: everywhere, open: [] });
			world.hubspot.preferences.catchUpMirrors();
			await canvas.settle();
			await quiet();
		});
	}

	it('left no question and no failure', async () => {
		expect((await canvas.store.openReviews()).map(({ message }) => message)).toEqual([]);
		expect(canvas.outcomes.filter(({ outcome }) => outcome === 'failed').map(({ message }) => message)).toEqual([]);
		expect(canvas.troubles).toEqual([]);
	});
});

describe('consent of somebody who is there more than once', () => {
	let world: ThreeSandboxes;
	let people: Consents;
	let canvas: Canvas;
	beforeEach(async () => {
		world = await ThreeSandboxes.start();
		people = Consents.over(world);
	});
	afterEach(async () => {
		await canvas?.stop();
		await world?.stop();
	});

	it('comes to all leads and contacts of the person, also where other changes go to the newest only', async () => {
		const systems = ['salesforce', 'pact'] as const;
		for (const object of ['Contact', 'Lead', 'Lead']) await people.make('salesforce', 'Twice', 'twice@acme.example', object);
		canvas = await Canvas.start({
			systems: { salesforce: world.connect('salesforce'), pact: world.connect('pact') },
			clock: world.clock,
			pairs: peoplePairs(systems, true).map((pair) => ({ ...pair, definition: { ...pair.definition, fanOut: 'newest' as const } })),
		});
		await canvas.settle();
		await people.withdraw('pact', 'Twice');
		await canvas.settle();
		expect(await people.of('Twice', systems)).toEqual({ withdrawn: ['salesforce Contact', 'salesforce Lead', 'salesforce Lead', 'pact contacts'], open: [] });
	});

	it('said on one lead reaches Pact, and from there the others', async () => {
		const systems = ['salesforce', 'pact'] as const;
		for (const object of ['Lead', 'Lead']) await people.make('salesforce', 'Twice', 'twice@acme.example', object);
		canvas = await Canvas.start({ systems: { salesforce: world.connect('salesforce'), pact: world.connect('pact') }, clock: world.clock, pairs: peoplePairs(systems, true) });
		await canvas.settle();
		const [lead] = await people.records('salesforce', 'Twice');
		await world.screen('salesforce').edit('Lead', lead?.id ?? '', { HasOptedOutOfEmail: true });
		await canvas.settle();
		expect(await people.of('Twice', systems)).toEqual({ withdrawn: ['salesforce Lead', 'salesforce Lead', 'pact contacts'], open: [] });
	});

	it.each([['who opted out is merged away', 'Old', 'New'], ['who opted out stays', 'New', 'Old']])('outlives a merge in HubSpot: the one %s', async (_how, loser, winner) => {
		const systems = ['hubspot', 'pact'] as const;
		for (const name of ['Old', 'New']) await people.make('hubspot', name, `${name.toLowerCase()}@acme.example`);
		canvas = await Canvas.start({ systems: { hubspot: world.connect('hubspot'), pact: world.connect('pact') }, clock: world.clock, pairs: peoplePairs(systems) });
		await canvas.settle();
		await people.withdraw('hubspot', 'Old');
		await canvas.settle();
		const [from, to] = [await people.records('hubspot', loser), await people.records('hubspot', winner)];
		world.hubspot.merge('contacts', to[0]?.id ?? '', from[0]?.id ?? '');
		await canvas.settle();
		const left = (await people.records('hubspot'))[0];
		expect(left?.withdrawn).toBe(true);
		expect((await people.records('pact')).some(({ withdrawn }) => withdrawn)).toBe(true);
	});

	describe.each(['hubspot', 'pact'] as const)('who goes into another one in Salesforce, beside %s', (other) => {
		const start = async (systems: readonly SystemName[]) => {
			canvas = await Canvas.start({ systems: Object.fromEntries(systems.map((system) => [system, world.connect(system)])), clock: world.clock, pairs: peoplePairs(systems, true) });
			await canvas.settle();
		};
		const idOf = async (name: string) => (await people.records('salesforce', name))[0]?.id ?? '';
		const systems = ['salesforce', other] as const;

		it.each([['before', 'the merge'], ['after', 'it, on the record that is at rest']])('opts out %s %s: the winner is opted out on both sides', async (when) => {
			for (const name of ['Stays', 'Goes']) await people.make('salesforce', name, `${name.toLowerCase()}@acme.example`);
			await start(systems);
			if (when === 'before') await people.withdraw(other, 'Goes');
			await canvas.settle();
			world.salesforce.merge('Contact', await idOf('Stays'), [await idOf('Goes')]);
			await canvas.settle();
			if (when === 'after') {
				expect(await people.of('Stays', systems)).toMatchObject({ withdrawn: [] });
				await people.withdraw(other, 'Goes');
				await canvas.settle();
			}
			expect(await people.of('Stays', systems)).toMatchObject({ withdrawn: ['salesforce Contact', `${other} contacts`], open: [] });
			expect(await people.of('Goes', systems)).toMatchObject({ withdrawn: [`${other} contacts`], open: [] });
			const before = world.writes('salesforce') + world.writes(other);
			for (let cycle = 0; cycle < 3; cycle += 1) await canvas.cycle();
			expect(world.writes('salesforce') + world.writes(other)).toBe(before);
		});

		it('is a lead that has opted out, and the contact has a partner of its own: opted out on both sides', async () => {
			await people.make('salesforce', 'Goes', 'goes@acme.example', 'Lead');
			const account = await world.screen('salesforce').create('Account', { Name: 'Acme' });
			await people.make('salesforce', 'Stays', 'stays@acme.example');
			await people.edit('salesforce', 'Stays', { AccountId: account });
			await start(systems);
			await people.withdraw('salesforce', 'Goes');
			await canvas.settle();
			world.salesforce.convertLead(await idOf('Goes'), { accountId: account, contactId: await idOf('Stays') });
			await canvas.settle();
			expect(await people.of('Stays', systems)).toMatchObject({ withdrawn: ['salesforce Contact', `${other} contacts`], open: [] });
		});
	});
});
