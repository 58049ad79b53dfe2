import { refKey, type RecordRef } from '../model';

/** The same whichever side the record is on: the two directions of a pair must not meet either. */
export const recordLock = (ref: RecordRef): string => `record|${refKey(ref)}`;
