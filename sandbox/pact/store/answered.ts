import omit from 'lodash/omit';

import type { Assumptions } from '../assumptions';
import type { Values } from '../schema/objects';

/** A record as answers and events show it. */
export function answered(record: Readonly<Values>, assumptions: Readonly<Assumptions>): Values {
	if (assumptions.integerId) return record;
	return omit(record, 'id');
}
