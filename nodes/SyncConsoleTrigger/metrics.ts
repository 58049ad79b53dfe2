import type { IWebhookFunctions } from 'n8n-workflow';
import { EXPOSITION_TYPE, metricsOf } from '../../console';
import { PAGE_HEADERS, type PageAnswer } from '../../console/page';
import { one, type Params } from '../../console/page/params';
import type { SyncStore } from '../../engine/run/store-port';
import { systemClock } from '../common/clock';

/** The view of the path that a monitoring system asks for. */
export const isForMetrics = (query: Params): boolean => one(query, 'view') === 'metrics';

/** For who has signed in; nothing where the node does not serve them. @throws StoreError */
export async function metricsAnswer(context: Pick<IWebhookFunctions, 'getNodeParameter'>, store: SyncStore): Promise<PageAnswer> {
	if (context.getNodeParameter('serveMetrics', false) !== true) {
		return { status: 404, headers: { ...PAGE_HEADERS, 'Content-Type': 'text/plain; charset=utf-8' }, body: 'Metrics are not served here. Switch on "Serve Metrics" in the Sync Console Trigger and publish its workflow again.' };
	}
	return { status: 200, headers: { ...PAGE_HEADERS, 'Content-Type': EXPOSITION_TYPE }, body: await metricsOf(store, systemClock.now()) };
}
