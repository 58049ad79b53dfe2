import type { ITriggerFunctions } from 'n8n-workflow';
import type { ObjectSchema } from '../../../engine/model';
import type { EventPort } from '../../../engine/run/events-port';
import type { ChangeSourcePort, SchemaPort } from '../../../engine/run/system-port';

/** What every sync trigger is asked to do, whatever it watches. Times in milliseconds. */
export interface TriggerSettings {
	/** Parents first; output n belongs to object n. */
	objects: string[];
	from: 'now' | 'everything' | { date: string };
	/** Undefined: all fields. */
	fieldsOf: ((object: string) => string[]) | undefined;
	/** Which records of an object, in the system's own filter language; undefined: all. */
	filterOf: (object: string) => string | undefined;
	/** Lists, campaigns and topics that records are in are read and watched too. */
	memberships?: boolean;
	pollMs: number;
	pageSize: number;
	lookBackMs: number;
	lookBackEveryMs: number;
}

/** One connection of a system, as a trigger needs it. */
export interface Watched {
	connection: string;
	source: ChangeSourcePort;
	schema: SchemaPort;
	/** Its stream of events, where it has one and the trigger is to hear it. */
	events?: EventPort | undefined;
}

/** One trigger node of a workflow: what it was asked to do, and what is special to the system that it watches. */
export interface Watch {
	/** The system's name as people know it. */
	systemName: string;
	settings: TriggerSettings;
	/** What can be wrong though the system answers; asked when a person publishes. @throws Error */
	check?(): Promise<void>;
	/** @throws SystemError, Error */
	connect(): Promise<Watched>;
	/** The fields to ask for, from the object's schema of now and the fields that were chosen (undefined: all). */
	fieldsToRead(schema: ObjectSchema, chosen: readonly string[] | undefined): string[];
	/** The system's way to say that a query names a field which is not there, or which the user may not see any more. */
	isUnknownField(error: unknown): boolean;
}

/** Reads a node's parameters. @throws ZodError, Error */
export type WatchOf = (context: ITriggerFunctions) => Watch;
