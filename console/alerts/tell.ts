import { z } from 'zod';
import type { SyncStore } from '../../engine/run/store-port';
import { ALERT_KINDS, type Alert } from './alert';

/** An alert as a listener hears it. */
export interface ToldAlert extends Alert {
	state: 'began' | 'ended';
	/** ISO 8601: when it was seen to be over. */
	endedAt?: string;
}

const said = z.object({
	kind: z.enum(ALERT_KINDS),
	severity: z.enum(['now', 'soon']),
	since: z.string(),
	title: z.string(),
	view: z.enum(['health', 'review', 'issues']),
	trigger: z.string().optional(),
	syncs: z.array(z.string()),
});

/** What is news to this listener: alerts that began, and those that it was told of and that are over. Each is told once. */
export async function tellAlerts(store: Pick<SyncStore, 'tellAlerts'>, listener: string, standing: readonly Alert[], now: Date): Promise<ToldAlert[]> {
	const notes = standing.map(({ key, text: _text, ...rest }) => ({ key, said: JSON.stringify(rest) }));
	const { began, ended } = await store.tellAlerts(listener, notes);
	const news = new Set(began);
	return [
		...standing.filter(({ key }) => news.has(key)).map((alert): ToldAlert => ({ ...alert, state: 'began' })),
		...ended.map(({ key, said: text }) => resolved(key, text, now)),
	];
}

function resolved(key: string, text: string, now: Date): ToldAlert {
	const { title, trigger, ...alert } = said.parse(JSON.parse(text));
	const endedAt = now.toISOString();
	return {
		...alert,
		...(trigger === undefined ? {} : { trigger }),
		key,
		title: `Resolved: ${title}`,
		text: `This is over: ${title}. It lasted from ${alert.since} to ${endedAt} at the latest. Nothing is left to do.`,
		state: 'ended',
		endedAt,
	};
}
