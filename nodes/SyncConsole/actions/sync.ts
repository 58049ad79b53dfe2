import { z } from 'zod';
import { ConsoleProblem, exportSettings, importSettings, setPaused } from '../../../console';
import type { Forgettable } from '../../../engine/run/forget-port';
import type { PactAuthentication } from '../../common/authentication';
import { systemClock } from '../../common/clock';
import { wakeTriggers } from '../../common/console';
import { pactOf } from '../../common/systems';
import { deciderOf, parametersOf, type Operation } from './door';
import { reading } from './reading';
import { rehearsal } from './rehearsal';
import { optional } from './settings';

const pauseSchema = z.object({ trigger: optional(z.string()), reason: optional(z.string()) });
const forgetSchema = z.object({ forget: z.enum(['pair', 'trigger']), pair: optional(z.string()), trigger: optional(z.string()), confirmed: z.boolean() });
/** A choice of the list names the two connections as well; a person may give the pair alone. */
const linkedSyncSchema = z.object({ pair: z.string(), left: z.string(), right: z.string() });

/** A dropdown's value for a pair between two connections. */
export const linkedSyncChoice = (sync: z.output<typeof linkedSyncSchema>): string => JSON.stringify(sync);

export const sync: Record<string, Operation> = {
	...reading,
	...rehearsal,

	async pause(door) {
		const { trigger, reason } = parametersOf(door, pauseSchema);
		return await setPaused(door.store, trigger, true, { because: reason, by: deciderOf(door) });
	},

	async resume(door) {
		const { trigger } = parametersOf(door, pauseSchema);
		const resumed = await setPaused(door.store, trigger, false, { by: deciderOf(door) });
		await wakeTriggers(door.store);
		return resumed;
	},

	async forget(door) {
		const { forget, pair, trigger, confirmed } = parametersOf(door, forgetSchema);
		const chosen = forget === 'pair' ? pair : trigger;
		if (chosen === undefined) throw new ConsoleProblem('Nothing was chosen to be forgotten.', 'Choose a sync or a trigger from the list.');
		if (!confirmed) throw new ConsoleProblem('Nothing was forgotten.', 'Forgetting cannot be undone: switch on "I Want This to Be Forgotten" if you mean it.');
		const forgotten = await door.store.forget(forget === 'pair' ? pairOf(chosen) : { feed: chosen }, deciderOf(door).person);
		return [{ forgotten: true, ...forgotten }];
	},

	exportSettings: async ({ store }) => [await exportSettings(store, systemClock.now())],

	async importSettings(door) {
		const { settings } = parametersOf(door, z.object({ settings: z.unknown() }));
		const imported = await importSettings(door.store, typeof settings === 'string' ? jsonOf(settings) : settings);
		await wakeTriggers(door.store);
		return [imported];
	},

	async checkPactApi({ context, item }) {
		const pact = await pactOf(context, context.getNodeParameter('authentication', item, 'apiKey') as PactAuthentication);
		return await pact.checkAssumptions();
	},
};

function pairOf(chosen: string): Forgettable {
	const named = linkedSyncSchema.safeParse(jsonOf(chosen));
	return named.success ? named.data : { pair: chosen };
}

/** Undefined where the text is no JSON: whoever takes it says what was expected. */
function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}
