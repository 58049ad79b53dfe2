import { types } from 'node:util';
import { deserialize, serialize } from 'node:v8';

// Not `instanceof`: under jest, what node:v8 makes is of another realm.
const { isDate, isMap, isSet } = types;

/** An object whose fields outlive the process: all, or `only` these. */
export interface KeptPart {
	readonly of: object;
	readonly only?: readonly string[];
	/** Makes the objects of classes that it makes only when they are asked for, so that they can be filled. The parts before this one are back then. */
	readonly prepare?: () => void;
}

/** What a sandbox cannot give back, because it is not as it was when it was kept: another version of it, say. */
export class CannotRestore extends Error {
	override readonly name = 'CannotRestore';
}

type Fields = Record<string, unknown>;

/** Mark of an object of a class: its methods are not kept, so that it can only be filled where there is one. */
const CLASS = '\u0000class';

/**
 * All that these objects hold, as bytes: values, lists, maps, sets, dates and objects of our own classes, with one object that is held in two places
 * being one afterwards, too. Functions, and objects of classes that are none of ours, are left out.
 */
export function keep(parts: readonly KeptPart[]): Buffer {
	const seen = new Map<object, unknown>();
	return serialize(parts.map(({ of, only = Object.keys(of) }) => {
		const copy: Fields = {};
		seen.set(of, copy);
		for (const name of only) {
			if (!(name in of)) throw new Error(`${of.constructor.name} has no field ${name} to be kept.`);
			const one = (of as Fields)[name];
			if (!isLeft(one)) copy[name] = kept(one, seen);
		}
		return copy;
	}));
}

/** Gives objects that were just made what was kept of the same ones. Objects of classes are filled, so that whoever holds them sees it. @throws CannotRestore */
export function restore(parts: readonly KeptPart[], bytes: Buffer): void {
	const copies = deserialize(bytes) as Fields[];
	if (copies.length !== parts.length) throw new CannotRestore(`${copies.length} parts were kept, and there are ${parts.length}.`);
	const made = new Map<object, unknown>();
	parts.forEach(({ of, prepare }, index) => {
		prepare?.();
		const copy = copies[index] ?? {};
		made.set(copy, of);
		fill(of as Fields, copy, made);
	});
}

const isPlain = (value: object): boolean => [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null);
/** Classes of Node, and the clock: time goes on while nobody keeps it. */
const FOREIGN: ReadonlySet<string> = new Set(['AsyncLocalStorage', 'AbortController', 'AbortSignal', 'Timeout', 'Promise', 'SandboxClock', 'BodyValidator', 'Outbox']);
const isLeft = (value: unknown): boolean => typeof value === 'function' || (typeof value === 'object' && value !== null && FOREIGN.has(value.constructor?.name ?? ''));

function kept(value: unknown, seen: Map<object, unknown>): unknown {
	if (typeof value !== 'object' || value === null || isDate(value)) return value;
	const before = seen.get(value);
	if (before !== undefined) return before;
	const note = <T>(copy: T): T => {
		seen.set(value, copy);
		return copy;
	};
	if (Array.isArray(value)) {
		const copy: unknown[] = note([]);
		for (const one of value) if (!isLeft(one)) copy.push(kept(one, seen));
		return copy;
	}
	if (isMap(value)) {
		const copy = note(new Map<unknown, unknown>());
		for (const [key, one] of value) if (!isLeft(one)) copy.set(kept(key, seen), kept(one, seen));
		return copy;
	}
	if (isSet(value)) {
		const copy = note(new Set<unknown>());
		for (const one of value) if (!isLeft(one)) copy.add(kept(one, seen));
		return copy;
	}
	const copy: Fields = note(isPlain(value) ? {} : { [CLASS]: value.constructor.name });
	return Object.assign(copy, Object.fromEntries(fieldsOf(value, seen)));
}

const fieldsOf = (value: object, seen: Map<object, unknown>): Array<[string, unknown]> =>
	Object.entries(value).flatMap(([name, one]) => (isLeft(one) ? [] : [[name, kept(one, seen)]]));

/** `there`: what stands at its place in the object that was just made. */
function restored(value: unknown, there: unknown, made: Map<object, unknown>): unknown {
	if (isDate(value)) return new Date(value);
	if (typeof value !== 'object' || value === null) return value;
	const before = made.get(value);
	if (before !== undefined) return before;
	if (Array.isArray(value)) {
		const copy: unknown[] = [];
		made.set(value, copy);
		const beside: readonly unknown[] = Array.isArray(there) ? there : [];
		value.forEach((one, index) => copy.push(restored(one, beside[index], made)));
		return copy;
	}
	if (isMap(value)) return restoredMap(value, isMap(there) ? there : new Map<unknown, unknown>(), made);
	if (isSet(value)) return restoredSet(value, isSet(there) ? there : new Set<unknown>(), made);
	const { [CLASS]: className, ...fields } = value as Fields;
	if (className === undefined) {
		const own = Object.entries(there ?? {}).filter(([, one]) => isLeft(one));
		const copy: Fields = Object.fromEntries(own);
		made.set(value, copy);
		return fill(copy, fields, made, there as Fields | undefined);
	}
	if (typeof there !== 'object' || there === null || there.constructor.name !== className) throw new CannotRestore(`A ${String(className)} was kept, and there is none to take its values.`);
	made.set(value, there);
	return fill(there as Fields, fields, made);
}

function restoredMap(value: Map<unknown, unknown>, target: Map<unknown, unknown>, made: Map<object, unknown>): Map<unknown, unknown> {
	made.set(value, target);
	const beside = new Map(target);
	target.clear();
	for (const [key, one] of value) target.set(restored(key, undefined, made), restored(one, beside.get(key), made));
	for (const [key, one] of beside) if (typeof one === 'function') target.set(key, one);
	return target;
}

function restoredSet(value: Set<unknown>, target: Set<unknown>, made: Map<object, unknown>): Set<unknown> {
	made.set(value, target);
	const listeners = [...target].filter((one) => typeof one === 'function');
	target.clear();
	for (const one of [...value].map((each) => restored(each, undefined, made)).concat(listeners)) target.add(one);
	return target;
}

function fill(target: Fields, fields: Fields, made: Map<object, unknown>, there: Fields | undefined = target): Fields {
	for (const [name, one] of Object.entries(fields)) target[name] = restored(one, there?.[name], made);
	return target;
}
