/**
 * Thrown by the store to a loop that another process has taken over from while it did not notice: one that was stopped for longer than its hold
 * lasts (a machine that was asleep, a main process without the processor) and goes on with what it had in mind then. Nothing was written.
 */
export class FeedLost extends Error {
	constructor() {
		super('Another n8n process runs this trigger now.');
		this.name = 'FeedLost';
	}
}
