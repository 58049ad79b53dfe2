import { decide, travelsOnCreate, type Difference, type Verdict } from './rules';
import type { Rule } from '../model';

const differing = (over: Partial<Difference>): Difference => ({
	left: 'L', right: 'R', leftChanged: false, rightChanged: false, hasBase: true, ignoreClears: false, later: () => 'tie', tieWinner: 'left', ...over,
});

const leftEdited = differing({ leftChanged: true });
const rightEdited = differing({ rightChanged: true });
const bothEdited = differing({ leftChanged: true, rightChanged: true });
const leftCleared = differing({ left: null, leftChanged: true });
const rightCleared = differing({ right: null, rightChanged: true });
const firstMeeting = differing({ leftChanged: true, rightChanged: true, hasBase: false });
const firstLeftBlank = differing({ left: null, leftChanged: true, rightChanged: true, hasBase: false });
const firstRightBlank = differing({ right: null, leftChanged: true, rightChanged: true, hasBase: false });

describe('the table of rules', () => {
	const table: Array<[Rule, Record<string, Verdict>]> = [
		['preferLeftUnlessBlank', { leftEdited: 'left', rightEdited: 'left', bothEdited: 'left', leftCleared: 'right', rightCleared: 'left', firstMeeting: 'left', firstLeftBlank: 'right', firstRightBlank: 'left' }],
		['preferRightUnlessBlank', { leftEdited: 'right', rightEdited: 'right', bothEdited: 'right', leftCleared: 'right', rightCleared: 'left', firstMeeting: 'right', firstLeftBlank: 'right', firstRightBlank: 'left' }],
		['alwaysLeft', { leftEdited: 'left', rightEdited: 'left', bothEdited: 'left', leftCleared: 'left', rightCleared: 'left', firstMeeting: 'left', firstLeftBlank: 'leave', firstRightBlank: 'left' }],
		['alwaysRight', { leftEdited: 'right', rightEdited: 'right', bothEdited: 'right', leftCleared: 'right', rightCleared: 'right', firstMeeting: 'right', firstLeftBlank: 'right', firstRightBlank: 'leave' }],
		['newestWins', { leftEdited: 'left', rightEdited: 'right', bothEdited: 'left', leftCleared: 'left', rightCleared: 'right', firstMeeting: 'left', firstLeftBlank: 'right', firstRightBlank: 'left' }],
		['askPerson', { leftEdited: 'left', rightEdited: 'right', bothEdited: 'ask', leftCleared: 'left', rightCleared: 'right', firstMeeting: 'ask', firstLeftBlank: 'right', firstRightBlank: 'left' }],
		['createOnly', { leftEdited: 'leave', rightEdited: 'leave', bothEdited: 'leave', leftCleared: 'leave', rightCleared: 'leave', firstMeeting: 'leave', firstLeftBlank: 'leave', firstRightBlank: 'leave' }],
	];
	const cases: Record<string, Difference> = { leftEdited, rightEdited, bothEdited, leftCleared, rightCleared, firstMeeting, firstLeftBlank, firstRightBlank };
	for (const [rule, expected] of table) {
		for (const [event, verdict] of Object.entries(expected)) {
			it(`${rule}: ${event} → ${verdict}`, () => expect(decide(rule, cases[event] as Difference)).toBe(verdict));
		}
	}

	it('an owner that is blank, and was blank before, does not wipe what the other side was given', () => {
		expect(decide('alwaysLeft', { ...rightEdited, left: null })).toBe('leave');
		expect(decide('alwaysRight', { ...leftEdited, right: null })).toBe('leave');
	});

	it('newest wins goes by the later evidence, and by the tie winner where there is none', () => {
		expect(decide('newestWins', { ...bothEdited, later: () => 'right' })).toBe('right');
		expect(decide('newestWins', { ...bothEdited, tieWinner: 'right' })).toBe('right');
	});

	it('a clear does not travel where the row ignores clears', () => {
		expect(decide('newestWins', { ...leftCleared, ignoreClears: true })).toBe('leave');
		expect(decide('alwaysLeft', { ...leftCleared, ignoreClears: true })).toBe('leave');
		expect(decide('newestWins', { ...rightCleared, ignoreClears: true })).toBe('leave');
	});

	it('leaves a difference that nobody made (a normalisation) alone', () => {
		for (const rule of ['preferLeftUnlessBlank', 'alwaysRight', 'newestWins', 'askPerson'] as const) expect(decide(rule, differing({}))).toBe('leave');
	});
});

describe('consent', () => {
	const consent = (left: string | null, right: string | null, over: Partial<Difference> = {}) => decide('mostRestrictive', { ...bothEdited, left, right, ...over });

	it('a withdrawal wins on either side, whoever was last', () => {
		expect(consent('withdrawn', 'granted', { later: () => 'right' })).toBe('left');
		expect(consent('unknown', 'withdrawn', { later: () => 'left' })).toBe('right');
	});

	it('a withdrawal is asserted again even where nobody changed anything', () => {
		expect(consent('withdrawn', 'granted', { leftChanged: false, rightChanged: false })).toBe('left');
	});

	it('a box that was never ticked does not undo a confirmed consent, and a confirmed consent opts nobody in', () => {
		expect(consent('unknown', 'granted')).toBe('leave');
		expect(consent('granted', 'unknown')).toBe('leave');
		expect(travelsOnCreate('mostRestrictive', 'right', 'granted')).toBe(false);
		expect(travelsOnCreate('mostRestrictive', 'left', 'withdrawn')).toBe(true);
	});
});

describe('a new record', () => {
	const onCreate = (rule: Rule) => [travelsOnCreate(rule, 'left', 'x'), travelsOnCreate(rule, 'right', 'x')];

	it('gets what the rule lets travel to its side', () => {
		for (const rule of ['preferLeftUnlessBlank', 'preferRightUnlessBlank', 'newestWins', 'askPerson', 'createOnly'] as const) {
			expect(onCreate(rule)).toEqual([true, true]);
		}
		expect(onCreate('alwaysLeft')).toEqual([true, false]);
		expect(onCreate('alwaysRight')).toEqual([false, true]);
		expect(onCreate('doNotSync')).toEqual([false, false]);
	});

	it('gets no blanks', () => {
		expect(travelsOnCreate('newestWins', 'left', null)).toBe(false);
		expect(travelsOnCreate('alwaysRight', 'right', null)).toBe(false);
	});
});

it('a field that is not synced is left alone, whatever happens to it', () => {
	for (const change of [leftEdited, rightEdited, bothEdited, firstMeeting]) expect(decide('doNotSync', change)).toBe('leave');
});
