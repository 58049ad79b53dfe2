import { valueAt } from '../common/flatten';
import type { Row } from './contract';

/** The name of who changed a record last: it comes with the record, at no call of its own. */
const CHANGER = 'LastModifiedBy.Name';

/** Names for a SELECT; not every object keeps it. */
export const changerFields = (known: ReadonlySet<string>): readonly string[] => (known.has('LastModifiedById') ? [CHANGER] : []);

/** Nothing where it was not asked for, or where the connected user may not see that user. */
export function changedBy(row: Row): { changedBy?: string } {
	const name = valueAt(row, CHANGER);
	return typeof name === 'string' && name !== '' ? { changedBy: name } : {};
}
