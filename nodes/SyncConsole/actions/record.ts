import { z } from 'zod';
import { explain, linksOfRecord, recordOf } from '../../../console';
import type { RecordRef } from '../../../engine/model';
import { systemClock } from '../../common/clock';
import { parametersOf, type Door, type Operation } from './door';
import { present, recordIdSchema, whichRecord } from './settings';

const recordSchema = z.object({ recordId: recordIdSchema, options: z.object(whichRecord) });

async function askedRecord(door: Door): Promise<RecordRef> {
	const { recordId, options } = parametersOf(door, recordSchema);
	return await recordOf(door.store, { id: recordId, ...present(options) });
}

export const record: Record<string, Operation> = {
	explain: async (door) => [await explain(door.store, await askedRecord(door), systemClock.now())],
	getLinks: async (door) => await linksOfRecord(door.store, await askedRecord(door)),
};
