/** Time and chance as the run loop sees them, so that tests can hold both. */
export interface Clock {
	now(): Date;
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
	/** 0 ≤ x < 1, for jitter. */
	random(): number;
}
