import { z } from 'zod';
import { dryRunReports, goLive, rehearse } from '../../../console';
import { wakeTriggers } from '../../common/console';
import { deciderOf, parametersOf, type Operation } from './door';
import { optional } from './settings';

const pairSchema = z.object({ rehearsedPair: optional(z.string()) });
const reportSchema = pairSchema.extend({ examples: z.number().int().min(0) });

/** Operations of "Sync" around going live. */
export const rehearsal: Record<string, Operation> = {
	async getDryRunReport(door) {
		const { rehearsedPair: pair, examples } = parametersOf(door, reportSchema);
		return await dryRunReports(door.store, { pair, examples });
	},

	async goLive(door) {
		const { rehearsedPair } = parametersOf(door, pairSchema);
		const live = await goLive(door.store, rehearsedPair, deciderOf(door).person);
		await wakeTriggers(door.store);
		return live;
	},

	async rehearse(door) {
		const { rehearsedPair } = parametersOf(door, pairSchema);
		const rehearsed = await rehearse(door.store, rehearsedPair);
		await wakeTriggers(door.store);
		return rehearsed;
	},
};
