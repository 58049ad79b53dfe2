import type { RecordRef, Side } from '../../model';
import type { LinkWithBase } from '../store-port';
import { duplicateKey, succession } from './succession';

const left = (id: string): RecordRef => ({ system: 'salesforce', connection: '00D', object: 'Contact', id });
const right = (id: string): RecordRef => ({ system: 'pact', connection: 'ws', object: 'contacts', id });
const AT = '2026-03-01T12:00:00.000Z';
const base = { title: { left: 'h', right: 'h' } };
const link = (id: number, [one, other]: readonly [string, string], more: Partial<LinkWithBase> = {}): LinkWithBase => ({
	id: String(id), pair: 'p', left: left(one), right: right(other), leftModifiedAt: AT, rightModifiedAt: AT, base, ...more,
});
/** In short: `id left~right`, `(id)` at rest, `-id` removed, `one=other` duplicates. */
function told(side: Side, winner: RecordRef, own: readonly LinkWithBase[], inherited: readonly LinkWithBase[]): string[] {
	const { moved, unlink, duplicates } = succession(side, winner, own, inherited);
	return [
		...moved.map((one) => `${one.rests ? `(${one.id})` : one.id} ${one.left.id}~${one.right.id}`),
		...unlink.map((id) => `-${id}`),
		...duplicates.map(([one, other]) => `${one.id}=${other.id}`),
	];
}

describe('left records that become one', () => {
	const winner = left('w');

	it('leave the link and its base to a winner that has none', () => {
		expect(succession('left', winner, [], [link(1, ['l', 'x'])]).moved).toMatchObject([{ id: '1', left: winner, right: right('x'), base }]);
	});

	it('leave the winner its own link; theirs rests, and the two right records are duplicates', () => {
		expect(told('left', winner, [link(2, ['w', 'y'])], [link(1, ['l', 'x'])])).toEqual(['(1) l~x', 'y=x']);
	});

	it('need one link only where both stood for one right record', () => {
		expect(told('left', winner, [link(2, ['w', 'x'])], [link(1, ['l', 'x'])])).toEqual(['-1']);
	});

	it('leave the oldest link to a winner that is new, whoever of them is named first', () => {
		const [one, two] = [link(9, ['a', 'x']), link(10, ['b', 'y'])];
		expect(told('left', winner, [], [two, one])).toEqual(['9 w~x', '(10) b~y', 'x=y']);
		expect(told('left', winner, [], [one, two])).toEqual(['9 w~x', '(10) b~y', 'x=y']);
	});

	it('are not asked about where a right record is gone anyway', () => {
		const gone = { right: { kind: 'deleted' as const, at: AT } };
		expect(told('left', winner, [link(2, ['w', 'y'])], [link(1, ['l', 'x'], { gone })])).toEqual(['(1) l~x']);
	});

	it('change nothing a second time', () => {
		expect(told('left', winner, [link(2, ['w', 'y'])], [link(1, ['l', 'x'], { rests: true })])).toEqual([]);
		expect(told('left', winner, [link(1, ['w', 'x'])], [])).toEqual([]);
	});
});

describe('right records that become one', () => {
	const winner = right('w');

	it('take all their links along, and the left records that meet are duplicates', () => {
		expect(told('right', winner, [link(3, ['c', 'w'])], [link(2, ['b', 'y']), link(1, ['a', 'x'])])).toEqual(['1 a~w', '2 b~w', 'c=a', 'c=b', 'a=b']);
	});

	it('are not asked about for left records that are gone, and need no link at rest any more', () => {
		const gone = { left: { kind: 'deleted' as const, at: AT } };
		expect(told('right', winner, [link(3, ['c', 'w'])], [link(1, ['a', 'x'], { gone }), link(2, ['b', 'y'], { rests: true })])).toEqual(['1 a~w', '-2']);
	});
});

it('a question about two records is one, whichever is named first', () => {
	expect(duplicateKey(left('a'), left('b'))).toBe(duplicateKey(left('b'), left('a')));
});
