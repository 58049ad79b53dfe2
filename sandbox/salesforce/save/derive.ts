import { stageNamed } from '../schema/stages';
import type { Row, Value } from '../schema/types';
import type { Store } from '../store/store';

type Draft = Record<string, Value>;

function fullName(draft: Draft): string {
	return [draft.FirstName, draft.LastName].filter((part) => part !== null && part !== undefined).join(' ');
}

/** A moved stage sets probability and forecast category, unless the same call sets them itself. */
function opportunity(draft: Draft, before: Row | undefined, given: ReadonlySet<string>): void {
	const stage = stageNamed(String(draft.StageName));
	const moved = before?.StageName !== draft.StageName;
	draft.IsClosed = stage?.closed ?? false;
	draft.IsWon = stage?.won ?? false;
	if (!moved) return;
	if (!given.has('Probability')) draft.Probability = stage?.probability ?? 0;
	if (!given.has('ForecastCategoryName')) draft.ForecastCategoryName = stage?.forecast ?? 'Pipeline';
}

/** The account that an activity is about, by its record or by its person. */
function accountOf(draft: Draft, store: Store): Value {
	const [what, who] = [draft.WhatId, draft.WhoId].map((id) => (typeof id === 'string' ? store.find(id) : undefined));
	if (what?.object === 'Account') return what.row.Id;
	return what?.row.AccountId ?? (who?.object === 'Contact' ? who.row.AccountId : undefined) ?? null;
}

function activity(object: string, draft: Draft, store: Store): void {
	draft.AccountId = accountOf(draft, store);
	if (object !== 'Task') return;
	draft.IsClosed = draft.Status === 'Completed';
	draft.CompletedDateTime = draft.IsClosed ? (draft.CompletedDateTime ?? store.stampNow()) : null;
}

/** Fills the fields that the service derives. `given` names the fields this call sets. */
export function derive(object: string, draft: Draft, before: Row | undefined, given: ReadonlySet<string>, store: Store): void {
	if (object === 'Task' || object === 'Event') activity(object, draft, store);
	if (object === 'Contact' || object === 'Lead') draft.Name = fullName(draft);
	if (object === 'Opportunity') opportunity(draft, before, given);
	if (object === 'CampaignMember') draft.HasResponded = draft.Status === 'Responded';
}
