import type { Lookup } from '../../engine/run/system-port';
import { ID_FIELD, type PactRecord } from './contract';
import { matches, searchTerms } from './finder';
import { Snapshot } from './snapshot';

const ann = { [ID_FIELD]: 'p1', email: 'Ann+News@example.com' } as PactRecord;
const exact: Lookup = { kind: 'email', field: 'email', value: 'ann@example.com' };
const alike: Lookup = { ...exact, options: { plusAddress: 'drop' } };

describe('a plus-address', () => {
	it('is another person, unless the lookup says that it is not', () => {
		expect(matches(ann, exact)).toBe(false);
		expect(matches(ann, alike)).toBe(true);
	});

	it('is looked for in the lists, because no search finds it', () => {
		expect(searchTerms(exact)).toEqual(['ann@example.com']);
		expect(searchTerms(alike)).toEqual([]);
		const snapshot = new Snapshot([alike, exact], 0);
		snapshot.append(ann);
		expect(snapshot.candidates(alike)).toEqual(['p1']);
		expect(snapshot.candidates(exact)).toEqual([]);
		expect(new Snapshot([exact], 0).serves([alike], 1)).toBe(false);
	});
});
