import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { SYSTEMS, type SystemName } from '../../../engine/model';
import { DEFINITIONS } from '../../../sandbox/hubspot/preferences/definitions';
import { Consents, type Seen } from '../../support/pairs/consents';
import { inWordsOf } from '../../support/pairs/words';
import { mapperOf, triggersOf } from '../pairs/pair-world';
import { waitUntil } from '../support/n8n-api';
import { addressesOf, leaves, RecordsWorld, watchOnly } from './support';
import { firstPlaceOf, fieldsWritten } from './support-writes';

jest.setTimeout(900_000);

/** Small pages, so that a first sync of some hundreds of records takes its time. */
const PAGE_SIZE = 25;
/** Consent is about people: what else there is would only take time. */
const PEOPLE = ['Contact', 'Lead', 'contacts'];
const PATIENCE_MS = 200_000;
/** Three first syncs at once, in small pages, on a busy machine. */
const FIRST_SYNC_MS = 700_000;
const IDLE_MS = 25_000;
/** Records of the first sync that must come after the opt-out for it to have been in the middle. */
const IN_THE_MIDDLE = 100;

const MERGE: Readonly<Record<SystemName, (winner: string, loser: string) => object>> = {
	salesforce: (winnerId, loser) => ({ object: 'Contact', winnerId, loserIds: [loser] }),
	hubspot: (primaryId, otherId) => ({ object: 'contacts', primaryId, otherId }),
	pact: (winnerId, loserId) => ({ object: 'contacts', winnerId, loserId }),
};

/** The address of a person is the same in all systems, and says who it is. */
const addressOf = (name: string): string => `${name}@consent-of-three.com`;

/** Two of HubSpot's subscription types for e-mails to many. */
const [, MARKETING, OTHER] = DEFINITIONS.map(({ id }) => id) as [string, string, string];

/** Pact is about one kind of e-mail in HubSpot only; Salesforce about all of them. */
function onlyMarketing(mapper: Record<string, unknown>): void {
	const { row } = mapper.rows as { row: object[] };
	row.push({ left: `email.optout.${MARKETING}`, right: 'consent_status', rule: 'mostRestrictive', type: 'consent' });
}

/** An address that is given on the right counts as well. */
function newestWins(mapper: Record<string, unknown>): void {
	const { row } = mapper.rows as { row: Array<{ rule: string; type: string }> };
	for (const one of row) if (one.type === 'email') one.rule = 'newestWins';
	mapper.defaultRule = 'newestWins';
}

