import type { Ending, Job } from '../job';
import type { LifecycleContext } from './context';
import { settleConversions } from './conversions';
import { passDeletesOn } from './deletes';
import { settleMerges } from './merges';
import { endOvertaken } from './overtaken';
import { welcomeBack } from './returns';

export { isLive, type LifecycleContext } from './context';
export { bringBack } from './returns';

/**
 * Everything that happens to a record as a whole (merged, converted, deleted, restored), before its fields are looked at. In this order,
 * so that a delete in the same run sees who took over. `rest`: records that are there, with counterparts that are, as far as we know.
 */
export async function lifecycle(jobs: readonly Job[], context: LifecycleContext): Promise<{ ended: Ending[]; rest: Job[] }> {
	const merged = await settleMerges(jobs, context);
	const converted = await settleConversions(merged.rest, context);
	const deleted = await passDeletesOn(converted.rest, context);
	const back = await welcomeBack(deleted.rest, context);
	const overtaken = await endOvertaken(back.rest, context);
	return { ended: [...merged.ended, ...converted.ended, ...deleted.ended, ...back.ended, ...overtaken.ended], rest: overtaken.rest };
}
