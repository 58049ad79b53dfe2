import type { RecordRef } from './ref';
import type { Change } from './item';
import type { FieldValue } from './value';

/** Every change ends in exactly one. */
export const OUTCOMES = ['created', 'updated', 'unchanged', 'skipped', 'waiting', 'conflict', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Why: stable codes for tests, filters and the error catalogue; people read `message`. */
export const REASONS = [
	'created', 'updated', 'archived', 'restored', 'linked', 'in-agreement', 'echo', 'no-difference',
	'left-out-on-canvas', 'delete-ignored', 'merged', 'create-not-allowed', 'update-not-allowed', 'newer-record-feeds-it', 'no-match-key', 'not-of-this-pair', 'superseded', 'dry-run', 'converted',
	'parent-not-linked', 'value-not-mapped', 'ask-person', 'ping-pong', 'ambiguous-match', 'unresolved-create', 'record-busy',
	'rate-limited', 'quota-spent', 'guard-tripped', 'credential-refused', 'not-allowed', 'target-gone', 'invalid-value', 'missing-required',
	'duplicate-refused', 'system-error', 'connection-lost', 'foreign-item', 'forgotten', 'decided',
] as const;
export type Reason = (typeof REASONS)[number];

/** One field's way through the merge. `lost` is the value that gave way; it is kept here so that it is never gone. */
export interface FieldMovement {
	row: string;
	field: string;
	from: FieldValue;
	to: FieldValue;
	lost?: { side: 'left' | 'right'; value: FieldValue };
	/** The field is a private one: the values are not told (they are null here). */
	hidden?: true;
}

export interface LogEntry {
	/** ISO 8601 UTC. */
	at: string;
	pair: string;
	source: RecordRef;
	target?: RecordRef;
	origin: Change['origin'];
	outcome: Outcome;
	reason: Reason;
	/** Plain words: what happened, to which record, what to do. No field values. */
	message: string;
	movements: FieldMovement[];
	/** n8n execution, where there is one. */
	execution?: string;
	dryRun?: boolean;
	/** When the source was changed, by its own system's clock (ISO 8601 UTC): what the latency is measured from. */
	changedAt?: string;
	/** Who decided it, where a person did. */
	person?: string;
}