describe('consent between three systems in a running n8n', () => {
	let world: RecordsWorld;
	let people: Consents;

	/** Somebody who is there in all systems from the start. */
	const everywhere = async (name: string) => {
		for (const system of SYSTEMS) await people.make(system, name, addressOf(name));
	};
	/** Waits until all records of a person are opted out, and there are so many. */
	const optedOut = async (name: string, records: number = SYSTEMS.length) =>
		await waitUntil(async () => await people.of(name), ({ withdrawn, open }) => open.length === 0 && withdrawn.length === records, {
			timeoutMs: PATIENCE_MS,
			what: `${name} to be opted out of ${records} records`,
		});
	const idsOf = async (name: string): Promise<Record<SystemName, string>> => {
		const seen = await Promise.all(SYSTEMS.map(async (system) => [system, (await people.records(system, name))[0]?.id ?? ''] as const));
		return Object.fromEntries(seen) as Record<SystemName, string>;
	};
	const inStep = async (name: string, title: string) =>
		await waitUntil(
			async () => (await Promise.all(SYSTEMS.map(async (system) => (await world.n8n.screen(system).all(system === 'salesforce' ? 'Contact' : 'contacts')).find(({ fields }) => Object.values(fields).includes(title))))).filter(Boolean).length,
			(count) => count === SYSTEMS.length,
			{ timeoutMs: PATIENCE_MS, what: `${name} to be "${title}" everywhere` },
		);

	beforeAll(async () => {
		world = await RecordsWorld.start((template) => {
			watchOnly(template, PEOPLE);
			const contacts = mapperOf(template, 'Contacts').parameters;
			if (contacts.leftSystem === 'hubspot') onlyMarketing(contacts);
			for (const { type, parameters } of template.nodes) if (type === 'n8n-nodes-pact.fieldStageMapper') newestWins(parameters);
			for (const { parameters } of triggersOf(template)) parameters.options = { ...(parameters.options as object), pageSize: PAGE_SIZE };
		});
		people = new Consents(world.n8n, addressesOf(world));
		for (const system of SYSTEMS) {
			await everywhere(`before-${system}`);
			await people.withdraw(system, `before-${system}`);
			await everywhere(`during-${system}`);
		}
		for (const name of ['titled-salesforce', 'titled-hubspot', 'titled-pact', 'relaxed', 'moved', 'known-salesforce', 'known-hubspot', 'known-pact', 'silent', 'marketing', 'other-kind']) await everywhere(name);
		await people.agree('pact', 'silent');
		await people.make('salesforce', 'new', addressOf('new'));
		await people.withdraw('salesforce', 'new');
		for (const object of ['Contact', 'Lead', 'Lead']) await people.make('salesforce', 'twice', addressOf('twice'), object);
		world.forgetCalls();
		await world.n8n.publish();
	});
	afterAll(async () => {
		await world?.stop();
	});

	it('an opt-out in the middle of the first sync does not wait for its end, whichever system it comes from', async () => {
		await waitUntil(async () => (await world.n8n.log()).length, (lines) => lines > 2 * PAGE_SIZE, { timeoutMs: PATIENCE_MS, what: 'the first sync to begin' });
		const began = Date.now();
		for (const system of SYSTEMS) await people.withdraw(system, `during-${system}`);
		const marks: number[] = [];
		for (const system of SYSTEMS) {
			await optedOut(`during-${system}`);
			marks.push((await world.n8n.log()).length);
		}
		const took = Date.now() - began;
		await world.n8n.caughtUp(FIRST_SYNC_MS);
		const log = await world.n8n.log();
		const after = marks.map((mark) => log.slice(mark).filter(({ origin }) => origin === 'backfill').length);
		// eslint-disable-next-line no-console -- the figures of the run, for whoever reads the test's output
		console.info(`All three had arrived after ${(took / 1_000).toFixed(0)} s; ${after.join(', ')} records of the first sync came after them, of ${log.filter(({ origin }) => origin === 'backfill').length}.`);
		for (const count of after) expect(count).toBeGreaterThan(IN_THE_MIDDLE);
	});

	it('one opt-out anywhere counts everywhere from the first meeting on, and nobody is opted in', async () => {
		for (const system of SYSTEMS) await optedOut(`before-${system}`);
		await optedOut('new');
		expect((await people.of('silent')).withdrawn).toEqual([]);
		expect(await contradictions(people)).toEqual([]);
	});

	it('the address of somebody new was opted out in HubSpot before the contact was made', async () => {
		const { calls } = world.wires.hubspot;
		const optOut = firstPlaceOf(calls, { path: `/statuses/${addressOf('new')}` });
		const made = firstPlaceOf(calls, { path: '/contacts/batch/create', body: addressOf('new') });
		expect(optOut).toBeGreaterThanOrEqual(0);
		expect(made).toBeGreaterThan(optOut);
	});

	it.each(SYSTEMS)('an opt-out in %s is written before, or with, any other field of the record', async (system) => {
		const name = `titled-${system}`;
		const ids = await idsOf(name);
		const title = `Title of ${name}`;
		world.forgetCalls();
		// The other field first: it is no hint of what comes.
		await people.edit(system, name, inWordsOf(system, { title }));
		await people.withdraw(system, name);
		await optedOut(name);
		await inStep(name, title);
		if (system !== 'hubspot') {
			const { calls } = world.wires.hubspot;
			const optOut = firstPlaceOf(calls, { path: `/statuses/${addressOf(name)}` });
			const written = firstPlaceOf(calls, { path: '/contacts/batch/update', body: title });
			expect(optOut).toBeGreaterThanOrEqual(0);
			expect(written).toBeGreaterThan(optOut);
		}
		for (const other of ['salesforce', 'pact'] as const) {
			if (other === system) continue;
			const [first] = fieldsWritten(other, world.wires[other].calls, ids[other]);
			expect(first).toMatchObject(other === 'salesforce' ? { HasOptedOutOfEmail: true } : { consent_status: 'declined' });
		}
	});

	it('an opt-out in HubSpot reaches the contact and all leads of the person, and Pact', async () => {
		await people.withdraw('hubspot', 'twice');
		expect((await optedOut('twice', 5)).withdrawn.sort()).toEqual(['hubspot contacts', 'pact contacts', 'salesforce Contact', 'salesforce Lead', 'salesforce Lead']);
	});

	it('who leaves in HubSpot the kind of e-mail that Pact is about opts out, who leaves another kind does not', async () => {
		await leaves(world, addressOf('other-kind'), OTHER);
		await leaves(world, addressOf('marketing'), MARKETING);
		await optedOut('marketing');
		expect((await people.of('other-kind')).withdrawn).toEqual([]);
	});

	it('who agrees again in one system only stays opted out, there too', async () => {
		await people.withdraw('salesforce', 'relaxed');
		await optedOut('relaxed');
		for (const system of SYSTEMS) {
			await people.agree(system, 'relaxed');
			expect((await people.of('relaxed')).open).toHaveLength(1);
			await optedOut('relaxed');
		}
	});

	it.each(SYSTEMS)('the status of a new address, given in %s, is read: one that has opted out in HubSpot counts everywhere', async (system) => {
		const name = `known-${system}`;
		const address = `${name}@opted-out-long-ago.com`;
		await addressesOf(world).optOut(address);
		// HubSpot's own property shows it a good while later: only the address itself can tell.
		await world.control('hubspot', 'PUT', 'mirrors', { held: true });
		world.forgetCalls();
		await people.newEmail(system, name, address);
		await waitUntil(async () => await people.of(name, ['salesforce', 'pact']), ({ open }) => open.length === 0, { timeoutMs: PATIENCE_MS, what: `${name} to be opted out` });
		await world.control('hubspot', 'PUT', 'mirrors', { held: false });
		await optedOut(name);
		const emails = (await Promise.all(SYSTEMS.map(async (one) => await people.records(one, name)))).flat().map(({ email }) => email);
		expect(emails).toEqual(SYSTEMS.map(() => address));
		expect(world.wires.hubspot.calls.filter(({ method, path }) => method === 'GET' && path.includes(`/statuses/${address}`)).length).toBeGreaterThan(0);
	});

	it('an opt-out goes along to a new address, and is written before the address is', async () => {
		const address = 'moved@elsewhere-of-three.com';
		await people.withdraw('pact', 'moved');
		await optedOut('moved');
		world.forgetCalls();
		await people.newEmail('salesforce', 'moved', address);
		await waitUntil(
			async () => (await Promise.all(SYSTEMS.map(async (system) => await people.records(system, 'moved')))).flat(),
			(seen) => seen.length === SYSTEMS.length && seen.every(({ email }) => email === address),
			{ timeoutMs: PATIENCE_MS, what: 'the new address everywhere' },
		);
		expect((await people.of('moved')).open).toEqual([]);
		const { calls } = world.wires.hubspot;
		const optOut = firstPlaceOf(calls, { path: `/statuses/${address}` });
		expect(optOut).toBeGreaterThanOrEqual(0);
		expect(firstPlaceOf(calls, { path: '/contacts/batch/update', body: address })).toBeGreaterThan(optOut);
	});

	describe('outlives a merge', () => {
		/** Answers the id that goes on. */
		const merge = async (system: SystemName, winner: string, loser: string): Promise<string> => {
			const answer = await world.control(system, 'POST', 'merge', MERGE[system](winner, loser));
			return system === 'hubspot' ? z.object({ id: z.string() }).parse(answer).id : winner;
		};

		beforeAll(async () => {
			await world.disorder();
			for (const system of SYSTEMS) {
				await everywhere(`stays-${system}`);
				await everywhere(`goes-${system}`);
			}
			await world.n8n.caughtUp();
		});

		it.each(SYSTEMS)('in %s: who opted out is merged away, and whoever stays is opted out everywhere', async (system) => {
			const [winner, loser] = [await idsOf(`stays-${system}`), await idsOf(`goes-${system}`)];
			await people.withdraw(system, `goes-${system}`);
			await optedOut(`goes-${system}`);
			const left = await merge(system, winner[system], loser[system]);
			const ids = [left, ...SYSTEMS.filter((one) => one !== system).flatMap((one) => [winner[one], loser[one]])];
			const seen = async () => (await Promise.all(SYSTEMS.map(async (one) => await people.records(one)))).flat().filter(({ id }) => ids.includes(id));
			await waitUntil(seen, (ones) => ones.length === ids.length && ones.every(({ withdrawn }) => withdrawn), { timeoutMs: PATIENCE_MS, what: 'everybody to be opted out' });
		});
	});

	it('writes nothing when nobody does anything, and asked nobody about consent', async () => {
		await world.n8n.caughtUp();
		await world.n8n.resetStats();
		await sleep(IDLE_MS);
		const stats = await world.n8n.stats();
		expect(SYSTEMS.map((system) => stats[system].writes)).toEqual([0, 0, 0]);
		const failed = (await world.n8n.log()).filter(({ outcome, message }) => outcome === 'failed' && message.includes('@'));
		expect(failed).toEqual([]);
	});
});

/** Addresses that are opted out in one system and not in another one, as sentences. */
async function contradictions(people: Consents): Promise<string[]> {
	const seen = (await Promise.all(SYSTEMS.map(async (system) => await people.records(system)))).flat();
	const byAddress = new Map<string, Seen[]>();
	for (const one of seen) if (one.email !== null) byAddress.set(one.email.toLowerCase(), [...(byAddress.get(one.email.toLowerCase()) ?? []), one]);
	return [...byAddress].flatMap(([email, ones]) =>
		ones.some(({ withdrawn }) => withdrawn) ? ones.filter(({ withdrawn }) => !withdrawn).map(({ system, object, id }) => `${email}: ${system} ${object} ${id} is not opted out`) : [],
	);
}
