/** Streaming API Developer Guide, "Clients and Timeouts": a connect is answered within 110 s; some for the way. */
export const CONNECT_TIMEOUT_MS = 110_000;
export const MARGIN_MS = 10_000;

/** Anything but a connect is answered at once. */
export const ANSWER_TIMEOUT_MS = 30_000;

/** Nobody waits longer for a farewell: a client that does not take leave is forgotten after 40 s ("Clients and Timeouts"). */
export const FAREWELL_TIMEOUT_MS = 3_000;

/** A connect that breaks is tried again with the same client so often in a row: proxies cut idle connections. */
export const MOST_BREAKS = 3;
export const BREAK_WAIT_MS = 1_000;

/** Objects that no events could be had of are asked for again after this: an admin may have selected them. */
export const ASK_AGAIN_MS = 30 * 60_000;

/** No advice of the server makes us wait longer, so that a wrong number does not end real time for good. */
export const LONGEST_INTERVAL_MS = 5 * 60_000;
