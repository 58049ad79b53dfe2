/** The last moment that has a plain ISO 8601 form; later ones have six digits of year, and sort and parse as nothing else does. */
const LAST = Date.parse('9999-12-31T23:59:59.999Z');
const FIRST = Date.parse('0000-01-01T00:00:00.000Z');

/** Whether the moment can be said in plain ISO 8601: it is one, of the years 0 to 9999. */
export const isPlainMoment = (moment: Date): boolean => moment.getTime() >= FIRST && moment.getTime() <= LAST;
