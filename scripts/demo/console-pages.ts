import { z } from 'zod';

/** A line of the sync's log, as its download has it. */
interface LogLine {
	at: string;
	sync: string;
	outcome: string;
	reason: string;
	message: string;
	field: string;
	old: string;
	new: string;
	gaveWay: string;
}

export interface FirstSync {
	trigger: string;
	object: string;
	done: number;
	total: number;
}

const METRIC = /^n8n_pact_sync_(first_sync_records_done|first_sync_records_total)\{(.*)\} (\d+)$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;
const CELL = /"((?:[^"]|"")*)"(,|\r\n)/g;
const headSchema = z.array(z.string());

/** The Sync Console as the landing page reads it: its figures and its log, by the addresses that anybody may use. */
export class ConsolePages {
	private readonly headers: Record<string, string>;

	constructor(
		private readonly address: string,
		signIn: { user: string; password: string },
	) {
		this.headers = { authorization: `Basic ${Buffer.from(`${signIn.user}:${signIn.password}`).toString('base64')}` };
	}

	/** How far each first sync has come, also those that are over. */
	async firstSyncs(): Promise<FirstSync[]> {
		const found = new Map<string, FirstSync>();
		for (const line of (await this.text('metrics')).split('\n')) {
			const [, what, labels = '', value] = METRIC.exec(line) ?? [];
			if (what === undefined) continue;
			const { name = '', object = '' } = Object.fromEntries([...labels.matchAll(LABEL)].map(([, label, text]) => [label, text])) as { name?: string; object?: string };
			const one = found.get(labels) ?? { trigger: name, object, done: 0, total: 0 };
			one[what.endsWith('done') ? 'done' : 'total'] = Number(value);
			found.set(labels, one);
		}
		return [...found.values()];
	}

	/** What became of a record's changes, newest first. Nothing, while the sync has not met it. */
	async log(record: string): Promise<LogLine[]> {
		const text = await this.text('log', { format: 'csv', record });
		const [head = [], ...rows] = cellsOf(text);
		const at = (name: string) => headSchema.parse(head).indexOf(name);
		return rows.map((cells) => ({
			at: cells[at('at')] ?? '',
			sync: cells[at('sync')] ?? '',
			outcome: cells[at('outcome')] ?? '',
			reason: cells[at('reason')] ?? '',
			message: cells[at('message')] ?? '',
			field: cells[at('field')] ?? '',
			old: cells[at('old')] ?? '',
			new: cells[at('new')] ?? '',
			gaveWay: cells[at('gave way')] ?? '',
		}));
	}

	private async text(view: string, query: Record<string, string> = {}): Promise<string> {
		const answer = await fetch(`${this.address}?${new URLSearchParams({ view, ...query }).toString()}`, { headers: this.headers });
		// 404: a record that the sync has not met, or a page that is not published.
		if (answer.status === 404) return '';
		if (!answer.ok) throw new Error(`The Sync Console answered ${answer.status}.`);
		return await answer.text();
	}
}

function cellsOf(csv: string): string[][] {
	const rows: string[][] = [[]];
	for (const [, text = '', end] of csv.matchAll(CELL)) {
		rows.at(-1)?.push(text.replaceAll('""', '"'));
		if (end !== ',') rows.push([]);
	}
	return rows.filter(({ length }) => length > 0);
}
