import type { SyncStore } from '../../engine/run/store-port';
import { healthOf, type Health } from '../health';
import { ConsoleProblem } from '../problem';
import type { Hands } from '../resolve';
import { act, type Done } from './actions';
import { logCsv } from './csv';
import { formToken, isOurForm } from './form-token';
import type { Html } from './html';
import { layout, VIEWS, type Layout, type View } from './layout';
import { one, oneOf, type Params } from './params';
import { healthView } from './views/health';
import { issuesView } from './views/issues';
import { logQuestion, logView } from './views/log';
import { recordView } from './views/record';
import { rehearsalsView } from './views/rehearsals';
import { reviewView } from './views/review';
import { runsView } from './views/runs';

export interface PageRequest {
	/** Where the page is served, for its forms' tokens. */
	path: string;
	query: Params;
	/** Of a button that was pressed; absent: the page is only looked at. */
	form?: Params;
}

export interface PageAnswer {
	status: number;
	headers: Record<string, string>;
	body: string;
	/** Instead of the body: what may be too long to be held in memory, in parts that are made as they are sent. */
	stream?: AsyncIterable<string>;
	/** What a person did with it. */
	done?: Done;
}

/** Whatever records hold, nothing of it can run, load or be sent elsewhere; nothing is kept by the browser. */
export const PAGE_HEADERS = {
	'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; sandbox allow-forms allow-downloads allow-top-navigation-by-user-activation",
	'Cache-Control': 'no-store',
	'X-Content-Type-Options': 'nosniff',
	'X-Frame-Options': 'DENY',
	'Referrer-Policy': 'no-referrer',
} as const;

/** The page that was asked for, after what its button does. Who asks has signed in already. @throws StoreError */
export async function answerPage(store: SyncStore, request: PageRequest, { hands, now }: { hands: Hands; now: Date }): Promise<PageAnswer> {
	const { path, query, form } = request;
	try {
		if (form === undefined && one(query, 'view') === 'log' && one(query, 'format') === 'csv') return csv(await logCsv(store, logQuestion(query)));
		if (form !== undefined && !isOurForm(store.hash, path, one(form, 'token') ?? '', now.getTime())) {
			return await shown(store, request, now, { status: 403, notice: { text: 'Nothing was done: this page was open for too long, or the button was not on it. Try again now.', failed: true } });
		}
		const done = form && (await act(store, form, hands, now));
		return { ...(await shown(store, request, now, done ? { notice: { text: done.message } } : {})), ...(done ? { done } : {}) };
	} catch (error) {
		if (!(error instanceof ConsoleProblem)) throw error;
		return await shown(store, { path, query: form === undefined ? {} : query }, now, { status: form === undefined ? 404 : 409, notice: { text: `${error.message} ${error.advice}`, failed: true } });
	}
}

/** Beneath a button may be a view that cannot be shown (any more): what came of the button is told all the same. @throws ConsoleProblem */
async function shown(store: SyncStore, request: PageRequest, now: Date, told: Told): Promise<PageAnswer> {
	try {
		return await page(store, request, now, told);
	} catch (error) {
		if (!(error instanceof ConsoleProblem) || told.notice === undefined) throw error;
		return await page(store, { ...request, query: {} }, now, told);
	}
}

interface Told {
	status?: number;
	notice?: NonNullable<Layout['notice']>;
}

function csv(stream: AsyncIterable<string>): PageAnswer {
	return { status: 200, headers: { ...PAGE_HEADERS, 'Content-Type': 'text/csv; charset=utf-8', 'Content-Disposition': 'attachment; filename="sync-log.csv"' }, body: '', stream };
}

async function page(store: SyncStore, { path, query }: PageRequest, now: Date, { status = 200, notice }: Told): Promise<PageAnswer> {
	const token = formToken(store.hash, path, now.getTime());
	const health = await healthOf(store, now);
	const rehearsed = (await store.rehearsals()).filter(({ live }) => live === undefined).length;
	const counts = { review: health.questions, issues: health.issues, rehearsals: rehearsed };
	const shown: View | 'record' = oneOf(query, 'view', [...VIEWS, 'record'] as const) ?? 'health';
	const body = await bodyOf(shown, { store, query, now, token, health });
	const view: View = shown === 'record' ? 'log' : shown;
	const document = layout({ view, title: shown === 'record' ? 'Record' : undefined, counts, ...(notice ? { notice } : {}), at: now.toISOString(), body });
	return { status, headers: { ...PAGE_HEADERS, 'Content-Type': 'text/html; charset=utf-8' }, body: document };
}

async function bodyOf(view: View | 'record', { store, query, now, token, health }: { store: SyncStore; query: Params; now: Date; token: string; health: Health }): Promise<Html> {
	switch (view) {
		case 'health':
			return await healthView(store, health, { token, now });
		case 'review':
			return await reviewView(store, query, { token });
		case 'issues':
			return await issuesView(store, { token });
		case 'runs':
			return await runsView(store, { token, now });
		case 'rehearsals':
			return await rehearsalsView(store, { token });
		case 'log':
			return await logView(store, query);
		case 'record':
			return await recordView(store, query, now);
	}
}
