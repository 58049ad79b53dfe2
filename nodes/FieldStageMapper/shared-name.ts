import type { IExecuteFunctions } from 'n8n-workflow';
import type { MapperParameters } from './parameters';

/** Two portals under one name share what people answered: better said before the first question than after it. */
export function tellSharedName(context: Pick<IExecuteFunctions, 'addExecutionHints'>, { syncName }: Pick<MapperParameters, 'syncName'>, connections: readonly string[]): void {
	if (syncName !== '' || connections.length < 2) return;
	context.addExecutionHints({
		message: `Mappers of ${connections.length} different connections share this sync (${connections.map((both) => both.replace('~', ' ⇄ ')).join(', ')}), and with it the questions in the review list and the values assigned there. Give the mappers of each connection a Sync Name of their own.`,
		type: 'warning',
		location: 'outputPane',
	});
}
