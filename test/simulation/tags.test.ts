import type { MappingDefinition } from '../../engine/mapping';
import type { SystemName } from '../../engine/model';
import { Canvas, type CanvasPair } from '../support/pairs/canvas';
import { ThreeSandboxes } from '../support/pairs/sandboxes';

jest.setTimeout(180_000);

const FAIR = 'Trade fair 2026';
const VIP = 'VIP';
const OWN = 'archived-by-hand';
const SALES = { filterBranchType: 'OR', filterBranches: [{ filterBranchType: 'AND', filters: [{ filterType: 'PROPERTY', property: 'jobtitle', operation: { operationType: 'MULTISTRING', operator: 'IS_EQUAL_TO', values: ['Sales'] } }] }], filters: [] };

const OBJECT: Record<SystemName, string> = { salesforce: 'Contact', hubspot: 'contacts', pact: 'contacts' };
const FIELD: Record<SystemName, string> = { salesforce: 'Campaigns.Names', hubspot: 'lists.names', pact: 'tags' };
type Rule = NonNullable<NonNullable<MappingDefinition['rows']>[number]['rule']>;

/** Who is in what, in each system, as a person sees and changes it there. */
class Tags {
	constructor(private readonly world: ThreeSandboxes) {
		for (const name of [FAIR, VIP]) {
			if (!world.salesforce.records('Campaign').some(({ Name }) => Name === name)) world.salesforce.create('Campaign', { Name: name });
			world.hubspot.lists.create({ name, objectTypeId: '0-1', processingType: 'MANUAL' });
		}
		world.hubspot.lists.create({ name: 'Sales people', objectTypeId: '0-1', processingType: 'DYNAMIC', filterBranch: SALES });
	}

	/** A person of that system by last name, or nothing. */
	id(system: SystemName, name: string): string {
		if (system === 'salesforce') return this.world.salesforce.records('Contact').find((row) => row.LastName === name && row.IsDeleted !== true)?.Id ?? '';
		if (system === 'hubspot') return this.world.hubspot.portal.table('0-1').all().find((record) => record.properties.lastname === name && record.archivedAt === undefined)?.id ?? '';
		return this.world.pact.records('contacts').find((record) => record.last_name === name)?.public_id ?? '';
	}

	of(system: SystemName, name: string): string[] {
		const id = this.id(system, name);
		if (system === 'salesforce') {
			const campaigns = new Map(this.world.salesforce.records('Campaign').map((row) => [row.Id, String(row.Name)]));
			return this.world.salesforce.records('CampaignMember').filter((row) => row.ContactId === id && row.IsDeleted !== true).map((row) => campaigns.get(String(row.CampaignId)) ?? '').sort();
		}
		if (system === 'hubspot') return this.world.hubspot.lists.listsOf('0-1', id).map(({ list }) => list.name).sort();
		return [...(this.world.pact.records('contacts').find((record) => record.public_id === id)?.tags ?? [])].sort();
	}

	async change(system: SystemName, name: string, tag: string, has: boolean): Promise<void> {
		const id = this.id(system, name);
		if (system === 'salesforce') {
			const campaign = this.world.salesforce.records('Campaign').find((row) => row.Name === tag)?.Id;
			const member = this.world.salesforce.records('CampaignMember').find((row) => row.ContactId === id && row.CampaignId === campaign && row.IsDeleted !== true);
			if (has) this.world.salesforce.create('CampaignMember', { CampaignId: campaign, ContactId: id });
			else if (member) this.world.salesforce.delete('CampaignMember', member.Id);
		} else if (system === 'hubspot') {
			const list = this.world.hubspot.lists.all().find((each) => each.name === tag)?.listId ?? '';
			this.world.hubspot.lists.change(list, has ? [id] : [], has ? [] : [id]);
		} else {
			const tags = this.of('pact', name).filter((one) => one !== tag);
			await this.world.screen('pact').edit('contacts', id, { tags: has ? [...tags, tag] : tags });
		}
	}
}

const pairOf = (left: SystemName, right: SystemName, rule: Rule, more: Partial<MappingDefinition> = {}): CanvasPair => ({
	left: { system: left, object: OBJECT[left] },
	right: { system: right, object: OBJECT[right] },
	definition: {
		rows: [{ left: FIELD[left], right: FIELD[right], rule }],
		values: [FAIR, VIP].map((name) => ({ field: FIELD[left], leftValue: name, rightValue: name })),
		...more,
	},
});

