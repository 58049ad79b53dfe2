import { setTimeout as sleep } from 'node:timers/promises';
import type { N8nApi } from '../../../test/e2e/support/n8n-api';
import type { N8nHost } from '../../../test/e2e/support/n8n-host';
import type { Workflow } from '../../../test/e2e/support/n8n-schemas';
import { SandboxControl } from '../../../test/e2e/support/sandbox-control';
import { PairOfPeople } from '../../../test/support/pairs/pair-of-systems';
import { Screen } from '../../../test/support/pairs/rows';
import { stories, type Story } from '../../../test/support/pairs/script';
import { inWordsOf, OBJECT, personOf, type Person } from '../../../test/support/pairs/words';
import type { Addresses } from '../processes/protocol';

/** What one of the two ways was seen to do. Times in ms. */
export interface Seen {
	firstSync: { ms: number; calls: number; writes: number };
	/** Calls of a quiet minute. */
	idleCalls: number;
	edits: { ms: number; calls: number; writes: number; entered: number; vanished: number; apart: number };
	late: { made: number; missing: number; ms: number };
	broken: { made: number; missing: number; doubled: number; ms: number };
	withoutAddress: { made: number; missing: number };
	sameAddress: { made: number; missing: number };
	/** Peak of n8n's main process, bytes. */
	peak: number;
}

export interface Stage {
	host: N8nHost;
	api: N8nApi;
	workflows: readonly Workflow[];
	addresses: Addresses;
	/** Values that the way told somebody of although no system holds them any more. */
	told(): Promise<ReadonlySet<string>>;
}

const PEOPLE = stories(210);
const FEW = 10;
/** Salesforce counts whole seconds. */
const PASS_MS = 1_100;
const LOOK_MS = 1_000;
/** Both ways poll every five seconds, and HubSpot's search is three behind. */
const QUIET_MS = 20_000;
const MOST_MS = 240_000;
const IDLE_MS = 60_000;
/** A transaction in Salesforce that takes so long. */
const LATE_MS = 25_000;

/** The same story for whoever keeps the two systems in step: a first sync, edits on both sides, and what goes wrong in real life. */
export async function play(stage: Stage): Promise<Seen> {
	const [salesforce, hubspot] = [new SandboxControl(stage.addresses.salesforce.url), new SandboxControl(stage.addresses.hubspot.url)];
	const [left, right] = [new Screen('salesforce', salesforce), new Screen('hubspot', hubspot)];
	const publish = async () => { for (const { id } of stage.workflows) await stage.api.activate(id); };
	const unpublish = async () => { for (const { id } of stage.workflows) await stage.api.deactivate(id); };
	const counts = async () => {
		const [one, other] = [await salesforce.stats(), await hubspot.stats()];
		return { calls: one.calls + other.calls, writes: one.writes + other.writes };
	};
	/** Waits until nothing is written for a while, and answers when the last write was. */
	const quiet = async (since: number): Promise<number> => {
		let [last, at] = [-1, since];
		for (const began = Date.now(); Date.now() - began < MOST_MS; await sleep(LOOK_MS)) {
			// HubSpot is read by POST: what counts is what the systems hold.
			const holds = JSON.stringify([await left.all('Contact'), await right.all('contacts')]).length;
			const { byRoute } = await hubspot.stats();
			const now = holds * 1_000 + Object.entries(byRoute).reduce((sum, [route, count]) => sum + (/create|update$/.test(route) ? count : 0), 0);
			if (now !== last) [last, at] = [now, Date.now()];
			else if (Date.now() - at > QUIET_MS) break;
		}
		return at - since;
	};
	const spent = async (work: () => Promise<number>) => {
		const before = await counts();
		const ms = await work();
		const after = await counts();
		return { ms, calls: after.calls - before.calls, writes: after.writes - before.writes };
	};

	for (const { before } of PEOPLE) await left.create('Contact', inWordsOf('salesforce', before));
	const firstSync = await spent(async () => {
		const began = Date.now();
		await publish();
		return await quiet(began);
	});

	const idle = await spent(async () => (await sleep(IDLE_MS), 0));

	// Nothing runs meanwhile, so that both sides have an edit when the first of them is looked at.
	const people = new PairOfPeople(left, right, async () => await sleep(PASS_MS));
	await unpublish();
	await people.edit(PEOPLE);
	const edits = await spent(async () => {
		const began = Date.now();
		await publish();
		return await quiet(began);
	});
	const { vanished, apart } = await compare(left, right, await stage.told());

	// A long transaction: its stamp is of now, and it is seen half a minute later; other people go on saving.
	const ids = (await left.all('Contact')).map(({ id }) => id);
	for (const [index, id] of ids.slice(0, FEW).entries()) await salesforce.call('PATCH', 'records', { object: 'Contact', id, fields: { Title: `Late ${index}` }, lateMs: LATE_MS });
	await sleep(PASS_MS);
	for (const [index, id] of ids.slice(FEW, 2 * FEW).entries()) await left.edit('Contact', id, { Title: `On time ${index}` });
	await sleep(LATE_MS);
	const late = await untilNone(async () => {
		const titles = new Set((await right.all('contacts')).map(({ fields }) => String(fields.jobtitle ?? '')));
		return { missing: Array.from({ length: FEW }, (_, index) => `Late ${index}`).filter((title) => !titles.has(title)).length };
	});

	// The answer to a create is lost on either side, after it was done.
	await salesforce.addFault({ match: { method: 'POST', path: '/composite' }, kind: 'drop-after', times: 1 });
	await hubspot.addFault({ match: { method: 'POST', path: '/batch/(create|upsert)' }, kind: 'drop-after', times: 1 });
	for (let index = 0; index < FEW; index += 1) {
		await left.create('Contact', inWordsOf('salesforce', newcomer('broken-left', index)));
		await right.create('contacts', inWordsOf('hubspot', newcomer('broken-right', index)));
	}
	const told = await untilNone(async () => await presence(left, right, 'broken'));
	// One that is doubled comes a little later.
	await sleep(QUIET_MS);
	const broken = { made: 2 * FEW, ms: told.ms, ...(await presence(left, right, 'broken')) };
	await salesforce.clearFaults();
	await hubspot.clearFaults();

	for (let index = 0; index < FEW; index += 1) await left.create('Contact', inWordsOf('salesforce', { ...newcomer('nobody', index), email: null }));
	const nameless = await untilNone(async () => ({ missing: FEW - (await right.all('contacts')).filter(({ fields }) => String(fields.lastname ?? '').startsWith('nobody')).length }));

	// Two contacts of one person: an edit of HubSpot must come to both.
	const [first, second] = [newcomer('twins', 0), newcomer('twins', 0)];
	for (const twin of [first, second]) await salesforce.call('POST', 'records', { object: 'Contact', fields: inWordsOf('salesforce', twin), allowDuplicates: true });
	await sleep(QUIET_MS);
	await quiet(Date.now());
	const shared = (await right.all('contacts')).find(({ fields }) => fields.email === first.email);
	if (shared) await right.edit('contacts', shared.id, { jobtitle: 'Of both' });
	const unreached = await untilNone(async () => ({ missing: 2 - (await left.all('Contact')).filter(({ fields }) => fields.Email === first.email && fields.Title === 'Of both').length }));

	return {
		firstSync,
		idleCalls: idle.calls,
		edits: { ...edits, entered: PEOPLE.flatMap(entered).length, vanished, apart },
		late: { made: FEW, ...late },
		broken,
		withoutAddress: { made: FEW, missing: nameless.missing },
		sameAddress: { made: 2, missing: unreached.missing },
		peak: stage.host.memory().peak,
	};
}

