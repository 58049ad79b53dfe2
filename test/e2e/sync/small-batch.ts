import { setTimeout as sleep } from 'node:timers/promises';
import { feedId } from '../../../nodes/common/feed-id';
import type { LogEntry } from '../../../engine/model';
import { differences } from './expected-pact';
import { nodeOf, type SalesforceObject, SALESFORCE_OBJECTS, type World, type SalesforceRow } from './world';
import type { Template } from '../support/n8n-schemas';

const LOOK_MS = 300;
const MOST_LINES = 100_000;

/** Only what changes from now on: a test's own records are all there is in Pact, and nobody waits for the seed. */
export function fromNowOn(template: Template): void {
	nodeOf(template, 'Salesforce changes').parameters.startFrom = 'now';
}

/** The records that one file of tests has made or edited, and what became of them. */
export class SmallBatches {
	readonly ids = new Set<string>();
	private contacts: string[] = [];
	private serial = 0;

	constructor(private readonly world: World) {}

	/** Published, and every object asked once: what is made from here on is news. */
	async publish(): Promise<void> {
		await this.world.publish();
		const { workflow } = this.world;
		const feed = feedId(workflow, nodeOf(workflow, 'Salesforce changes') as unknown as { id: string });
		const begun = async (object: string) => (await this.world.inStore(async (store) => await store.cursor(feed, object))) !== undefined;
		for (const object of SALESFORCE_OBJECTS) while (!(await begun(object))) await sleep(LOOK_MS);
	}

	/** 30 new records of all objects, children of their own accounts, and a new title for each of 30 contacts of earlier batches. */
	async touch(): Promise<string[]> {
		const { world } = this;
		const batch = (this.serial += 1);
		const edited = this.contacts.slice(0, 30);
		const made: string[] = [];
		const make = async (object: SalesforceObject, fields: Record<string, unknown>) => {
			const id = await world.create(object, fields);
			made.push(id);
			return id;
		};
		const accounts = [await make('Account', { Name: `Batch ${batch} A`, Website: `https://batch-${batch}-a.example.com` }), await make('Account', { Name: `Batch ${batch} B` })];
		for (let index = 0; index < 20; index += 1) {
			// Every fifth has no e-mail: the lookup by an e-mail cannot tell whether it is there already.
			const email = index % 5 === 4 ? null : `person${index}@batch-${batch}.example.com`;
			this.contacts.push(await make('Contact', { FirstName: 'Batch', LastName: `Person ${batch}-${index}`, Email: email, Title: 'New', AccountId: accounts[index % 2] }));
		}
		// Half of the leads are people who are contacts as well.
		for (let index = 0; index < 4; index += 1) {
			await make('Lead', { FirstName: 'Batch', LastName: `Person ${batch}-${index}`, Company: 'Batch', Email: index < 2 ? `person${index}@batch-${batch}.example.com` : `lead${index}@batch-${batch}.example.com` });
		}
		for (let index = 0; index < 4; index += 1) {
			await make('Opportunity', { Name: `Deal ${batch}-${index}`, StageName: 'Qualification', CloseDate: '2027-03-01', Amount: 1_000 + index, AccountId: accounts[index % 2] });
		}
		for (const id of edited) await world.edit('Contact', id, { Title: `Title ${batch}` });
		for (const id of made) this.ids.add(id);
		return [...made, ...edited];
	}

	/** The number of the newest line of the log. */
	async mark(): Promise<number> {
		return await this.world.inStore(async (store) => (await store.log({ limit: 1 }))[0]?.id ?? 0);
	}

	/** Lines of the log after a mark, oldest first. */
	async since(mark: number): Promise<LogEntry[]> {
		return await this.world.inStore(async (store) => (await store.log({ limit: MOST_LINES })).filter(({ id }) => id > mark).reverse());
	}

	/** Waits until each of the records has a last line since the mark that is no wait and no failure, and nothing is under way. Answers all lines. */
	async arrived(ids: readonly string[], mark: number, timeoutMs = 60_000): Promise<LogEntry[]> {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const lines = await this.since(mark);
			const last = new Map(lines.map((line) => [line.source.id, line]));
			const open = ids.filter((id) => ['waiting', 'failed', undefined].includes(last.get(id)?.outcome));
			const counts = await this.world.inStore(async (store) => await store.pendingCounts());
			// What waits beside a written record is one of its fields, for a person to map (an owner that Pact does not have).
			const underWay = Object.entries(counts).some(([state, count]) => state !== 'waiting' && count > 0);
			if (open.length === 0 && !underWay) return lines;
			if (Date.now() > deadline) {
				const words = open.slice(0, 5).map((id) => `${id}: ${last.get(id)?.outcome ?? 'no line'} ${last.get(id)?.message ?? ''}`);
				throw new Error(`After ${timeoutMs} ms ${open.length} of ${ids.length} records have not arrived, the ledger holds ${JSON.stringify(counts)}:\n${words.join('\n')}\n${this.world.host.log().slice(-1_000)}`);
			}
			await sleep(LOOK_MS);
		}
	}

	/** What Pact holds differently from what the records of all batches demand: missing, doubled, wrong or unknown ones. */
	async differences(): Promise<string[]> {
		const { salesforce, pact } = await this.world.everything();
		const own = (rows: SalesforceRow[]) => rows.filter(({ Id }) => this.ids.has(Id));
		const expected = Object.fromEntries(SALESFORCE_OBJECTS.map((object) => [object, own(salesforce[object])])) as typeof salesforce;
		return [...differences(expected, pact), ...missingDeals(expected.Opportunity, pact.opportunities)];
	}
}

function missingDeals(rows: readonly SalesforceRow[], deals: ReadonlyArray<{ custom_fields: Record<string, unknown> }>): string[] {
	const there = new Set(deals.map(({ custom_fields }) => custom_fields.salesforce_id));
	return rows.filter(({ Id }) => !there.has(Id)).map(({ Id }) => `opportunity for ${Id} is missing`);
}
