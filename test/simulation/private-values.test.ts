import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { questions, resolve } from '../../console';
import { logCsv } from '../../console/page/csv';
import type { CanvasPair } from '../support/pairs/canvas';
import { Lives, people } from '../support/pairs/lifecycle';

jest.setTimeout(120_000);

let lives: Lives;
afterEach(() => lives.stop());

/** People whose title is private and a matter for a person, and whose phone is private and goes to the newest. */
function withPrivacy(): CanvasPair {
	const pair = people('salesforce', 'pact');
	const rows = (pair.definition?.rows ?? []).map((row) => (row.left === 'Title' ? { ...row, rule: 'askPerson' as const } : row));
	return { ...pair, definition: { ...pair.definition, rows, privateFields: { left: ['Title'], right: ['phone'] } } };
}

/** All bytes of the store: its file, what is not in it yet, and its key. */
async function bytes(): Promise<string> {
	const folder = lives.canvas['folder'];
	return (await Promise.all((await readdir(folder)).map(async (name) => await readFile(join(folder, name), 'latin1')))).join('\n');
}

async function textOf(chunks: string | AsyncIterable<string>): Promise<string> {
	if (typeof chunks === 'string') return chunks;
	let text = '';
	for await (const chunk of chunks) text += chunk;
	return text;
}

it('private fields are kept in step, disputes about them can be decided, and none of their values is in the store', async () => {
	lives = await Lives.start([withPrivacy()]);
	const ann = { FirstName: 'Ann', LastName: 'Kowalski', Email: 'ann@acme.example', Title: 'Quietly Secret', Phone: '+49 30 5550123' };
	const id = await lives.make('salesforce', ann);
	await lives.settle();
	const [partner = ''] = await lives.partners('salesforce', id, 'pact');
	expect(await lives.fields('pact', partner)).toMatchObject({ title: ann.Title });

	// Both sides at once: the older phone gives way, and a person is asked about the title.
	await lives.edit('salesforce', id, { Title: 'Quietly Left', Phone: '+49 30 5550124', FirstName: 'Anna' });
	await lives.edit('pact', partner, { title: 'Quietly Right' });
	await lives.pass();
	await lives.edit('pact', partner, { phone: '+49 30 5550125' });
	await lives.settle();
	const open = await questions(lives.canvas.store);
	expect(open).toMatchObject([{ kind: 'conflict', details: { hidden: true }, answers: [{ answer: 'useLeft' }, { answer: 'useRight' }, { answer: 'useValue' }] }]);
	expect(JSON.stringify(open)).not.toMatch(/Quietly|5550/);
	await resolve(lives.canvas.store, open[0]?.id ?? '', { answer: 'useRight' });
	await lives.settle();
	const [left, right] = [await lives.fields('salesforce', id), await lives.fields('pact', partner)];
	expect([left.Title, right.title, left.FirstName, right.first_name]).toEqual(['Quietly Right', 'Quietly Right', 'Anna', 'Anna']);
	expect(String(left.Phone).replace(/\D/g, '')).toBe('49305550125');
	expect(await questions(lives.canvas.store)).toEqual([]);

	const moved = (await lives.canvas.store.log({ limit: 100 })).flatMap(({ movements }) => movements);
	expect(moved).toContainEqual({ row: 'Title~title', field: 'Title', from: null, to: null, hidden: true });
	expect(moved).toContainEqual(expect.objectContaining({ row: 'Phone~phone', hidden: true, lost: { side: 'left', value: null } }));
	expect(moved).toContainEqual(expect.objectContaining({ field: 'first_name', from: 'Ann', to: 'Anna' }));
	const csv = await textOf(await logCsv(lives.canvas.store, {}));
	expect(csv).toMatch(/"Title","\(hidden\)","\(hidden\)"/);
	for (const text of [csv, JSON.stringify(lives.canvas.outcomes), await bytes()]) expect(text).not.toMatch(/Quietly|5550/);
	// The search finds what is not private.
	expect(await bytes()).toContain('Anna');
});
