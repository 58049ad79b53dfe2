import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { mappedItemSchema, syncItemSchema } from '../../engine/model';
import { postgresFrom } from '../../nodes/common/store-environment';
import { startHubSpotSandbox } from '../../sandbox/hubspot';
import { startPactSandbox } from '../../sandbox/pact';
import { startSalesforceSandbox } from '../../sandbox/salesforce';

/** What the pages tell a reader to type is typed here. */
const ROOT = join(__dirname, '..', '..');
const FOLDERS = ['.', 'docs', 'docs/nodes', 'workflows', 'sandbox/salesforce', 'sandbox/hubspot', 'sandbox/pact', 'store'];

interface Block {
	page: string;
	language: string;
	code: string;
}

const pages = FOLDERS.flatMap((folder) => readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.md')).map((name) => join(folder, name)));
const blocks: Block[] = pages.flatMap((page) =>
	[...readFileSync(join(ROOT, page), 'utf8').matchAll(/^```([a-z]+)\n([\s\S]*?)^```$/gm)].map(([, language = '', code = '']) => ({ page, language, code })),
);
const blocksIn = (language: string): Block[] => blocks.filter((block) => block.language === language);
const scripts = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))).scripts;

/** Without comments, which stand after two blanks or on lines of their own; strings keep what looks like one. */
const withoutComments = (code: string): string => code.replaceAll(/^\s*\/\/.*$/gm, '').replaceAll(/\s{2,}\/\/ .*$/gm, '');

describe('commands on the pages', () => {
	const named = pages.flatMap((page) => [...readFileSync(join(ROOT, page), 'utf8').matchAll(/npm run ([a-z:]+)/g)].map(([, script = '']) => [page, script] as const));
	const unique = [...new Map(named.map((pair) => [pair.join(), pair])).values()];

	it.each(unique)('%s: "npm run %s" exists', (_page, script) => expect(Object.keys(scripts)).toContain(script));

	it('stages that are named after --only exist', () => {
		const lists = pages.flatMap((page) => [...readFileSync(join(ROOT, page), 'utf8').matchAll(/npm test -- --only ([a-z0-9,-]+)/g)].map(([, stages = '']) => stages));
		expect(lists.length).toBeGreaterThan(0);
		const { stdout } = spawnSync(process.execPath, [join(ROOT, 'scripts', 'test.mjs'), '--help'], { encoding: 'utf8' });
		const stages = [...stdout.matchAll(/^ {2}([a-z0-9-]+) +/gm)].map(([, stage = '']) => stage);
		expect(stages.length).toBeGreaterThan(5);
		for (const list of lists) expect(stages).toEqual(expect.arrayContaining(list.split(',')));
	});

	it('programs that are started with node, npx tsx or npx jest are there', () => {
		const files = pages.flatMap((page) => [...readFileSync(join(ROOT, page), 'utf8').matchAll(/(?:npx tsx|node|--testPathPatterns) ([a-z][\w./-]*\/[\w./-]+)/g)].map(([, file = '']) => file));
		// "mycrm" is the reader's own, of the page on a fourth system.
		expect(files.filter((file) => !file.includes('mycrm') && !existsSync(join(ROOT, file)) && !existsSync(join(ROOT, `${file}.ts`)))).toEqual([]);
	});
});

describe("the sandboxes' commands", () => {
	const commands = blocksIn('sh')
		.flatMap(({ code }) => code.replaceAll('\\\n', ' ').split('\n'))
		.filter((line) => line.startsWith('curl '));

	it('there are some for each system', () => {
		for (const port of [4810, 4820, 4830]) expect(commands.some((line) => line.includes(`:${port}/`))).toBe(true);
	});

	it.each(commands)('%s', async (line) => {
		const [, method, port, path] = /-X ([A-Z]+) http:\/\/127\.0\.0\.1:(\d+)(\S+)/.exec(line) ?? [];
		const start = { '4810': startSalesforceSandbox, '4820': startPactSandbox, '4830': startHubSpotSandbox }[port ?? ''];
		if (start === undefined || method === undefined || path === undefined) throw new Error(`This command asks no sandbox: ${line}`);
		const sandbox = await start({ port: 0 });
		try {
			const body = / -d '(.+)'/.exec(line)?.[1];
			const answer = await fetch(new URL(path, sandbox.url), { method, ...(body === undefined ? {} : { body, headers: { 'Content-Type': 'application/json' } }) });
			expect({ status: answer.status, text: answer.ok ? '' : await answer.text() }).toEqual({ status: expect.any(Number), text: '' });
			expect(answer.status).toBeLessThan(300);
		} finally {
			await sandbox.close();
		}
	});
});

describe('JSON on the pages', () => {
	const json = blocksIn('jsonc').map(({ page, code }) => [page, withoutComments(code).trim()] as const);

	it.each(json)('%s: what is shown is JSON', (_page, code) => expect(() => JSON.parse(code.startsWith('"') ? `{${code}}` : code) as unknown).not.toThrow());

	it.each(json.filter(([, code]) => code.startsWith('{') && code.includes('"change"')))('%s: the item is one that the nodes accept', (_page, code) => {
		// Times and ids are shortened with dots for the reader.
		const item = JSON.parse(code.replaceAll('"…Z"', '"2026-11-20T09:14:03.000Z"')) as object;
		const schema = 'mapped' in item ? mappedItemSchema : syncItemSchema;
		expect(schema.safeParse(item).error?.issues ?? []).toEqual([]);
	});
});

describe('environment variables of the sync store', () => {
	const written = pages.flatMap((page) => [...readFileSync(join(ROOT, page), 'utf8').matchAll(/N8N_PACT_STORE_[A-Z]+(?:_[A-Z]+)*/g)].map(([name]) => name));
	/** The page on queue mode shows what a slip of the pen does. */
	const slips = ['N8N_PACT_STORE_PASSWORD'];
	const refusal = async (name: string): Promise<string> => await postgresFrom({ [name]: 'x' }).then(() => '', (error: Error) => error.message);

	it.each([...new Set(written)].filter((name) => !slips.includes(name)))('%s is read', async (name) => expect(await refusal(name)).not.toContain('There is no setting'));
	it.each(slips)('%s is refused, as the page says', async (name) => expect(await refusal(name)).toContain(`There is no setting ${name}`));
});
