/** Loads the project's TypeScript in this process, afresh as often as wanted; packages from node_modules are loaded once. */
import { readFileSync, statSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { compileFunction } from 'node:vm';
import { transformSync } from '@swc/core';

const packages = createRequire(import.meta.url);
// As jest compiles it.
const [, swc] = Object.values(packages('../../jest.config.js').projects[0].transform)[0];
const ENDINGS = ['', '.ts', '/index.ts', '.json'];

const isFile = (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

export class Modules {
	#compiled = new Map();
	#paths = new Map();
	#loaded = new Map();

	/** @param replaced package name → what the project gets in its place */
	constructor(replaced) {
		this.replaced = replaced;
	}

	/** From now on every file of the project runs again when it is next asked for. */
	forget() {
		this.#loaded.clear();
	}

	load(path) {
		const known = this.#loaded.get(path);
		if (known) return known.exports;
		const module = { exports: {} };
		this.#loaded.set(path, module);
		if (path.endsWith('.json')) module.exports = JSON.parse(readFileSync(path, 'utf8'));
		else this.#compile(path)(module, module.exports, (name) => this.#require(name, path), path, dirname(path));
		return module.exports;
	}

	#require(name, from) {
		if (name.startsWith('.')) return this.load(this.#find(resolve(dirname(from), name)));
		return isBuiltin(name) ? packages(name) : (this.replaced[name] ?? packages(name));
	}

	#find(path) {
		if (!this.#paths.has(path)) this.#paths.set(path, ENDINGS.map((ending) => join(path + ending)).find(isFile));
		const found = this.#paths.get(path);
		if (!found) throw new Error(`There is no module ${path}.`);
		return found;
	}

	#compile(path) {
		if (!this.#compiled.has(path)) {
			const { code } = transformSync(readFileSync(path, 'utf8'), { ...swc, filename: path, sourceMaps: false, swcrc: false });
			this.#compiled.set(path, compileFunction(code, ['module', 'exports', 'require', '__filename', '__dirname'], { filename: path }));
		}
		return this.#compiled.get(path);
	}
}
