import { sql } from 'kysely';
import type { SystemName } from '../../engine/model';
import type { CallsOfHour, ConnectionAbout, ConnectionPlace, ConnectionUsage, UsageNote, UsageStore } from '../../engine/run/usage-port';
import { chunks } from '../chunks';
import type { Scope } from '../session';
import { msOf } from '../times';

const HOUR_MS = 3_600_000;
/** Daily limits are about the last 24 hours. */
const HOURS = 24;
/** Columns of a row of `calls`. */
const COLUMNS = 4;

export async function noteUsage(scope: Scope, notes: readonly UsageNote[]): Promise<ConnectionUsage[]> {
	const { db } = scope;
	const hours = notes.flatMap(({ system, connection, calls }) => calls.map(({ hour, calls: count }) => ({ system, connection, hour: hourOf(hour), count })));
	for (const chunk of chunks(hours, COLUMNS)) {
		await db
			.insertInto('calls')
			.values(chunk)
			.onConflict((conflict) => conflict.columns(['system', 'connection', 'hour']).doUpdateSet({ count: sql<number>`calls.count + excluded.count` }))
			.execute();
	}
	for (const { system, connection, calls, about } of notes) {
		const total = calls.reduce((sum, hour) => sum + hour.calls, 0);
		await db
			.insertInto('connections')
			.values({ system, connection, total, about: JSON.stringify(about) })
			.onConflict((conflict) =>
				conflict.columns(['system', 'connection']).doUpdateSet((set) => ({ total: sql<number>`connections.total + excluded.total`, about: set.ref('excluded.about') })),
			)
			.execute();
	}
	const noted = new Set(notes.map(keyOf));
	return (await usage(scope)).filter((one) => noted.has(keyOf(one)));
}

export async function usage({ db, now }: Scope): Promise<ConnectionUsage[]> {
	const rows = await db.selectFrom('connections').selectAll().orderBy('system').orderBy('connection').execute();
	const oldest = Math.floor(now / HOUR_MS) - HOURS;
	const calls = await db.selectFrom('calls').selectAll().where('hour', '>', oldest).orderBy('hour').execute();
	return rows.map(({ system, connection, total, about }) => ({
		system: system as SystemName,
		connection,
		...(JSON.parse(about) as ConnectionAbout),
		total: Number(total),
		recent: calls.filter((row) => row.system === system && row.connection === connection).map(spoken),
	}));
}

/** The oldest hour first. */
export async function callsByHour({ db }: Scope, { since }: Parameters<UsageStore['callsByHour']>[0]): Promise<Array<ConnectionPlace & CallsOfHour>> {
	const rows = await db.selectFrom('calls').selectAll().where('hour', '>=', hourOf(since)).orderBy('hour').orderBy('system').orderBy('connection').execute();
	return rows.map((row) => ({ system: row.system as SystemName, connection: row.connection, ...spoken(row) }));
}

/** Hours that ended before that time (ms since 1970). */
export async function forgetCalls({ db }: Scope, before: number): Promise<void> {
	await db.deleteFrom('calls').where('hour', '<', Math.floor(before / HOUR_MS)).execute();
}

const keyOf = ({ system, connection }: ConnectionPlace): string => `${system}|${connection}`;
const hourOf = (at: string): number => Math.floor(msOf(at) / HOUR_MS);
const spoken = ({ hour, count }: { hour: number; count: number }): CallsOfHour => ({ hour: new Date(Number(hour) * HOUR_MS).toISOString(), calls: Number(count) });
