import type { SalesforceErrorBody } from './errors';
import type { Org } from './org';
import type { SaveContext, SaveResult } from './save/context';
import { convertLead, type ConvertOptions } from './save/convert';
import { merge } from './save/merge';
import { remove, undelete } from './save/remove';
import { insert, touched, update } from './save/save';
import { coerce } from './save/coerce';
import { noteHistory } from './save/history';
import { historyPlace, MAX_TRACKED } from './schema/history';
import type { ObjectSchema, Row, Value } from './schema/types';
import { generateRows } from './seed';

type Fields = Record<string, unknown>;

/** How a direct write differs from one through the API. */
export interface DirectOptions {
	/** Readers see the new version only when the clock has moved on by this much; its stamp is that of now. */
	lateMs?: number;
	/** An automatic change: SystemModstamp moves, LastModifiedDate does not. */
	system?: boolean;
	/** Id of the user who makes the change; the integration user unless given. */
	by?: string;
	/** Default true: an administrator may save duplicates. */
	allowDuplicates?: boolean;
}

/** A direct write that a rule of the org refused. */
export class SaveRefused extends Error {
	constructor(readonly errors: SalesforceErrorBody[]) {
		super(errors.map((error) => `${error.code}: ${error.message}`).join('; '));
		this.name = 'SaveRefused';
	}
}

/** Writes by "a person in Salesforce": the same rules as the API, no HTTP, no session, no API call counted. */
export class DirectAccess {
	constructor(private readonly org: Org) {}

	/** All visible rows of an object, deleted ones too, in order of creation. */
	records(object: string): Row[] {
		return [...this.org.store.table(this.schema(object).name).all()];
	}

	/** Creates a record; answers its id. Throws SaveRefused. */
	create(object: string, fields: Fields, options: DirectOptions = {}): string {
		return this.done(insert(this.org.store, this.schema(object), fields, this.context(options)));
	}

	/** Changes a record. Throws SaveRefused. */
	edit(object: string, id: string, fields: Fields, options: DirectOptions = {}): void {
		this.done(update(this.org.store, this.schema(object), id, fields, this.context(options)));
	}

	/** Moves a record to the recycle bin. */
	delete(object: string, id: string, options: DirectOptions = {}): void {
		this.done(remove(this.org.store, this.schema(object), id, this.context(options)));
	}

	/** Takes a record out of the recycle bin. */
	undelete(object: string, id: string): void {
		this.done(undelete(this.org.store, this.schema(object), id, this.context({})));
	}

	/** Merges one or two records into a winner. */
	merge(object: string, winnerId: string, loserIds: string[]): void {
		this.done(merge(this.org.store, this.schema(object), winnerId, loserIds, this.context({})));
	}

	/** Converts a lead; the ids are then in its `Converted…` fields. */
	convertLead(leadId: string, options: ConvertOptions = {}): void {
		this.done(convertLead(this.org.store, leadId, options, this.context({})));
	}

	/** An edit that readers see `lateMs` later: a long transaction. */
	makeLate(object: string, id: string, fields: Fields, lateMs: number): void {
		this.edit(object, id, fields, { lateMs });
	}

	/**
	 * Changes many live records in one transaction: one common SystemModstamp, types checked, other rules not run. Records
	 * locked by a late version are left out.
	 * Answers how many.
	 */
	bulkTouch(
		object: string,
		ids: string[] | 'all',
		fields: Fields,
		options: DirectOptions & { limit?: number } = {},
	): number {
		const schema = this.schema(object);
		const values = this.coerced(schema, fields);
		const table = this.org.store.table(schema.name);
		const rows = ids === 'all' ? [...table.all()] : ids.map((id) => table.get(id)).filter((row) => row !== undefined);
		const live = rows.filter((row) => row.IsDeleted !== true && !table.isLocked(row.Id)).slice(0, options.limit);
		const context = this.context(options);
		const stampRow = touched(this.org.store, { Id: '' }, context);
		for (const row of live) {
			const changed = { ...row, ...values, ...stampRow, Id: row.Id };
			this.org.store.write(schema.name, changed, options.lateMs);
			noteHistory(this.org.store, schema, row, changed, context);
		}
		return live.length;
	}

	/** An admin's choice of the fields whose history is kept, in place of an earlier choice. @throws Error where Salesforce does not offer it */
	trackHistory(object: string, fields: readonly string[]): void {
		const schema = this.schema(object);
		if (historyPlace(schema.name) === undefined) throw new Error(`${schema.name} keeps no field history.`);
		const names = fields.map((name) => {
			const field = this.org.store.catalog.field(schema.name, name);
			if (!field) throw new Error(`No field ${schema.name}.${name}`);
			return field.name;
		});
		if (names.length > MAX_TRACKED) throw new Error(`You can track a maximum of ${MAX_TRACKED} fields.`);
		this.org.store.tracked.set(schema.name, new Set(names));
	}

	/** Adds realistic records with one common stamp; answers their ids. */
	generate(object: string, count: number): string[] {
		return generateRows(this.org.store, this.org.seed, this.schema(object).name, count).map((row) => row.Id);
	}

	/** Ends every session; refresh tokens stay good. */
	expireSessions(): void {
		this.org.sessions.expireAll();
		for (const client of this.org.cdc.clients.all()) client.stir();
	}

	private schema(object: string): ObjectSchema {
		const schema = this.org.store.catalog.object(object);
		if (!schema) throw new Error(`No object ${object}`);
		return schema;
	}

	private context({ lateMs, system, by, allowDuplicates = true }: DirectOptions): SaveContext {
		return {
			userId: by ?? this.org.integrationUserId,
			allowDuplicates,
			...(lateMs === undefined ? {} : { lateMs }),
			...(system === undefined ? {} : { system }),
		};
	}

	private coerced(schema: ObjectSchema, fields: Fields): Record<string, Value> {
		const values: Record<string, Value> = {};
		for (const [name, value] of Object.entries(fields)) {
			const field = this.org.store.catalog.field(schema.name, name);
			if (!field) throw new Error(`No field ${schema.name}.${name}`);
			const coerced = coerce(field, value);
			if (!coerced.ok) throw new SaveRefused([coerced.error]);
			values[field.name] = coerced.value;
		}
		return values;
	}

	private done(result: SaveResult): string {
		if (!result.success) throw new SaveRefused(result.errors);
		return result.id;
	}
}
