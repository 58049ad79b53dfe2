import { stageNamed } from '../schema/stages';
import type { Row, Value } from '../schema/types';

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

/** Fills the fields that the service derives. `given` names the fields this call sets. */
export function derive(object: string, draft: Draft, before: Row | undefined, given: ReadonlySet<string>): void {
	if (object === 'Contact' || object === 'Lead') draft.Name = fullName(draft);
	if (object === 'Opportunity') opportunity(draft, before, given);
}
