import type { PartialFault } from '../../common/faults';
import type { SalesforceErrorBody } from '../errors';
import type { Row } from '../schema/types';

/** Who writes, and what the request allows. */
export interface SaveContext {
	userId: string;
	/** `Sforce-Duplicate-Rule-Header: allowSave=true`. */
	allowDuplicates: boolean;
	/** Control calls only: the version stays unseen by readers for this long. */
	lateMs?: number;
	/** Control calls only: an automatic change, which moves SystemModstamp but not LastModifiedDate. */
	system?: boolean;
	/** An injected fault for some items of a collection. */
	partial?: PartialFault;
}

/** Result of one saved record. */
export type SaveResult =
	{ success: true; id: string; created: boolean; row: Row } | { success: false; errors: SalesforceErrorBody[] };

export const failed = (...errors: SalesforceErrorBody[]): SaveResult => ({ success: false, errors });
