/** The part of jest's globals that the engine's tests use: describe, it, their `each`, hooks and expect. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { bind } = require('jest-each');
const { expect } = require('expect');

const newGroup = (parent, name) => ({ parent, name: parent ? `${parent.name}${name} ` : '', before: [], after: [] });

/** Hooks from the outermost group inwards. */
const hooksOf = (group, kind) => (group ? [...hooksOf(group.parent, kind), ...group[kind]] : []);

/** The tests that `load` declares: `{ name, run }` in their order. */
export function collect(load) {
	const tests = [];
	let group = newGroup(undefined, '');
	const describe = (name, body) => {
		group = newGroup(group, name);
		body();
		group = group.parent;
	};
	const it = (name, body) => {
		const own = group;
		const run = async () => {
			try {
				for (const hook of hooksOf(own, 'before')) await hook();
				await body();
			} finally {
				for (const hook of hooksOf(own, 'after').reverse()) await hook();
			}
		};
		tests.push({ name: own.name + name, run });
	};
	describe.each = bind(describe, false);
	it.each = bind(it, false);
	Object.assign(globalThis, {
		describe,
		it,
		test: it,
		expect,
		beforeEach: (hook) => group.before.push(hook),
		afterEach: (hook) => group.after.push(hook),
		// Stryker watches the time.
		jest: { setTimeout() {} },
	});
	load();
	return tests;
}
