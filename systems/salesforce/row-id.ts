import { SystemError } from '../common/engine';
import type { Row } from './contract';

/** It becomes a part of the reading position, and of the next query. */
const ID = /^[A-Za-z0-9]{1,18}$/;

/** 15 of an id's 18 characters name the record; the rest is a check sum. */
const ID_CHARACTERS = 15;

/** The part of an id that names the record. */
export const shortId = (id: string): string => id.slice(0, ID_CHARACTERS);

/** Do these two ids, of 15 or 18 characters, name one record? */
export const isSameId = (one: string, other: string): boolean => shortId(one) === shortId(other);

/** A row's record id. Throws `bad-answer` where it has none. */
export function rowId({ Id: id }: Row): string {
	if (typeof id === 'string' && ID.test(id)) return id;
	throw new SystemError({ class: 'bad-answer', message: 'Salesforce answered a record without an Id.' });
}
