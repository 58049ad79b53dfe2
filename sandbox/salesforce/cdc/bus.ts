import { RETENTION_MS } from './limits';

/** One event as it is kept, whoever listens. */
export interface ChangeEvent {
	/** Grows with every event of the org, by more than one. */
	readonly replayId: number;
	readonly entityName: string;
	/** Epoch ms of the sandbox clock at which it was published. */
	readonly publishedAt: number;
	readonly payload: Readonly<Record<string, unknown>>;
}

export const ALL_ENTITIES = '/data/ChangeEvents';

/** The channel of one entity: `/data/ContactChangeEvent`, `/data/Project__ChangeEvent`. */
export const channelOf = (entity: string): string => `/data/${eventNameOf(entity)}`;

export const eventNameOf = (entity: string): string => (entity.endsWith('__c') ? `${entity.slice(0, -1)}ChangeEvent` : `${entity}ChangeEvent`);

export const isOn = (channel: string, { entityName }: ChangeEvent): boolean => channel === ALL_ENTITIES || channel === channelOf(entityName);

/** The org's events of the last three days. */
export class EventBus {
	private events: ChangeEvent[] = [];

	constructor(private readonly now: () => number) {}

	append(event: ChangeEvent): void {
		this.events.push(event);
	}

	/** What is still kept, oldest first. */
	kept(): readonly ChangeEvent[] {
		const oldest = this.now() - RETENTION_MS;
		const first = this.events.findIndex(({ publishedAt }) => publishedAt > oldest);
		if (first !== 0) this.events = first < 0 ? [] : this.events.slice(first);
		return this.events;
	}

	/** What a channel tells after an event; undefined when that event is not there, or not any more. */
	after(channel: string, replayId: number): ChangeEvent[] | undefined {
		const own = this.kept().filter((event) => isOn(channel, event));
		const index = own.findIndex((event) => event.replayId === replayId);
		return index < 0 ? undefined : own.slice(index + 1);
	}

	all(channel: string): ChangeEvent[] {
		return this.kept().filter((event) => isOn(channel, event));
	}
}
