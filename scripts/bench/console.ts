import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { answerPage } from '../../console/page';
import { logPage } from '../../console';
import type { Store } from '../../store';
import { CAUSES, fillForConsole, ISSUES, LINES, QUESTIONS } from './console-scene';
import { timed } from './measure';
import { megabytes, number, times, type Line, type Section } from './table';

const PAIR = 'Contact~contacts';
/** Of the parts of a download, at one in so many the memory is looked at. */
const LOOK_EVERY = 10;
/** A page is made so often; the fastest counts, since whatever else the machine does only adds. */
const ROUNDS = 5;

/** What people look at, one each of what is slow in its own way. */
const VIEWS: ReadonlyArray<readonly [what: string, query: Record<string, string>]> = [
	['health', { view: 'health' }],
	['review, the oldest', { view: 'review' }],
	['review, one field of one sync', { view: 'review', pair: PAIR, kind: 'conflict', row: 'row-4' }],
	['review, decided values', { view: 'review', part: 'decided' }],
	['issues by cause', { view: 'issues' }],
	['readings', { view: 'runs' }],
	['log, the newest', { view: 'log' }],
	['log, failed ones of a sync', { view: 'log', pair: PAIR, outcome: 'failed' }],
	['log, of a person', { view: 'log', person: 'ann' }],
	['log, of a record', { view: 'log', record: '0035g00000000004AB' }],
	['log, of a day three weeks ago', { view: 'log', since: '2026-02-08', until: '2026-02-08' }],
	['log, words that no line has', { view: 'log', text: 'nowhere to be found' }],
	['a record explained', { view: 'record', id: '0035g00000000004AB' }],
];

/** Every view of the console's page, and the log for spreadsheets, over a month's worth of everything. */
export async function consoleSection(engine: string, store: Store): Promise<Section> {
	const now = new Date('2026-03-01T12:00:00.000Z');
	const filled = await timed(() => fillForConsole(store, now));
	// The reference: as many lines as a view shows, by their ids alone.
	const reference = await fastest(async () => void (await logPage(store, { limit: 100 })));
	const lines: Line[] = [];
	for (const [what, query] of VIEWS) {
		let bytes = 0;
		const took = await fastest(async () => {
			const { body, status } = await answerPage(store, { path: '/console', query }, { hands: {}, now });
			if (status !== 200) throw new Error(`The view "${what}" answered ${status}.`);
			bytes = Buffer.byteLength(body);
		});
		lines.push({ what, result: `${number(took)} ms`, ratio: `${times(took / reference, 'a page of the log read')}, ${megabytes(bytes)}` });
	}
	lines.push(await download(store, now, reference));
	const filling = `${number(LINES)} lines, ${number(QUESTIONS)} questions and ${number(ISSUES)} issues of ${CAUSES} causes, put in within ${number(filled.wallMs / 1_000)} s`;
	return { title: `The console's page, ${engine} store`, lines, note: `${filling}. A page of the log read: ${number(reference)} ms. Best of ${ROUNDS}.` };
}

async function download(store: Store, now: Date, reference: number): Promise<Line> {
	let [bytes, rows] = [0, 0];
	const parts = async function* (): AsyncGenerator<string> {
		const { stream = [] } = await answerPage(store, { path: '/console', query: { view: 'log', format: 'csv' } }, { hands: {}, now });
		yield* stream;
	};
	const { wallMs } = await timed(async () => {
		for await (const part of parts()) {
			bytes += Buffer.byteLength(part);
			rows += part.split('\r\n').length - 1;
		}
	});
	const before = held();
	let [seen, most] = [0, 0];
	for await (const part of parts()) {
		seen += part.length > 0 ? 1 : 0;
		if (seen % LOOK_EVERY === 0) most = Math.max(most, held() - before);
	}
	return {
		what: `log for spreadsheets, ${number(rows)} rows`,
		result: `${number(wallMs)} ms`,
		ratio: `${times(wallMs / reference, 'a page of the log read')}, ${megabytes(bytes)}; on the way it holds ${megabytes(most)}`,
	};
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes that are in use now, and no garbage. */
function held(): number {
	collect();
	return process.memoryUsage().heapUsed;
}

async function fastest(work: () => Promise<void>): Promise<number> {
	let best = Infinity;
	for (let round = 0; round < ROUNDS; round++) best = Math.min(best, (await timed(work)).wallMs);
	return best;
}
