import { seededRandom } from '../common/random';
import type { Hub } from './hub';
import { createRecord } from './save/save';
import type { Input } from './save/draft';
import { COMPANIES, CONTACTS, DEALS } from './schema/objectTypes';
import type { ObjectType } from './schema/types';
import { BY_HAND } from './store/record';

/** Adds plain records of contacts, companies or deals in one instant, for large numbers; answers their ids. */
export function generate({ portal, clock, seed }: Hub, type: ObjectType, count: number): string[] {
	const random = seededRandom(seed);
	const values: Readonly<Record<string, (tag: string) => Input>> = {
		[CONTACTS]: (tag) => ({
			email: `person.${tag}@generated.example`,
			firstname: random.pick(['Ana', 'Bo', 'Chidi', 'Dagny', 'Emre', 'Fatou']),
			lastname: `Sample ${tag}`,
			jobtitle: random.pick(['CTO', 'Buyer', 'Head of Sales', 'Engineer']),
		}),
		[COMPANIES]: (tag) => ({
			name: `Sample ${tag} ${random.pick(['Ltd', 'GmbH', 'Inc'])}`,
			domain: `company-${tag}.example`,
			numberofemployees: String(random.int(1, 5_000)),
		}),
		[DEALS]: (tag) => ({
			dealname: `Sample deal ${tag}`,
			dealstage: random.pick(['appointmentscheduled', 'contractsent', 'closedwon', 'closedlost']),
			amount: String(random.int(100, 90_000)),
		}),
	};
	const make = values[type.id];
	if (!make) throw new Error(`Only contacts, companies and deals can be generated, not ${type.name}`);
	const ranFree = !clock.frozen;
	clock.freeze();
	try {
		const batch = portal.nextId();
		return Array.from({ length: count }, (_, i) => createRecord(portal, type, make(`${batch}-${i}`), BY_HAND).id);
	} finally {
		if (ranFree) clock.unfreeze();
	}
}
