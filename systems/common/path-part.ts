import { SystemError } from './engine';

/** Half of a sign that takes two: the rest was cut off. No URL can hold it. */
const HALF_SIGN = /\p{Surrogate}/gu;

/** Text without halves of signs, which have no form on the wire. */
export const wellFormed = (text: string): string => text.replace(HALF_SIGN, '\uFFFD');

/** An id or name as one part of a path. Throws `invalid` for what would name another place (`..` is the folder above, encoded or not). */
export function pathPart(text: string): string {
	if (!/^\.{0,2}$/.test(text)) return encodeURIComponent(wellFormed(text));
	throw new SystemError({ class: 'invalid', message: 'An id or a name is empty or made of dots: it leads to no record.' });
}
