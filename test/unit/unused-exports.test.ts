import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const FOLDERS = ['console', 'credentials', 'engine', 'nodes', 'sandbox', 'scripts', 'store', 'systems', 'test'];
const EXPORTED = /^export (?:abstract )?(?:async )?(?:const|function\*?|class|interface|type|enum|let) ([A-Za-z_$][\w$]*)/gm;

const filesBelow = (folder: string): string[] =>
	readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(path);
		return /\.(ts|mts|mjs|js)$/.test(entry.name) ? [path] : [];
	});

const texts = new Map(FOLDERS.flatMap((folder) => filesBelow(join(ROOT, folder))).map((file) => [relative(ROOT, file), readFileSync(file, 'utf8')]));

/** By word: the files that it stands in. */
const places = new Map<string, Set<string>>();
for (const [file, text] of texts) for (const word of new Set(text.match(/[A-Za-z_$][\w$]*/g))) places.set(word, (places.get(word) ?? new Set()).add(file));

it('what a file exports, some other file takes: what nobody takes is private, or gone', () => {
	const declared = [...texts].filter(([file]) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
	const exported = declared.flatMap(([file, text]) => [...text.matchAll(EXPORTED)].map(([, name = '']) => ({ file, name })));
	expect(exported.length).toBeGreaterThan(1_000);
	const unused = exported.filter(({ name }) => places.get(name)?.size === 1).map(({ file, name }) => `${file}: ${name}`);
	expect(unused).toEqual([]);
});
