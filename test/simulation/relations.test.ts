import type { SystemName } from '../../engine/model';
import { Canvas, type CanvasOptions } from '../support/pairs/canvas';
import { DealDesk, recordPairs } from '../support/pairs/relations';
import { ThreeSandboxes } from '../support/pairs/sandboxes';

jest.setTimeout(300_000);

const PAIRS: ReadonlyArray<readonly [SystemName, SystemName]> = [['salesforce', 'hubspot'], ['salesforce', 'pact'], ['hubspot', 'pact']];

let world: ThreeSandboxes;
let canvas: Canvas | undefined;

async function begin(left: SystemName, right: SystemName, options: Partial<CanvasOptions> = {}): Promise<Canvas> {
	canvas = await Canvas.start({
		systems: { [left]: world.connect(left), [right]: world.connect(right) },
		clock: world.clock,
		pairs: recordPairs(left, right),
		...options,
	});
	return canvas;
}

beforeEach(async () => {
	world = await ThreeSandboxes.start();
});
afterEach(async () => {
	await canvas?.stop();
	canvas = undefined;
	await world.stop();
});

describe.each(PAIRS)('the contacts of a deal, %s ⇄ %s', (left, right) => {
	const desks = () => [new DealDesk(world, left), new DealDesk(world, right)] as const;

	it.each(['left', 'right'] as const)('come along with a deal that is made on the %s', async (side) => {
		const [here, there] = side === 'left' ? desks() : [...desks()].reverse() as [DealDesk, DealDesk];
		const people = [await here.person('Ada'), await here.person('Ben')];
		await here.deal('Big', people);
		const { settle } = await begin(left, right).then((started) => ({ settle: async () => await started.settle() }));
		await settle();
		expect(await there.peopleOf(await there.dealNamed('Big'))).toEqual(['ada', 'ben']);
		expect(await here.peopleOf(await here.dealNamed('Big'))).toEqual(['ada', 'ben']);
	});

	it('join and leave on either side, each by themselves', async () => {
		const [one, other] = desks();
		const [ada, , cleo, dan] = [await one.person('Ada'), await one.person('Ben'), await one.person('Cleo'), await one.person('Dan')];
		const deal = await one.deal('Big', [ada, await one.personNamed('Ben')]);
		const running = await begin(left, right);
		await running.settle();
		const partner = await other.dealNamed('Big');
		// At the same time: nobody's hand undoes the other's.
		await one.join(deal, cleo);
		await one.leave(deal, ada);
		await other.join(partner, await other.personNamed('Dan'));
		await running.settle();
		expect(await one.peopleOf(deal)).toEqual(['ben', 'cleo', 'dan']);
		expect(await other.peopleOf(partner)).toEqual(['ben', 'cleo', 'dan']);
		await other.leave(partner, await other.personNamed('Ben'));
		await running.settle();
		expect(await one.peopleOf(deal)).toEqual(['cleo', 'dan']);
		await one.leave(deal, cleo);
		await one.leave(deal, dan);
		await running.settle();
		expect(await other.peopleOf(partner)).toEqual([]);
		const writes = world.writes(left) + world.writes(right);
		await running.settle();
		expect(world.writes(left) + world.writes(right)).toBe(writes);
	});

	it('who are not in step stay on their own side, whatever else changes', async () => {
		const [one, other] = desks();
		const ada = await one.person('Ada');
		const deal = await one.deal('Big', [ada]);
		// People come from the left only, so that a stranger on the right has no partner.
		const [company, person, deals] = recordPairs(left, right) as [never, ReturnType<typeof recordPairs>[number], never];
		const running = await begin(left, right, { pairs: [company, { ...person, definition: { ...person.definition, create: { left: false, right: true } } }, deals] });
		await running.settle();
		const partner = await other.dealNamed('Big');
		await other.join(partner, await other.person('Zoe'));
		await one.join(deal, await one.person('Ben'));
		await running.settle();
		expect(await other.peopleOf(partner)).toEqual(['ada', 'ben', 'zoe']);
		expect(await one.peopleOf(deal)).toEqual(['ada', 'ben']);
		await one.leave(deal, ada);
		await running.settle();
		expect(await other.peopleOf(partner)).toEqual(['ben', 'zoe']);
		// Once she has a partner, she joins there as well.
		await one.person('Zoe');
		await running.settle();
		expect(await one.peopleOf(deal)).toEqual(['ben', 'zoe']);
		expect(await other.peopleOf(partner)).toEqual(['ben', 'zoe']);
	});
});

describe.each(PAIRS)('parents and children, %s ⇄ %s', (left, right) => {
	it.each([
		['parents before children', ['company', 'person', 'deal']],
		['children before parents', ['deal', 'person', 'company']],
	] as const)('end right with %s on the canvas, from both sides', async (_order, kinds) => {
		const [one, other] = [new DealDesk(world, left), new DealDesk(world, right)];
		for (const [desk, name] of [[one, 'Acme'], [other, 'Umbrella']] as const) {
			const company = await desk.company(name);
			await desk.deal(`${name} deal`, [await desk.person(`${name}-Ann`, company)], company);
		}
		const running = await begin(left, right, { pairs: recordPairs(left, right, kinds) });
		await running.settle();
		for (const desk of [one, other]) {
			for (const name of ['Acme', 'Umbrella']) {
				expect([desk.system, await desk.companyOf('person', await desk.personNamed(`${name}-Ann`))]).toEqual([desk.system, name]);
				const deal = await desk.dealNamed(`${name} deal`);
				expect([desk.system, await desk.companyOf('deal', deal)]).toEqual([desk.system, name]);
				expect([desk.system, await desk.peopleOf(deal)]).toEqual([desk.system, [`${name.toLowerCase()}-ann`]]);
			}
		}
	});
});

it('roles and the primary contact of Salesforce are left as they are', async () => {
	const [sales, hub] = [new DealDesk(world, 'salesforce'), new DealDesk(world, 'hubspot')];
	const deal = await sales.deal('Big');
	const ada = await sales.person('Ada');
	await sales.join(deal, ada, { Role: 'Decision Maker', IsPrimary: true });
	await sales.join(deal, await sales.person('Ben'), { Role: 'Influencer' });
	const running = await begin('salesforce', 'hubspot');
	await running.settle();
	const partner = await hub.dealNamed('Big');
	await hub.join(partner, await hub.person('Cleo'));
	await hub.leave(partner, await hub.personNamed('Ben'));
	await running.settle();
	const roles = (await sales.roles(deal)).map(({ fields }) => [fields.ContactId === ada, fields.Role, fields.IsPrimary]);
	expect(roles).toEqual([[true, 'Decision Maker', true], [false, null, false]]);
});
