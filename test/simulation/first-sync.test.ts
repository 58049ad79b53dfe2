import { countBy } from 'lodash';
import { Pipeline } from '../support/pipeline';

jest.setTimeout(120_000);

describe('the first sync, without n8n', () => {
	let pipeline: Pipeline;
	beforeAll(async () => {
		pipeline = await Pipeline.start();
	});
	afterAll(async () => {
		await pipeline.stop();
	});

	it('gives every record one outcome', async () => {
		const started = Date.now();
		await pipeline.run();
		console.log('ms', Date.now() - started, countBy(pipeline.outcomes, (o) => `${o.source.object} ${o.outcome}/${o.reason}`), pipeline.salesforce.stats.snapshot(), pipeline.pact.stats.snapshot());
		console.log(await pipeline.store.outcomeCounts(), await pipeline.store.pendingCounts());
		console.log(countBy(pipeline.outcomes.flatMap((o) => o.message.match(/[^.:]*(no partner|no counterpart|not linked|is not|left out|longer)[^.]*/g) ?? []).map((m) => m.replace(/\d{2,}\w*/g, '#').slice(0,120))));
		console.log(pipeline.outcomes.filter((o) => ['failed', 'conflict', 'waiting'].includes(o.outcome)).slice(0, 30).map((o) => o.message));
	});
});
