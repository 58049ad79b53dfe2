import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { questions, type Answer } from '../../console';
import { toNodeError } from '../common/errors';
import { syncStore } from '../common/store';
import { shortened } from './load-options';

/** More than anybody scrolls through; the rest is found by its words. */
const MOST_SHOWN = 200;

/** What the node's searchable lists show. */
export const listSearch = {
	async searchReviewItems(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
		return await searched(this, filter, async () => {
			const open = await questions(await syncStore());
			return open.map(({ id, message, answers }) => ({ name: shortened(message), value: id, description: `Takes: ${answers.map(({ label }) => label).join(', ')}` }));
		});
	},
	/** The values that the chosen item's answer takes. */
	async searchChoices(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
		return await searched(this, filter, async () => {
			const id = this.getCurrentNodeParameter('reviewItem', { extractValue: true });
			const answer = this.getCurrentNodeParameter('answer');
			const question = (await questions(await syncStore())).find((one) => one.id === String(id));
			const chosen = question?.answers.find((one: Answer) => one.answer === answer);
			return (chosen?.value?.choices ?? []).map(({ value, label }) => ({ name: label === value ? label : `${label} (${value})`, value }));
		});
	},
};

async function searched(context: ILoadOptionsFunctions, filter: string, load: () => Promise<INodeListSearchResult['results']>): Promise<INodeListSearchResult> {
	try {
		const words = filter.toLowerCase();
		return { results: (await load()).filter(({ name }) => name.toLowerCase().includes(words)).slice(0, MOST_SHOWN) };
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}
