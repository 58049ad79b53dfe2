import type { Side } from '../../../engine/model';
import type { Person, PersonField } from './words';

/** What a scripted person is, what is done to it on both sides before anything is synced, and what must come of it. */
export interface Story {
	email: string;
	name: string;
	/** Both sides agree on it before the edits. */
	before: Person;
	/** In the order in which they happen; a second passes before each of the right ones. */
	edits: ReadonlyArray<{ side: Side; values: Person }>;
	/** Afterwards, on both sides; fields that are not named are as before. */
	after: Person;
	/** A field on which the sides stay apart, because a person is asked. */
	asks?: PersonField;
	/** Values that somebody entered and that gave way: they must be in the log. */
	lost?: readonly string[];
}

type Plot = (mine: (field: PersonField, side: Side) => string) => Pick<Story, 'edits' | 'after' | 'asks' | 'lost'>;

const left = (values: Person) => ({ side: 'left' as const, values });
const right = (values: Person) => ({ side: 'right' as const, values });

/**
 * One plot for each line of the event table in docs/rules.md, by hand and not by the engine: `v(field, side)` is the value that the side
 * enters. The right side's edits are always later than the left's.
 */
const PLOTS: Readonly<Record<string, Plot>> = {
	'different fields on the two sides': (v) => ({
		edits: [left({ title: v('title', 'left') }), right({ city: v('city', 'right') })],
		after: { title: v('title', 'left'), city: v('city', 'right') },
	}),
	'newest wins: the right is later': (v) => ({
		edits: [left({ title: v('title', 'left') }), right({ title: v('title', 'right') })],
		after: { title: v('title', 'right') },
		lost: [v('title', 'left')],
	}),
	'newest wins: the left is later': (v) => ({
		edits: [right({ title: v('title', 'right') }), left({ title: v('title', 'left') })],
		after: { title: v('title', 'left') },
		lost: [v('title', 'right')],
	}),
	'newest wins: a later clear': (v) => ({
		edits: [left({ title: v('title', 'left') }), right({ title: null })],
		after: { title: null },
		lost: [v('title', 'left')],
	}),
	'newest wins: an earlier clear': (v) => ({
		edits: [left({ title: null }), right({ title: v('title', 'right') })],
		after: { title: v('title', 'right') },
	}),
	'newest wins: cleared on the left': () => ({ edits: [left({ title: null })], after: { title: null } }),
	'newest wins: cleared on the right': () => ({ edits: [right({ title: null })], after: { title: null } }),
	'prefer left: both': (v) => ({
		edits: [left({ last: v('last', 'left') }), right({ last: v('last', 'right') })],
		after: { last: v('last', 'left') },
		lost: [v('last', 'right')],
	}),
	'prefer left: only the right': (v) => ({ edits: [right({ last: v('last', 'right') })], after: {}, lost: [v('last', 'right')] }),
	'prefer right: both': (v) => ({
		edits: [left({ city: v('city', 'left') }), right({ city: v('city', 'right') })],
		after: { city: v('city', 'right') },
		lost: [v('city', 'left')],
	}),
	'prefer right: cleared on the right': () => ({ edits: [right({ city: null })], after: {} }),
	'prefer right: cleared on the left': () => ({ edits: [left({ city: null })], after: {} }),
	'always left: only the right': (v) => ({ edits: [right({ first: v('first', 'right') })], after: {}, lost: [v('first', 'right')] }),
	'always left: both': (v) => ({
		edits: [left({ first: v('first', 'left') }), right({ first: v('first', 'right') })],
		after: { first: v('first', 'left') },
		lost: [v('first', 'right')],
	}),
	'always right: only the left': (v) => ({ edits: [left({ phone: v('phone', 'left') })], after: {}, lost: [v('phone', 'left')] }),
	'always right: cleared on the right': () => ({ edits: [right({ phone: null })], after: { phone: null } }),
	'always right: both': (v) => ({
		edits: [left({ phone: v('phone', 'left') }), right({ phone: v('phone', 'right') })],
		after: { phone: v('phone', 'right') },
		lost: [v('phone', 'left')],
	}),
	'ask a person: both': (v) => ({
		edits: [left({ country: v('country', 'left') }), right({ country: v('country', 'right') })],
		after: {},
		asks: 'country',
	}),
	'ask a person: only the left': (v) => ({ edits: [left({ country: v('country', 'left') })], after: { country: v('country', 'left') } }),
	'ask a person: only the right': (v) => ({ edits: [right({ country: v('country', 'right') })], after: { country: v('country', 'right') } }),
	'every field at once': (v) => ({
		edits: [
			left({ first: v('first', 'left'), last: v('last', 'left'), title: v('title', 'left'), city: v('city', 'left'), phone: v('phone', 'left') }),
			right({ first: v('first', 'right'), last: v('last', 'right'), title: v('title', 'right'), city: v('city', 'right'), phone: v('phone', 'right') }),
		],
		after: { first: v('first', 'left'), last: v('last', 'left'), title: v('title', 'right'), city: v('city', 'right'), phone: v('phone', 'right') },
		lost: [v('first', 'right'), v('last', 'right'), v('title', 'left'), v('city', 'left'), v('phone', 'left')],
	}),
};

/** A number that libphonenumber takes for a real one, different for every person and side. */
const phone = (number: number, offset: number): string => `+1212555${String(offset + number).padStart(4, '0')}`;

/** So many people, every plot in turn. */
export function stories(count: number): Story[] {
	const plots = Object.entries(PLOTS);
	return Array.from({ length: count }, (_, number) => {
		const [name, plot] = plots[number % plots.length] as [string, Plot];
		const mine = (field: PersonField, side: Side): string =>
			field === 'phone' ? phone(number, side === 'left' ? 3_000 : 6_000) : `${field} ${number} of the ${side}`;
		const email = `person${number}@pairs-of-people.com`;
		const before: Person = { first: `First ${number}`, last: `Last ${number}`, title: `Title ${number}`, city: `City ${number}`, phone: phone(number, 0), country: 'Norway', email };
		return { email, name, before, ...plot(mine) };
	});
}

/** What a side must hold of a story at the end. */
export function expected(story: Story, side: Side): Person {
	const both = { ...story.before, ...story.after };
	if (story.asks === undefined) return both;
	const own = story.edits.find((edit) => edit.side === side)?.values[story.asks];
	return { ...both, ...(own === undefined ? {} : { [story.asks]: own }) };
}
