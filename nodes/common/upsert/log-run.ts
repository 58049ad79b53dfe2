import type { IExecuteFunctions } from 'n8n-workflow';
import { countBy } from 'lodash';
import type { RecordOutcome } from '../../../engine/run/batch';

/** What became of a run's changes, to n8n's log: routine for who looks for it, failures as warnings. Counts only, no record. */
export function logRun(context: Pick<IExecuteFunctions, 'logger' | 'getNode'>, outcomes: readonly Pick<RecordOutcome, 'outcome' | 'reason'>[]): void {
	if (outcomes.length === 0) return;
	const { name } = context.getNode();
	context.logger.debug(`${name}: ${outcomes.length} changes came to their ends: ${inWords(countBy(outcomes, 'outcome'))}.`);
	const failed = outcomes.filter(({ outcome }) => outcome === 'failed');
	if (failed.length === 0) return;
	context.logger.warn(`${name}: ${failed.length} of ${outcomes.length} changes failed (${inWords(countBy(failed, 'reason'))}). They are kept; the Sync Console’s log says what to do.`);
}

const inWords = (counts: Readonly<Record<string, number>>): string => Object.entries(counts).map(([what, count]) => `${count} ${what}`).join(', ');
