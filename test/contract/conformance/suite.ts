import { SystemError, type FieldValues, type SystemErrorDetails } from '../../../engine/model';
import type { Lookup, SourceChange, SourceQuery, WriteOp, WriteResult } from '../../../engine/run/system-port';
import type { Abilities } from '../subjects/abilities';
import type { Ports, Subject } from '../subjects/subject';

/** What a theme of the suite is given. */
export interface Suite {
	/** Of the running test: a system without records, and the adapter connected to it. */
	subject(): Subject;
	/** The tests of what not every system does, or, where it is declared as lacking, one that holds that the adapter says so. */
	where<N extends keyof Abilities>(ability: N, tests: (how: () => Abilities[N]) => void, lack: () => void | Promise<void>): void;
}

/** Somebody; `n` tells them apart. */
export const person = ({ fields }: Subject, n: number): Record<string, string> => ({ [fields.lastName]: `Person ${n}`, [fields.email]: `p${n}@acme.example` });

export const emailLookup = ({ fields }: Subject, value: string): Lookup => ({ kind: 'email', field: fields.email, value });

/** The people with this address. */
export async function idsByEmail(subject: Subject, value: string, ports: Ports = subject): Promise<string[]> {
	const [found = []] = await ports.records.find(subject.people, [emailLookup(subject, value)], [subject.fields.email]);
	return found.map(({ id }) => id);
}

export async function fieldsOf(subject: Subject, id: string, names: readonly string[]): Promise<FieldValues | undefined> {
	return (await subject.records.read(subject.people, [id], names)).get(id)?.fields;
}

export async function write(subject: Subject, op: WriteOp): Promise<WriteResult> {
	const [result] = await subject.records.write(subject.people, [op]);
	if (result === undefined) throw new Error('A write was not answered for');
	return result;
}

/** Makes somebody through the adapter; answers the id. */
export async function create(subject: Subject, values: FieldValues): Promise<string> {
	const result = await write(subject, { op: 'create', values });
	if (!result.ok) throw new Error(`It was not created: ${JSON.stringify(result.error)}`);
	return result.id;
}

/** The refusal of a whole call. Fails where there is none, or one that is not ours. */
export async function refusalOf(work: Promise<unknown>): Promise<SystemErrorDetails> {
	const error: unknown = await work.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	if (!(error instanceof SystemError)) throw new Error('It did not fail with a SystemError', { cause: error });
	return error.details;
}

/** What a trigger asks for people. */
export const query = ({ people, fields }: Subject, limit: number): SourceQuery => ({ object: people, fields: [fields.email, fields.title], limit });

export interface Reading {
	changes: SourceChange[];
	cursor: string;
	pages: number;
}

/** Polls as the engine does: the first page looks back, the others do not, until there is no more. */
export async function readAll(
	subject: Subject,
	from: string,
	options: { limit?: number; lookBackMs?: number; filter?: string; ports?: () => Ports; between?: (page: number) => void } = {},
): Promise<Reading> {
	const asked = { ...query(subject, options.limit ?? 20), ...(options.filter === undefined ? {} : { filter: options.filter }) };
	const changes: SourceChange[] = [];
	let cursor = from;
	for (let pages = 1; ; pages++) {
		const { source } = options.ports?.() ?? subject;
		const page = await source.readPage(asked, cursor, { lookBackMs: pages === 1 ? (options.lookBackMs ?? 0) : 0 });
		changes.push(...page.changes);
		cursor = page.cursor;
		if (!page.more) return { changes, cursor, pages };
		if (pages > MOST_PAGES) throw new Error('The source goes on for ever');
		options.between?.(pages);
	}
}
const MOST_PAGES = 500;

export const everything = ({ source, people }: Subject): Promise<string> => source.start(people, 'everything');
export const fromNow = ({ source, people }: Subject): Promise<string> => source.start(people, 'now');

export const idsOf = (changes: readonly SourceChange[]): string[] => changes.map(({ id }) => id);

export const MINUTE = 60_000;
