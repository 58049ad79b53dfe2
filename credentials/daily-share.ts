import type { INodeProperties } from 'n8n-workflow';

/** Name of the field; old credentials lack it. */
export const DAILY_SHARE = 'dailyApiShare';

/** Percent. */
export const DEFAULT_DAILY_SHARE_PERCENT = 40;

/** How much of the day's calls the sync may use. `holder`: who has them ("org"). */
export const dailyShareProperty = (holder: string, more = ''): INodeProperties => ({
	displayName: 'Daily API Share (%)',
	name: DAILY_SHARE,
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 100, numberPrecision: 0 },
	default: DEFAULT_DAILY_SHARE_PERCENT,
	description: `The largest part of the ${holder}’s API calls of a day that the sync may make, so that other tools keep theirs. When it is spent, changes wait, nothing is lost, and the sync goes on by itself. Give all credentials of one ${holder} the same share.${more}`,
});