/** Lists, campaigns and tags over the real sandboxes: docs/tags.md. */
describe.each<[SystemName, SystemName]>([['salesforce', 'pact'], ['hubspot', 'pact'], ['salesforce', 'hubspot']])('tags, %s ⇄ %s', (left, right) => {
	let world: ThreeSandboxes;
	let canvas: Canvas;
	let tags: Tags;
	const both = [left, right] as const;
	const of = (name: string) => both.map((system) => tags.of(system, name));
	const make = async (system: SystemName, name: string) => {
		const values = { salesforce: { LastName: name, Email: `${name}@acme.example` }, hubspot: { lastname: name, email: `${name}@acme.example` }, pact: { last_name: name, email: `${name}@acme.example` } };
		await world.screen(system).create(OBJECT[system], values[system]);
	};
	const quiet = async () => {
		const before = both.map((system) => world.writes(system));
		for (let cycle = 0; cycle < 3; cycle += 1) await canvas.cycle();
		expect(both.map((system) => world.writes(system))).toEqual(before);
	};

	beforeAll(async () => {
		world = await ThreeSandboxes.start();
		tags = new Tags(world);
		for (const system of both) await make(system, 'known');
		await tags.change(left, 'known', FAIR, true);
		await tags.change(right, 'known', VIP, true);
		canvas = await Canvas.start({ systems: { [left]: world.connect(left), [right]: world.connect(right) }, clock: world.clock, pairs: [pairOf(left, right, 'newestWins')] });
		await canvas.settle();
	});
	afterAll(async () => {
		await canvas?.stop();
		await world?.stop();
	});

	it('of people whom both know meet without a loss', async () => {
		expect(of('known')).toEqual([[FAIR, VIP], [FAIR, VIP]]);
		await quiet();
	});

	it.each(both)('that begin and end in %s do so on the other side', async (system) => {
		const name = `one-${system}`;
		await make(system, name);
		await canvas.settle();
		await tags.change(system, name, FAIR, true);
		await canvas.settle();
		expect(of(name)).toEqual([[FAIR], [FAIR]]);
		await tags.change(system, name, FAIR, false);
		await canvas.settle();
		expect(of(name)).toEqual([[], []]);
		await quiet();
	});

	it('that begin on both sides at one time are all there afterwards, and what ended is gone from both', async () => {
		await make(left, 'two');
		await canvas.settle();
		await tags.change(left, 'two', FAIR, true);
		await canvas.settle();
		await tags.change(left, 'two', VIP, true);
		await tags.change(right, 'two', FAIR, false);
		await canvas.settle();
		expect(of('two')).toEqual([[VIP], [VIP]]);
		await quiet();
	});

	it('of somebody new travel with the record', async () => {
		await make(left, 'new');
		await tags.change(left, 'new', VIP, true);
		await canvas.settle();
		expect(of('new')).toEqual([[VIP], [VIP]]);
	});

	it('that the mapping is not about stay as they are on their side', async () => {
		await make(right, 'own');
		const other = right === 'pact' ? OWN : 'Other list';
		if (right === 'hubspot') world.hubspot.lists.create({ name: other, objectTypeId: '0-1', processingType: 'MANUAL' });
		await tags.change(right, 'own', other, true);
		await canvas.settle();
		await tags.change(left, 'own', FAIR, true);
		await canvas.settle();
		expect(of('own')).toEqual([[FAIR], [FAIR, other].sort()]);
		await tags.change(left, 'own', FAIR, false);
		await canvas.settle();
		expect(of('own')).toEqual([[], [other]]);
	});
});

describe('tags of HubSpot lists that follow filters', () => {
	it('go to Pact with their prefix; taken away in Pact they stay in HubSpot, and the log says why', async () => {
		const world = await ThreeSandboxes.start();
		const tags = new Tags(world);
		await world.screen('hubspot').create('contacts', { lastname: 'filtered', email: 'filtered@acme.example', jobtitle: 'Sales' });
		const canvas = await Canvas.start({
			systems: { hubspot: world.connect('hubspot'), pact: world.connect('pact') },
			clock: world.clock,
			pairs: [pairOf('hubspot', 'pact', 'newestWins', { values: [], rows: [{ left: 'lists.names', right: 'tags', rule: 'newestWins', tagPrefix: 'HubSpot: ' }] })],
		});
		await canvas.settle();
		expect(tags.of('pact', 'filtered')).toEqual(['HubSpot: Sales people']);
		await tags.change('pact', 'filtered', 'HubSpot: Sales people', false);
		await tags.change('pact', 'filtered', 'HubSpot: VIP', true);
		await canvas.settle();
		expect(tags.of('hubspot', 'filtered')).toEqual(['Sales people', 'VIP']);
		expect(tags.of('pact', 'filtered')).toEqual(['HubSpot: VIP']);
		const log = await canvas.store.log({ limit: 50 });
		expect(log.some(({ message }) => message.includes('decides by itself who is in it'))).toBe(true);
		await canvas.stop();
		await world.stop();
	});
});

describe('tags with an owner', () => {
	it('are put back in Pact where somebody took them away, and nothing is written to the lists', async () => {
		const world = await ThreeSandboxes.start();
		const tags = new Tags(world);
		await world.screen('hubspot').create('contacts', { lastname: 'owned', email: 'owned@acme.example' });
		await tags.change('hubspot', 'owned', FAIR, true);
		const canvas = await Canvas.start({ systems: { hubspot: world.connect('hubspot'), pact: world.connect('pact') }, clock: world.clock, pairs: [pairOf('hubspot', 'pact', 'default')] });
		await canvas.settle();
		await tags.change('pact', 'owned', FAIR, false);
		await tags.change('pact', 'owned', VIP, true);
		await canvas.settle();
		expect([tags.of('hubspot', 'owned'), tags.of('pact', 'owned')]).toEqual([[FAIR], [FAIR, VIP]]);
		await canvas.stop();
		await world.stop();
	});
});