/** Looks until nothing is missing, or it is clear that it does not come any more. */
async function untilNone<Found extends { missing: number }>(look: () => Promise<Found>): Promise<Found & { ms: number }> {
	for (const began = Date.now(); ; await sleep(LOOK_MS)) {
		const found = await look();
		const ms = Date.now() - began;
		if (found.missing === 0 || ms > MOST_MS) return { ...found, ms };
	}
}

const newcomer = (kind: string, index: number): Person => ({ first: 'New', last: `${kind} ${index}`, email: `${kind}.${index}@handmade-bench.com` });

/** What people typed in; a cleared field is no value. */
const entered = ({ edits }: Story): string[] => edits.flatMap(({ values }) => Object.values(values)).filter((value) => value !== null);

/** Values that somebody entered and that are nowhere, and people on whom the sides differ. */
async function compare(left: Screen, right: Screen, told: ReadonlySet<string>): Promise<{ vanished: number; apart: number }> {
	const sides = await Promise.all([left, right].map(async (screen) => new Map((await screen.all(OBJECT[screen.system].person)).map(({ fields }) => personOf(screen.system, fields)).map((person) => [person.email?.toLowerCase() ?? '', person]))));
	const isHeld = ({ email }: Story, value: string): boolean => told.has(value) || sides.some((side) => Object.values(side.get(email) ?? {}).includes(value));
	const vanished = PEOPLE.reduce((sum, story) => sum + entered(story).filter((value) => !isHeld(story, value)).length, 0);
	// Where a person is asked, the sides may stay apart until somebody has decided.
	const apart = PEOPLE.filter(({ email, asks }) => asks === undefined && JSON.stringify(sides[0]?.get(email)) !== JSON.stringify(sides[1]?.get(email))).length;
	return { vanished, apart };
}

async function presence(left: Screen, right: Screen, kind: string): Promise<{ missing: number; doubled: number }> {
	let [missing, doubled] = [0, 0];
	for (const screen of [left, right]) {
		const emails = (await screen.all(OBJECT[screen.system].person)).map(({ fields }) => personOf(screen.system, fields).email ?? '').filter((email) => email.startsWith(kind));
		const different = new Set(emails).size;
		missing += 2 * FEW - different;
		doubled += emails.length - different;
	}
	return { missing, doubled };
}
