import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(__dirname, '..', '..');
/** Folders that hold no pages of ours. */
const FOREIGN = new Set(['node_modules', 'dist', 'build', 'coverage']);
const HOME = 'https://github.com/n8n-nodes-pact/n8n-nodes-pact/blob/main/';
const MOST_BYTES_OF_AN_IMAGE = 300_000;

function filesBelow(folder: string, wanted: RegExp): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return entry.name.startsWith('.') || FOREIGN.has(entry.name) ? [] : filesBelow(path, wanted);
		return entry.isFile() && wanted.test(entry.name) ? [path] : [];
	});
}

/** Fenced and inline code shows links without being one. */
const withoutCode = (text: string): string => text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');

/** A heading's anchor, as GitHub makes it. */
const anchorOf = (heading: string): string =>
	heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').trim().replaceAll(/\s/g, '-');

function anchorsIn(file: string): string[] {
	const text = readFileSync(file, 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '');
	return [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

/** What is wrong with a link's target; undefined when it leads somewhere. */
function problemOf(target: string, from: string): string | undefined {
	const [path = '', anchor] = target.split('#');
	const file = path === '' ? from : join(dirname(from), decodeURIComponent(path));
	if (!existsSync(file)) return `${target}: there is no such file`;
	if (anchor !== undefined && file.endsWith('.md') && !anchorsIn(file).includes(anchor)) return `${target}: there is no such heading`;
	return undefined;
}

const pages = filesBelow(ROOT, /\.md$/);

it('there are pages to check', () => expect(pages.map((page) => relative(ROOT, page))).toEqual(expect.arrayContaining(['README.md', join('docs', 'errors.md')])));

describe.each(pages.map((page) => [relative(ROOT, page), page]))('%s', (_name, page) => {
	it('has only links and images that lead somewhere', () => {
		const targets = [...withoutCode(readFileSync(page, 'utf8')).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
		const relativeOnes = targets.filter((target) => !/^[a-z]+:/.test(target));
		expect(relativeOnes.flatMap((target) => problemOf(target, page) ?? [])).toEqual([]);
	});
});

it('every help link of nodes and credentials leads to a page and heading of this repository', () => {
	const files = [...filesBelow(join(ROOT, 'nodes'), /\.(ts|json)$/), ...filesBelow(join(ROOT, 'credentials'), /\.ts$/)];
	const links = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/https:\/\/github\.com\/n8n-nodes-pact\/[^\s'"`]+/g)].map(([link]) => link));
	expect(links.length).toBeGreaterThan(0);
	expect(links.flatMap((link) => (link.startsWith(HOME) ? (problemOf(link.slice(HOME.length), join(ROOT, 'README.md')) ?? []) : [link]))).toEqual([]);
});

it('pictures are small enough to be looked at on the way', () => {
	const tooLarge = filesBelow(join(ROOT, 'docs'), /\.png$/).filter((file) => readFileSync(file).length >= MOST_BYTES_OF_AN_IMAGE);
	expect(tooLarge).toEqual([]);
});
