import type { SandboxClock } from '../../common/clock';
import type { Catalog } from '../schema/catalog';
import type { Table } from '../store/table';
import { maxDelivered, NEW_ORG, type CdcBehaviour } from './behaviour';
import { ALL_ENTITIES, EventBus, isOn, type ChangeEvent } from './bus';
import { EMPTY_ID, type ChangeType } from './changes';
import { CometdClients, type CometdClient, type Message } from './clients';
import { DELIVERED_WINDOW_MS } from './limits';
import { messageOf, Publisher } from './publisher';
import { REFUSED } from './refusals';
import { Transactions, type RecordWrite } from './transactions';

interface CdcParts {
	clock: SandboxClock;
	catalog: Catalog;
	table(object: string): Table;
	integrationUserId: string;
}

/** Change Data Capture of one org: what is written becomes events, and events reach who listens. */
export class Cdc {
	behaviour: CdcBehaviour = NEW_ORG;
	readonly bus: EventBus;
	readonly clients: CometdClients;
	readonly publisher: Publisher;
	readonly transactions: Transactions;
	/** Epoch ms of each delivery of the last day. */
	private deliveries: number[] = [];

	constructor(private readonly parts: CdcParts) {
		const now = () => this.now();
		this.bus = new EventBus(now);
		this.clients = new CometdClients(now);
		const published = (event: ChangeEvent, twice: boolean) => this.publish(event, twice);
		this.publisher = new Publisher({ clock: parts.clock, bus: this.bus, behaviour: () => this.behaviour, published, defaultUser: parts.integrationUserId });
		this.transactions = new Transactions((transaction) => {
			for (const [id, write] of transaction.writes) if (!this.stands(write)) transaction.writes.delete(id);
			this.publisher.committed(transaction);
		});
	}

	/** Of objects that people made or that Salesforce tells the changes of. */
	entities(): string[] {
		return this.parts.catalog.objects().flatMap(({ name, writable }) => (writable ? [name] : []));
	}

	/** A version was written. */
	note(write: RecordWrite): void {
		if (this.behaviour.on && this.behaviour.selected.includes(write.object)) this.transactions.note(write);
	}

	/** An event without a write behind it. `ids`: of the records; an overflow has none. */
	raise(entityName: string, changeType: ChangeType, ids: readonly string[]): void {
		const recordIds = changeType === 'GAP_OVERFLOW' ? [EMPTY_ID] : [...ids];
		this.publisher.put([{ entityName, changeType, recordIds, changedFields: [], nulledFields: [], fields: {}, at: this.now() }]);
	}

	/** Deliveries of the last 24 hours. */
	delivered(): number {
		const oldest = this.now() - DELIVERED_WINDOW_MS;
		this.deliveries = this.deliveries.filter((at) => at > oldest);
		return this.deliveries.length;
	}

	deliver(client: CometdClient, channel: string, message: Message, { entityName }: ChangeEvent): void {
		// On the channel of all entities, "user permissions are enforced on event delivery".
		if (channel === ALL_ENTITIES && this.behaviour.withoutViewAll.includes(entityName)) return;
		if (this.delivered() >= maxDelivered(this.behaviour)) {
			client.refusal = REFUSED.delivered;
			client.stir();
			return;
		}
		this.deliveries.push(this.now());
		client.push(message);
	}

	async close(): Promise<void> {
		await this.publisher.close();
		this.clients.closeAll();
	}

	private publish(event: ChangeEvent, twice: boolean): void {
		for (const client of this.clients.all()) {
			for (const channel of client.channels) {
				if (!isOn(channel, event)) continue;
				for (let copy = twice ? 2 : 1; copy > 0; copy--) this.deliver(client, channel, messageOf(channel, event), event);
			}
		}
	}

	/** A write of a request that was rolled back has left nothing; one that is late comes. */
	private stands({ object, row, visibleAt }: RecordWrite): boolean {
		return visibleAt > this.now() || this.parts.table(object).get(row.Id) === row;
	}

	private now(): number {
		return this.parts.clock.now().getTime();
	}
}
