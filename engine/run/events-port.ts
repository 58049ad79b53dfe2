/** A record that an event named. No data: the record is read. */
export interface EventRecord {
	object: string;
	id: string;
	/** The same for every delivery of one event. */
	key: string;
}

/** What came at once. */
export interface News {
	records: readonly EventRecord[];
	/** By object: the place in its stream after this. To be kept once the records are. */
	positions: Readonly<Record<string, string>>;
	/** Something happened that no event names the records of: the poll shall look. */
	unnamed: boolean;
}

/** An object that no events can be had of now, and why, in a sentence for people. */
export interface Unheard {
	object: string;
	why: string;
}

export interface Listener {
	objects: readonly string[];
	/** Where its stream was left; undefined: it begins with what happens from now on. */
	from(object: string): Promise<string | undefined>;
	/** Events flow from now on, but for these objects. */
	began(unheard: readonly Unheard[]): Promise<void>;
	/** Awaited before the next ones are asked for. */
	heard(news: News): Promise<void>;
}

/** A system's stream of events: a faster way to hear of changes than polling, and not a sure one. */
export interface EventPort {
	/**
	 * Listens until `signal` is aborted, or until it is time to begin anew: objects that could not be had are asked for again then.
	 * @throws SystemError when it cannot go on, and whatever the listener throws
	 */
	listen(listener: Listener, signal: AbortSignal): Promise<void>;
}
