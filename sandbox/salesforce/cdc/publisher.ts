import { Outbox, type Outgoing } from '../../common/outbox';
import { seededRandom } from '../../common/random';
import type { SandboxClock } from '../../common/clock';
import type { CdcBehaviour } from './behaviour';
import type { ChangeEvent, EventBus } from './bus';
import { changesOf, gapOf, type Change } from './changes';
import type { Transaction } from './transactions';

interface Pending extends Outgoing {
	transactionKey: string;
	sequenceNumber: number;
	origin: string;
	user: string;
	change: Change;
}

interface PublisherParts {
	clock: SandboxClock;
	bus: EventBus;
	behaviour(): CdcBehaviour;
	/** Told of each event once it is kept; `twice`: it is to be delivered two times. */
	published(event: ChangeEvent, twice: boolean): void;
	defaultUser: string;
}

/** Numbers as large as those of an org that has been in use. */
const FIRST_REPLAY_ID = 1_480_000;
const FIRST_COMMIT = 10_426_208_028_000;
/** Ids grow, and "are not guaranteed to be contiguous for consecutive events". */
const LARGEST_STEP = 23;
/** The schema's id in a message; nobody reads it here. */
const SCHEMA = 'sandboxChangeEventSchema';

/** Makes events of committed transactions and publishes them a little later, in the order of the commits unless it is told otherwise. */
export class Publisher {
	private readonly random = seededRandom(72);
	private readonly outbox: Outbox<Pending>;
	private replayId = FIRST_REPLAY_ID;
	private commits = FIRST_COMMIT;

	constructor(private readonly parts: PublisherParts) {
		this.outbox = new Outbox({
			now: () => parts.clock.now().getTime(),
			reorders: () => parts.behaviour().reorder,
			send: async (due) => await Promise.resolve(due.forEach((pending) => this.publish(pending))),
		});
	}

	/** A transaction of the org. */
	committed({ origin, writes }: Transaction): void {
		const user = String([...writes.values()].at(-1)?.row.LastModifiedById ?? this.parts.defaultUser);
		this.put(changesOf(writes.values()), origin, user);
	}

	/** Events that stand for no write: gaps and overflows. */
	put(changes: readonly Change[], origin = '', user = this.parts.defaultUser): void {
		const transactionKey = this.random.uuid();
		const { lagMs } = this.parts.behaviour();
		this.outbox.put(...changes.map((change, index) => ({ dueAt: change.at + lagMs, transactionKey, sequenceNumber: index + 1, origin, user, change })));
	}

	/** Resolves when nothing is due any more. */
	async settled(): Promise<void> {
		await this.outbox.settled();
	}

	async close(): Promise<void> {
		await this.outbox.close();
	}

	private publish({ change: whole, transactionKey, sequenceNumber, origin, user }: Pending): void {
		const { dropChance, duplicateChance, gapChance } = this.parts.behaviour();
		this.replayId += this.random.int(1, LARGEST_STEP);
		this.commits += this.random.int(1, LARGEST_STEP);
		if (dropChance > 0 && this.random.chance(dropChance)) return;
		const change = gapChance > 0 && this.random.chance(gapChance) ? gapOf(whole) : whole;
		const { entityName, recordIds, changeType, changedFields, nulledFields, fields, at } = change;
		const header = {
			entityName,
			recordIds,
			changeType,
			changeOrigin: origin,
			transactionKey,
			sequenceNumber,
			commitTimestamp: at,
			commitNumber: this.commits,
			commitUser: user,
			changedFields,
			nulledFields,
			diffFields: [],
		};
		const event: ChangeEvent = { replayId: this.replayId, entityName, publishedAt: this.parts.clock.now().getTime(), payload: { ChangeEventHeader: header, ...fields } };
		this.parts.bus.append(event);
		this.parts.published(event, duplicateChance > 0 && this.random.chance(duplicateChance));
	}
}

/** An event as a message on a channel. */
export const messageOf = (channel: string, { replayId, payload }: ChangeEvent): Record<string, unknown> => ({
	data: { schema: SCHEMA, payload, event: { replayId } },
	channel,
});
