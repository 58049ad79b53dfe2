import type { SystemName } from '../../../engine/model';
import type { Screen } from '../../support/pairs/rows';
import { OBJECT } from '../../support/pairs/words';
import { fromNowOn, publishAndWatch, screensFromNowOn } from '../pairs/from-now-on';
import { PairWorld } from '../pairs/pair-world';
import { waitUntil } from '../support/n8n-api';

jest.setTimeout(600_000);

const PATIENCE_MS = 240_000;
const NAMES = { salesforce: 'Name', hubspot: 'name', pact: 'name' } as const;
/** A second passes between two edits, so that their order is beyond doubt. */
const A_SECOND_MS = 1_100;

/** Companies of all three systems, with the templates as they are imported. */
describe('accounts and companies between three systems in a running n8n', () => {
	let world: PairWorld;
	let screens: Record<SystemName, Screen>;

	beforeAll(async () => {
		world = await PairWorld.start({ templates: ['salesforce-pact', 'hubspot-pact', 'salesforce-hubspot'], adjust: fromNowOn });
		screens = await screensFromNowOn(world);
		await publishAndWatch(world);
	});
	afterAll(async () => {
		await world?.stop();
	});

	const all = async (system: SystemName) => await screens[system].all(OBJECT[system].company);
	const named = async (system: SystemName, ...names: string[]) => (await all(system)).filter(({ fields }) => names.includes(String(fields[NAMES[system]])));
	const make = async (system: SystemName, fields: Record<string, unknown>) => await screens[system].create(OBJECT[system].company, fields);
	const edit = async (system: SystemName, id: string, fields: Record<string, unknown>) => await screens[system].edit(OBJECT[system].company, id, fields);
	const pass = async () => await new Promise((resolve) => setTimeout(resolve, A_SECOND_MS));

	/** Waits until the system holds one company of that name, or several; answers it. */
	async function one(system: SystemName, ...names: string[]) {
		const rows = await until(async () => await named(system, ...names), ({ length }) => length > 0, `${names.join(' or ')} in ${system}`);
		expect([system, rows.length]).toEqual([system, 1]);
		return rows[0]!;
	}

	async function until<T>(read: () => Promise<T>, done: (value: T) => boolean, what: string): Promise<T> {
		try {
			return await waitUntil(read, done, { timeoutMs: PATIENCE_MS, what });
		} catch (error) {
			const lines = (await world.log()).slice(-10).map(({ source, outcome, reason, message }) => `${source.system} ${outcome}/${reason}: ${message}`);
			throw new Error(`${String(error)}\nThe log ends so:\n${lines.join('\n')}`, { cause: error });
		}
	}

	it('the domain comes from the website, by the public suffix list, and all three are one company', async () => {
		await make('salesforce', { Name: 'Suffix', Website: 'https://www.Shop.Suffix-Accounts.co.uk:443/about?x=1' });
		const [pact, hubspot] = [await one('pact', 'Suffix'), await one('hubspot', 'Suffix')];
		expect([pact.fields.domain, hubspot.fields.domain]).toEqual(['suffix-accounts.co.uk', 'suffix-accounts.co.uk']);
		const ref = { system: 'pact', connection: await pactConnection(), object: 'companies', id: pact.id } as const;
		const links = await until(async () => await world.inStore(async (store) => await store.linksTo([ref])), ({ length }) => length >= 2, 'its links');
		expect(links.map(({ left }) => left.system).sort()).toEqual(['hubspot', 'salesforce']);
		await world.caughtUp();
		for (const system of ['salesforce', 'hubspot', 'pact'] as const) await one(system, 'Suffix');
	});

	it('a company with a domain and no website is found, and gives an account that is made from it a website', async () => {
		await make('pact', { name: 'Domain only', domain: 'domain-only-accounts.com' });
		const account = await one('salesforce', 'Domain only');
		expect(account.fields.Website).toContain('domain-only-accounts.com');
		await one('hubspot', 'Domain only');
	});

	describe('several accounts of one domain', () => {
		let [older, newer] = ['', ''];
		beforeAll(async () => {
			older = await make('salesforce', { Name: 'Group Holding', Website: 'https://group-accounts.com', Industry: 'Banking', Phone: '+493012345678' });
			await one('pact', 'Group Holding');
			await one('hubspot', 'Group Holding');
			await pass();
			newer = await make('salesforce', { Name: 'Group Trading', Website: 'www.group-accounts.com/trading', Industry: 'Retail', Phone: '+493087654321' });
		});

		// What comes back to the older one (a phone number in HubSpot's spelling, say) is no update of it.
		it.each(['pact', 'hubspot'] as const)('are one company in %s, which the most recently updated one feeds', async (system) => {
			await until(async () => await named(system, 'Group Trading'), ({ length }) => length === 1, `the newer name in ${system}`);
			await world.caughtUp();
			expect([await named(system, 'Group Holding'), (await named(system, 'Group Trading')).length]).toEqual([[], 1]);
		});

		it('the other one feeds it as soon as it is updated', async () => {
			await pass();
			await edit('salesforce', older, { Industry: 'Insurance' });
			for (const system of ['pact', 'hubspot'] as const) await until(async () => await named(system, 'Group Holding'), ({ length }) => length === 1, `the name of the updated one in ${system}`);
			const pact = await one('pact', 'Group Holding', 'Group Trading');
			await until(async () => await named('pact', 'Group Holding'), ([row]) => row?.fields.industry === 'Insurance', 'its industry');
			expect(pact.fields.domain).toBe('group-accounts.com');
		});

		it('both stay, and a change of the company reaches both', async () => {
			await world.caughtUp();
			await pass();
			const pact = await one('pact', 'Group Holding', 'Group Trading');
			await edit('pact', pact.id, { industry: 'Energy' });
			await until(
				async () => (await all('salesforce')).filter(({ id }) => [older, newer].includes(id)).map(({ fields }) => fields.Industry),
				(industries) => industries.length === 2 && industries.every((industry) => industry === 'Energy'),
				'the edit in both accounts',
			);
		});
	});

	it('free mail and shared hosts never bring two companies together', async () => {
		const hosts = ['https://www.gmail.com', 'https://facebook.com/a-shop', 'gmx.de'];
		const made: Array<{ system: SystemName; id: string; name: string }> = [];
		for (const [index, website] of hosts.entries()) {
			for (const system of ['salesforce', 'hubspot', 'pact'] as const) {
				const name = `Shared ${index} of ${system}`;
				made.push({ system, name, id: await make(system, { [NAMES[system]]: name, [system === 'salesforce' ? 'Website' : 'website']: website }) });
			}
		}
		await until(
			async () => new Set((await world.log()).filter(({ source }) => made.some(({ id }) => id === source.id)).map(({ source }) => source.id)).size,
			(seen) => seen === made.length,
			'every one of them to be looked at',
		);
		await world.caughtUp();
		// Where an id field can find it again a company is made elsewhere, as one of its own; else it is left alone. None took another one's name.
		for (const system of ['salesforce', 'hubspot', 'pact'] as const) {
			const rows = (await all(system)).filter(({ fields }) => String(fields[NAMES[system]]).startsWith('Shared '));
			const names = rows.map(({ fields }) => String(fields[NAMES[system]]));
			expect([system, names.length]).toEqual([system, new Set(names).size]);
			for (const own of made.filter((one) => one.system === system)) expect([own.name, rows.find(({ id }) => id === own.id)?.fields[NAMES[system]]]).toEqual([own.name, own.name]);
		}
	});

	it('in the end nothing failed, and nobody was asked which company is meant', async () => {
		expect((await world.log()).filter(({ outcome }) => outcome === 'failed').map(({ message }) => message)).toEqual([]);
		const questions = await world.inStore(async (store) => await store.openReviews());
		expect(questions.filter(({ kind }) => ['ambiguous-match', 'duplicate', 'conflict'].includes(kind)).map(({ message }) => message)).toEqual([]);
	});

	async function pactConnection(): Promise<string> {
		const line = (await world.log()).find(({ target }) => target?.system === 'pact');
		return line?.target?.connection ?? '';
	}
});
