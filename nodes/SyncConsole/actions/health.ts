import { z } from 'zod';
import { alertsOf, digestOf, healthOf, letterOf, tellAlerts, THRESHOLDS } from '../../../console';
import { systemClock } from '../../common/clock';
import { parametersOf, type Door, type Operation } from './door';
import { optional, present } from './settings';

const DAY_MS = 24 * 3_600_000;

const minutes = optional(z.number().min(0));
const alertsSchema = z.object({
	alerts: z.enum(['news', 'standing']),
	alertOptions: z.object({ backlogMinutes: minutes, backlogSize: optional(z.number().int().min(1)), troubleMinutes: minutes, ended: optional(z.boolean()), listener: optional(z.string().trim()) }),
});
const digestSchema = z.object({ since: optional(z.string().transform((text) => new Date(text))) });

export const health: Record<string, Operation> = {
	get: async ({ store }) => [await healthOf(store, systemClock.now())],

	async getAlerts(door) {
		const { alerts, alertOptions } = parametersOf(door, alertsSchema);
		const { ended = true, listener = ownName(door), ...thresholds } = alertOptions;
		const now = systemClock.now();
		const standing = await alertsOf(door.store, now, { ...THRESHOLDS, ...present(thresholds) });
		// Whoever tries the workflow in the editor takes nothing away from those whom it tells when it runs by itself.
		if (alerts === 'standing' || door.context.getMode() === 'manual') return standing.map((alert) => ({ ...alert, state: 'stands' }));
		const news = await tellAlerts(door.store, listener, standing, now);
		return ended ? news : news.filter(({ state }) => state === 'began');
	},

	async getDigest(door) {
		const { since } = parametersOf(door, digestSchema);
		const now = systemClock.now();
		const figures = await digestOf(door.store, { since: since ?? new Date(now.getTime() - DAY_MS), now });
		return [{ ...figures, ...letterOf(figures) }];
	},
};

/** Two nodes of a workflow, and a workflow and its copy, hear for themselves. */
const ownName = ({ context }: Door): string => `${context.getWorkflow().id ?? ''}/${context.getNode().id}`;
