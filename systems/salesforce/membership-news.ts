import { z } from 'zod';
import { plainText } from '../common/flatten';
import type { MembershipNews } from '../common/memberships';
import { readPosition } from '../common/position';
import type { SalesforceClient } from './client';
import { MAX_PAGE_ROWS } from './limits';
import { isoMoment, soqlMoment, soqlText } from './soql';

/** A membership may become visible some minutes after its stamp; so much is looked back with every look. */
const LOOK_BACK_MS = 5 * 60_000;
/** Rows of that time that are remembered as told; with more than these nothing is looked back. */
const MOST_REMEMBERED = 1_000;

const stateSchema = z.object({
	/** The latest (SystemModstamp, Id) of a membership that was seen. */
	stamp: z.iso.datetime(),
	id: z.string().regex(/^[A-Za-z0-9]*$/),
	/** Nothing before is asked for. */
	floor: z.iso.datetime(),
	/** Memberships of the last minutes that were told, each with its stamp. */
	told: z.array(z.tuple([z.string(), z.iso.datetime()])),
});
type State = z.infer<typeof stateSchema>;

const BEGINNING = '1970-01-01T00:00:00.000Z';

/** From the newest membership on. */
export async function startNews(client: SalesforceClient, person: string): Promise<string> {
	const { records } = await client.query(`SELECT Id, SystemModstamp FROM CampaignMember WHERE ${person} != null ORDER BY SystemModstamp DESC, Id DESC LIMIT 1`, { deleted: true });
	const [newest] = records;
	const stamp = newest === undefined ? BEGINNING : isoMoment(newest.SystemModstamp);
	return write({ stamp, id: newest === undefined ? '' : plainText(newest.Id), floor: stamp, told: newest === undefined ? [] : [[plainText(newest.Id), stamp]] });
}

/**
 * The next people whose memberships were made, changed or deleted, in the order of (SystemModstamp, Id). One query; memberships that were
 * deleted are told by the recycle bin.
 */
export async function membershipNews(client: SalesforceClient, person: string, text: string, limit: number): Promise<MembershipNews> {
	const state = read(text);
	const looksBack = state.told.length <= MOST_REMEMBERED;
	const from = new Date(Math.max(Date.parse(state.floor), Date.parse(state.stamp) - LOOK_BACK_MS)).toISOString();
	const after = `(SystemModstamp > ${soqlMoment(state.stamp)} OR (SystemModstamp = ${soqlMoment(state.stamp)} AND Id > ${soqlText(state.id)}))`;
	// What was told and comes once more takes its place in the page.
	const rows = Math.min(limit + (looksBack ? state.told.length : 0), MAX_PAGE_ROWS);
	const { records, done } = await client.query(
		`SELECT Id, SystemModstamp, ${person} FROM CampaignMember WHERE ${person} != null AND ${looksBack ? `SystemModstamp >= ${soqlMoment(from)}` : after} ORDER BY SystemModstamp, Id LIMIT ${rows}`,
		{ deleted: true },
	);
	const known = new Set(state.told.map((pair) => pair.join()));
	const seen = records.map((row) => ({ id: plainText(row.Id), stamp: isoMoment(row.SystemModstamp), person: row[person] }));
	const news = seen.filter(({ id, stamp }) => !known.has([id, stamp].join()));
	const last = seen.at(-1);
	const more = !done || records.length >= rows;
	if (news.length === 0 && !more) return { ids: [], state: text, more: false };
	const moves = last !== undefined && (last.stamp > state.stamp || (last.stamp === state.stamp && last.id > state.id));
	const position = moves ? { stamp: last.stamp, id: last.id } : { stamp: state.stamp, id: state.id };
	const recent = Date.parse(position.stamp) - LOOK_BACK_MS;
	const told = [...state.told, ...news.map(({ id, stamp }): [string, string] => [id, stamp])].filter(([, stamp]) => Date.parse(stamp) >= recent);
	return { ids: [...new Set(news.flatMap(({ person: id }) => (typeof id === 'string' ? [id] : [])))], state: write({ ...state, ...position, told }), more };
}

const write = (state: State): string => JSON.stringify(stateSchema.parse(state));

const read = (text: string): State => readPosition(stateSchema, text, "The stored reading position of Salesforce's campaigns is none. Reset the trigger's position for this object.");
