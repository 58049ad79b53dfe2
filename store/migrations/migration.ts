import type { ColumnDataType, Kysely } from 'kysely';
import type { Tables } from '../schema';

/** Column types whose names differ between engines. `integer` holds 64 bits. */
export interface ColumnTypes {
	integer: ColumnDataType;
	bytes: ColumnDataType;
}

/** One step of the schema. Never changed once released; its place in the list is the schema's version. */
export interface Migration {
	name: string;
	up(db: Kysely<Tables>, types: ColumnTypes): Promise<void>;
}
