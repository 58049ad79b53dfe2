import { OBJECT_WORDS, type ObjectName, type PactRecord, type Values } from '../schema/objects';
import type { StageType } from '../schema/pipelines';

/** Something that happened to a record, as webhooks tell it. */
export interface WorkspaceEvent {
	readonly type: string;
	/** The record, or for `email.*` and `sequence.*` the entry of the activity feed. */
	readonly record: Readonly<Values>;
	/** Former values of the fields that changed; on updates only. */
	readonly previous?: Values;
	readonly actor: string;
}

/** What the feed and the webhooks say about one change. */
interface Announcement {
	readonly activities: ReadonlyArray<{ readonly type: string; readonly payload: Values }>;
	readonly events: readonly WorkspaceEvent[];
}

/** A change that was made. `previous` holds the former values of the changed fields, and is absent on a create. */
export interface Change {
	readonly object: ObjectName;
	readonly record: PactRecord;
	readonly previous?: Values;
	readonly actor: string;
	/** Type of the deal's stage after the change. */
	readonly stageType?: StageType | undefined;
	/** How the change came about, for the consent log. */
	readonly source: 'api' | 'manual';
	readonly consentProof?: string | undefined;
}

/**
 * Names of activities and events for a change. The feed says `contact.added` where webhooks say `contact.created`:
 * the documentation does both.
 */
export function announce(change: Change): Announcement {
	const { object, record, previous, actor } = change;
	const word = OBJECT_WORDS[object].event;
	const created = previous === undefined;
	const activities = [
		created
			? { type: `${word}.added`, payload: {} }
			: { type: `${word}.updated`, payload: { fields: Object.keys(previous) } },
	];
	const events: WorkspaceEvent[] = [
		created ? { type: `${word}.created`, record, actor } : { type: `${word}.updated`, record, previous, actor },
	];
	const note = (type: string, payload: Values, former: Values | undefined): void => {
		activities.push({ type, payload });
		events.push({ type, record, actor, ...(former ? { previous: former } : {}) });
	};
	if (object === 'opportunities') noteStage(change, note);
	if (object === 'contacts') noteConsent(change, note);
	return { activities, events };
}

type Note = (type: string, payload: Values, former: Values | undefined) => void;

function noteStage({ record, previous, stageType }: Change, note: Note): void {
	const moved = previous !== undefined && ('stage' in previous || 'pipeline' in previous);
	if (moved) {
		const from = { pipeline: previous['pipeline'] ?? record['pipeline'], stage: previous['stage'] ?? record['stage'] };
		note('deal.stage_changed', { from, to: { pipeline: record['pipeline'], stage: record['stage'] } }, from);
	}
	if (!moved && previous !== undefined) return;
	if (stageType === 'won' || stageType === 'lost') note(`deal.${stageType}`, { stage: record['stage'] }, undefined);
}

function noteConsent({ record, previous, source, consentProof }: Change, note: Note): void {
	const status = record['consent_status'];
	const former = previous?.['consent_status'];
	const changed = previous === undefined ? status !== 'pending' : former !== undefined;
	if (!changed) return;
	const payload = { from: former ?? null, to: status, source, ...(consentProof ? { proof: consentProof } : {}) };
	note('consent.changed', payload, former === undefined ? undefined : { consent_status: former });
}
