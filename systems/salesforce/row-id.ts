import { SystemError } from '../common/engine';
import type { Row } from './contract';

/** It becomes a part of the reading position, and of the next query. */
const ID = /^[A-Za-z0-9]{1,18}$/;

/** A row's record id. Throws `bad-answer` where it has none. */
export function rowId({ Id: id }: Row): string {
	if (typeof id === 'string' && ID.test(id)) return id;
	throw new SystemError({ class: 'bad-answer', message: 'Salesforce answered a record without an Id.' });
}
