import { healthOf } from '../../../console';
import { systemClock } from '../../common/clock';
import type { Operation } from './door';

export const health: Record<string, Operation> = {
	get: async ({ store }) => [await healthOf(store, systemClock.now())],
};
