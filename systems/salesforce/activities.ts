import type { FieldSchema, FieldValue, FieldValues } from '../../engine/model';
import type { WriteOp } from '../../engine/run/system-port';
import { pickFields } from '../common/flatten';
import type { Row } from './contract';
import { isoMoment } from './soql';

/*
 * Tasks and events. `WhatId` points at records of many objects; the fields of ours say one of them each:
 * - `What.Account`: the account that it is about, also where it is about one of its deals or people (`AccountId` of Salesforce's own);
 * - `What.Opportunity`;
 * - `When`: one moment for both, whatever was filled in.
 * `WhoId`, a contact or a lead, is told by its id alone.
 */

/** First characters of ids: help article "Standard Field Record ID Prefix Decoder". */
const OPPORTUNITY_PREFIX = '006';
const ABOUT = { account: 'What.Account', opportunity: 'What.Opportunity', when: 'When' } as const;
/** Minutes of an event whose length nobody said; Salesforce wants one. */
const EVENT_MINUTES = 30;
/** A day as a moment: its noon, which is the same day in most zones. */
const NOON = 'T12:00:00.000Z';

/** `2026-11-21` */
const DAY_LENGTH = 10;

/** The fields that are read for one of ours. */
const READS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
	Task: { [ABOUT.account]: ['AccountId'], [ABOUT.opportunity]: ['WhatId'], [ABOUT.when]: ['ActivityDate', 'CompletedDateTime', 'CreatedDate'] },
	Event: { [ABOUT.account]: ['AccountId'], [ABOUT.opportunity]: ['WhatId'], [ABOUT.when]: ['ActivityDateTime'] },
};

export const isActivity = (object: string): boolean => object in READS;

/** Names for a SELECT that answers these fields. */
export function selected(object: string, fields: readonly string[]): string[] {
	return fields.flatMap((field) => READS[object]?.[field] ?? [field]);
}

/** The named fields of a row, `null` where it has none. */
export function fieldsOf(object: string, row: Row, fields: readonly string[]): FieldValues {
	const values = pickFields(row, fields);
	const ours = READS[object];
	if (ours === undefined) return values;
	for (const field of fields) if (ours[field] !== undefined) values[field] = ourValue(object, row, field);
	return values;
}

function ourValue(object: string, row: Row, field: string): FieldValue {
	const text = (name: string): string | null => (typeof row[name] === 'string' && row[name] !== '' ? row[name] : null);
	if (field === ABOUT.account) return text('AccountId');
	if (field === ABOUT.opportunity) return text('WhatId')?.startsWith(OPPORTUNITY_PREFIX) ? text('WhatId') : null;
	const moment = (name: string): string | null => (text(name) === null ? null : isoMoment(row[name]));
	if (object === 'Event') return moment('ActivityDateTime');
	const day = text('ActivityDate');
	const completed = moment('CompletedDateTime');
	if (day === null) return completed ?? moment('CreatedDate');
	// Logged on its day: the time of day is worth having.
	return completed?.startsWith(day) ? completed : `${day}${NOON}`;
}

/** The values as Salesforce takes them. An activity about a deal is about its account by itself. */
export function sendable(object: string, { op, values }: Pick<WriteOp, 'op' | 'values'>): FieldValues {
	if (READS[object] === undefined) return values;
	const { [ABOUT.account]: account, [ABOUT.opportunity]: opportunity, [ABOUT.when]: when, ...rest } = values;
	const what = opportunity ?? account;
	const isNew = op === 'create' && object === 'Event';
	return {
		...(isNew && rest.EndDateTime === undefined ? { DurationInMinutes: EVENT_MINUTES } : {}),
		...rest,
		...(what === undefined || (what === null && rest.WhatId !== undefined) ? {} : { WhatId: what }),
		...(when === undefined ? {} : object === 'Event' ? { ActivityDateTime: when } : { ActivityDate: typeof when === 'string' ? when.slice(0, DAY_LENGTH) : null }),
	};
}

/** What a description does not list. What an activity is about is said when it is made. */
export function activityFields(object: string, own: readonly FieldSchema[]): FieldSchema[] {
	const reads = READS[object];
	if (reads === undefined) return [];
	const has = (name: string): boolean => own.some((field) => field.name === name);
	const what = own.find(({ name }) => name === 'WhatId');
	const base = { custom: false, requiredOnCreate: false, createable: what?.createable ?? false, updateable: false };
	const all: FieldSchema[] = [
		{ ...base, name: ABOUT.account, label: 'Account', type: 'reference', referenceTo: ['Account'] },
		{ ...base, name: ABOUT.opportunity, label: 'Opportunity', type: 'reference', referenceTo: ['Opportunity'] },
		{ ...base, name: ABOUT.when, label: 'When', type: 'datetime', updateable: base.createable, requiredOnCreate: object === 'Event' },
	];
	return all.filter(({ name }) => (reads[name] ?? []).every(has));
}
