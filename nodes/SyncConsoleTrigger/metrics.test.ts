import type { IWebhookFunctions } from 'n8n-workflow';
import { openStore, type Store } from '../../store';
import { temporaryFolder } from '../../store/testing';
import { isForMetrics, metricsAnswer } from './metrics';

const folder = temporaryFolder();
let store: Store;
beforeEach(async () => {
	store = await openStore({ file: `${folder()}/sync.sqlite` });
	await store.describeFeed('w:n', { name: 'People', system: 'pact', connection: 'ws', objects: ['contacts'] });
});
afterEach(() => store.close());

const answer = async (serveMetrics: unknown) =>
	await metricsAnswer({ getNodeParameter: (_name: string, fallback: unknown) => serveMetrics ?? fallback } as unknown as IWebhookFunctions, store);

describe('metrics on the console’s path', () => {
	it('are served where the node says so, as the text that scrapers know', async () => {
		const { status, headers, body } = await answer(true);
		expect(status).toBe(200);
		expect(headers).toMatchObject({ 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8', 'Cache-Control': 'no-store' });
		expect(body).toContain('n8n_pact_sync_issues{feed="w:n",name="People"} 0\n');
	});

	it.each([undefined, false])('are not there unless somebody switched them on (%p)', async (serveMetrics) => {
		const { status, body } = await answer(serveMetrics);
		expect(status).toBe(404);
		expect(body).toContain('"Serve Metrics"');
		expect(body).not.toContain('People');
	});

	it('are asked for by the view of that name', () => {
		expect([isForMetrics({ view: 'metrics' }), isForMetrics({ view: 'health' }), isForMetrics({})]).toEqual([true, false, false]);
	});
});
