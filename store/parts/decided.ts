import type { Assignment } from '../../engine/run/console-port';
import type { DecisionStore, QuestionGroup } from '../../engine/run/decisions-port';
import { foldCase } from '../engine-values';
import type { Scope } from '../session';
import { writeLines } from './log';

/** See `DecisionStore.questionGroups`. */
export async function questionGroups({ db }: Scope): Promise<QuestionGroup[]> {
	const rows = await db
		.selectFrom('reviews')
		.select(({ fn }) => ['pair', 'kind', 'row', fn.countAll<number>().as('count'), fn.max('id').as('last')])
		.where('open', '=', 1)
		.groupBy(['pair', 'kind', 'row'])
		.orderBy('pair')
		.orderBy('kind')
		.orderBy('row')
		.execute();
	return rows.map(({ pair, kind, row, count, last }) => ({
		pair,
		kind: kind as QuestionGroup['kind'],
		...(row === null ? {} : { row }),
		count: Number(count),
		upTo: String(last),
	}));
}

/** See `DecisionStore.noteDecision`. */
export async function noteDecision(scope: Scope, line: Parameters<DecisionStore['noteDecision']>[0]): Promise<void> {
	await writeLines(scope, [{ ...line, at: new Date(scope.now).toISOString() }]);
}

export async function persons({ db }: Scope): Promise<string[]> {
	const rows = await db.selectFrom('log').select('person').distinct().where('person', 'is not', null).orderBy('person').execute();
	return rows.flatMap(({ person }) => (person === null ? [] : [person]));
}

/** See `DecisionStore.removeAssignment`. */
export async function removeAssignment({ db }: Scope, { pair, row, side, from }: Omit<Assignment, 'to'>): Promise<boolean> {
	const { numDeletedRows } = await db
		.deleteFrom('assignments')
		.where('pair', '=', pair)
		.where('row', '=', row)
		.where('side', '=', side)
		.where('from_key', '=', foldCase(from))
		.executeTakeFirst();
	return numDeletedRows > 0n;
}
