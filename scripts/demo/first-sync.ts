import type { ConsolePages } from './console-pages';
import { KINDS, KIND_NAMES, TITLES, type Systems } from './systems';

export interface Bar {
	label: string;
	done: number;
	total: number;
}

export interface FirstSyncView {
	bars: Bar[];
	words: string;
	over: boolean;
}

/** The systems that hold the sample data; Pact starts empty. */
const SOURCES = ['salesforce', 'hubspot'] as const;

/** How far the first sync has come. Looks are cheap, and end when it is over. */
export class FirstSyncWatch {
	private view_: FirstSyncView = { bars: [], words: 'It begins as soon as n8n is there.', over: false };
	private firstRecordAt: number | undefined;

	constructor(
		private readonly parts: { systems: Systems; console: ConsolePages; startedAt: number },
	) {}

	get view(): FirstSyncView {
		return this.view_;
	}

	/** Seconds from the start to the first record in Pact; undefined while there is none. */
	get firstRecordSeconds(): number | undefined {
		return this.firstRecordAt === undefined ? undefined : Math.round((this.firstRecordAt - this.parts.startedAt) / 1000);
	}

	/** @param isFresh whether Pact was empty at the start */
	async look(isFresh: boolean): Promise<void> {
		if (this.view_.over) return;
		try {
			await this.lookOnce(isFresh);
		} catch (error) {
			// n8n is busy, or about to stop; the next look may do better.
			this.view_ = { ...this.view_, words: `There are no figures now: ${error instanceof Error ? error.message : String(error)}.` };
		}
	}

	private async lookOnce(isFresh: boolean): Promise<void> {
		const { systems } = this.parts;
		if (isFresh && this.firstRecordAt === undefined && (await this.inPact()) > 0) this.firstRecordAt = Date.now();
		const read = await this.parts.console.firstSyncs();
		const bars = await Promise.all(
			SOURCES.map(async (system): Promise<Bar> => {
				const counts = await Promise.all(
					KIND_NAMES.map(async (kind) => {
						const { object } = KINDS[kind][system];
						const progress = read.find((one) => one.object === object && one.trigger.endsWith(`${TITLES[system]} changes`));
						const { total } = progress ?? (await systems.latest(system, kind, 1));
						return { done: progress?.done ?? 0, total };
					}),
				);
				const sum = (what: 'done' | 'total') => counts.reduce((all, one) => all + one[what], 0);
				return { label: `${TITLES[system]}: records read`, done: sum('done'), total: sum('total') };
			}),
		);
		const over = bars.every(({ done, total }) => done >= total);
		const seconds = this.firstRecordSeconds;
		const first = seconds === undefined ? '' : ` The first record was in Pact ${seconds} s after the start.`;
		this.view_ = { bars, over, words: `${over ? 'Everything has been read once. What needs a person waits in the Sync Console.' : 'You can begin with the steps now. Until this is over, what you do takes a little longer to arrive.'}${first}` };
	}

	private async inPact(): Promise<number> {
		const totals = await Promise.all(KIND_NAMES.map(async (kind) => (await this.parts.systems.latest('pact', kind, 1)).total));
		return totals.reduce((all, total) => all + total, 0);
	}
}
