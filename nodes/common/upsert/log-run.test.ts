import type { IExecuteFunctions } from 'n8n-workflow';
import { logRun } from './log-run';

function logged(...outcomes: Parameters<typeof logRun>[1][number][]) {
	const lines: string[] = [];
	const logger = Object.fromEntries(['debug', 'info', 'warn', 'error'].map((level) => [level, (message: string) => lines.push(`${level} ${message}`)]));
	logRun({ logger, getNode: () => ({ name: 'To Pact' }) } as unknown as IExecuteFunctions, outcomes);
	return lines;
}

describe('the log of a run', () => {
	it('says nothing of a run without changes, and of a good one what came of it, for who looks for it', () => {
		expect(logged()).toEqual([]);
		expect(logged({ outcome: 'created', reason: 'created' }, { outcome: 'unchanged', reason: 'echo' }, { outcome: 'unchanged', reason: 'in-agreement' })).toEqual(['debug To Pact: 3 changes came to their ends: 1 created, 2 unchanged.']);
	});

	it('warns of failures, by reason', () => {
		const lines = logged({ outcome: 'failed', reason: 'missing-required' }, { outcome: 'failed', reason: 'missing-required' }, { outcome: 'failed', reason: 'not-allowed' }, { outcome: 'created', reason: 'created' });
		expect(lines[1]).toBe('warn To Pact: 3 of 4 changes failed (2 missing-required, 1 not-allowed). They are kept; the Sync Console’s log says what to do.');
	});
});
