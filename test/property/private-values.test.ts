import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { questions, resolve } from '../../console';
import { Flow, row } from '../../console/flow.fixture';
import type { RecordPort, WriteResult } from '../../engine/run/system-port';

jest.setTimeout(120_000);

/** In every private value, in one case of letters or another. */
const SECRET = /hush/i;

const secret = fc.tuple(fc.constantFrom('hush', 'Hush', 'HUSH'), fc.stringMatching(/^[a-zA-Zäöü .,'"$()+*?|-]{0,12}$/)).map(([word, rest]) => `${word}${rest}`.trim());
const value = fc.option(secret, { nil: null });

/** `open` is a field that anybody may see; the others are private, each under a rule of its own. */
const ROWS = {
	Name: row('Name', { rule: 'newestWins' }),
	Open: row('Open', { rule: 'newestWins' }),
	Newest: row('Newest', { rule: 'newestWins', private: true }),
	Asked: row('Asked', { rule: 'askPerson', private: true }),
	Owned: row('Owned', { rule: 'alwaysLeft', private: true }),
	Listed: row('Listed', { rule: 'newestWins', private: true, lens: { kind: 'picklist', values: [['a', 'b']] } }),
};
type Field = 'Newest' | 'Asked' | 'Owned' | 'Listed';
const FIELDS: readonly Field[] = ['Newest', 'Asked', 'Owned', 'Listed'];

const act = fc.record({
	side: fc.constantFrom('left' as const, 'right' as const),
	values: fc.record(Object.fromEntries(FIELDS.map((field) => [field, value])) as Record<Field, typeof value>, { requiredKeys: [] }),
	open: fc.nat(1_000),
	/** The target refuses it, in words that quote what it was sent. */
	refused: fc.boolean(),
	/** Of what is asked by then. */
	answer: fc.constantFrom('none' as const, 'useLeft' as const, 'useRight' as const),
});

/** Everything that the store has on its disk. */
async function bytesOf(folder: string): Promise<string> {
	const files = await Promise.all((await readdir(folder)).map(async (name) => await readFile(join(folder, name), 'latin1')));
	return files.join('\n');
}

/** A system that, now and then, takes nothing and says at length what it did not take. */
function refusing(flow: Flow, isRefused: () => boolean): void {
	const port = flow['port'].bind(flow);
	flow['port'] = (side): RecordPort => {
		const real = port(side);
		const quote = (values: object): WriteResult => ({ ok: false, error: { class: 'invalid', message: `Not taken: ${Object.entries(values).map(([name, sent]) => `"${String(sent)}" in ${name}`).join('; ')}.` } });
		return { ...real, write: async (object, ops) => (isRefused() ? ops.map(({ values }) => quote(values)) : await real.write(object, ops)) };
	};
}

it('whatever is written, refused, asked and answered: no value of a private field reaches the store’s files, nor what the nodes say', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 8 }), async (acts) => {
			const flow = await Flow.start(Object.values(ROWS));
			try {
				let refused = false;
				refusing(flow, () => refused);
				flow.edit('left', 'L', { Name: 'Deal', ...Object.fromEntries(FIELDS.map((field) => [field, null])) });
				await flow.sync('left', 'L');
				const [right = ''] = flow.records.right.keys();
				for (const one of acts) {
					const own = Object.entries({ ...one.values, Open: `seen ${one.open}` });
					flow.edit(one.side, one.side === 'left' ? 'L' : right, Object.fromEntries(own.map(([name, field]) => [one.side === 'left' ? name : name.toLowerCase(), field])));
					({ refused } = one);
					const said = [await flow.sync(one.side, one.side === 'left' ? 'L' : right), ...(await flow.flow())];
					expect(JSON.stringify(said)).not.toMatch(SECRET);
					refused = false;
					await flow.store.retryIssues();
					for (const { id, kind, answers } of await questions(flow.store)) {
						if (kind === 'conflict' && one.answer !== 'none' && answers.some(({ answer }) => answer === one.answer)) await resolve(flow.store, id, { answer: one.answer });
					}
					await flow.flow();
				}
				expect(JSON.stringify(await questions(flow.store))).not.toMatch(SECRET);
				expect(await bytesOf(flow['folder'])).not.toMatch(SECRET);
			} finally {
				await flow.stop();
			}
		}),
		{ numRuns: 25 },
	);
});

it('what anybody may see is there, so that the search for the others would find them', async () => {
	const flow = await Flow.start([ROWS.Name, ROWS.Open, row('Newest', { rule: 'newestWins' })]);
	try {
		flow.edit('left', 'L', { Name: 'Deal', Open: 'seen', Newest: 'hush' });
		await flow.sync('left', 'L');
		expect(await bytesOf(flow['folder'])).toMatch(SECRET);
	} finally {
		await flow.stop();
	}
});
