import { step } from '../bootstrap/progress.mjs';

interface StartStep {
	title: string;
	state: 'to do' | 'under way' | 'done' | 'failed';
	seconds?: number;
}

/** What happens at the start, told in the terminal and on the landing page. */
export class Starting {
	readonly steps: StartStep[] = [];

	constructor(titles: readonly string[]) {
		this.steps = titles.map((title) => ({ title, state: 'to do' }));
	}

	/** Does one of the steps, by its title. */
	async step<T>(title: string, about: string, work: () => Promise<T>): Promise<T> {
		const shown = this.steps.find((one) => one.title === title);
		if (!shown) throw new Error(`There is no step “${title}”.`);
		const since = Date.now();
		shown.state = 'under way';
		try {
			const result = await step({ title, about }, work);
			Object.assign(shown, { state: 'done', seconds: Math.round((Date.now() - since) / 1000) });
			return result;
		} catch (error) {
			shown.state = 'failed';
			throw error;
		}
	}
}
