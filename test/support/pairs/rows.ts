import type { SystemName } from '../../../engine/model';

/** A record as a sandbox's own screen shows it: its id, and its fields by the system's names. */
export interface Row {
	id: string;
	fields: Record<string, unknown>;
}

/** A sandbox's control endpoints, in this process or another one. */
export interface Control {
	call(method: string, path: string, body?: unknown): Promise<unknown>;
}

type Calls = {
	all(control: Control, object: string): Promise<Row[]>;
	create(control: Control, object: string, fields: Record<string, unknown>): Promise<string>;
	edit(control: Control, object: string, id: string, fields: Record<string, unknown>): Promise<void>;
};

type Raw = Record<string, unknown>;

/** Each sandbox's screen has its own shape of requests, as its service has. */
const CALLS: Readonly<Record<SystemName, Calls>> = {
	salesforce: {
		all: async (control, object) =>
			((await control.call('GET', `records?object=${object}`)) as Raw[])
				.filter(({ IsDeleted }) => IsDeleted !== true)
				.map((row) => ({ id: String(row.Id), fields: row })),
		create: async (control, object, fields) => ((await control.call('POST', 'records', { object, fields })) as { id: string }).id,
		edit: async (control, object, id, fields) => void (await control.call('PATCH', 'records', { object, id, fields })),
	},
	hubspot: {
		all: async (control, object) =>
			((await control.call('GET', `records?object=${object}`)) as Array<{ id: string; properties: Raw; archivedAt?: unknown }>)
				.filter(({ archivedAt }) => archivedAt === undefined)
				.map(({ id, properties }) => ({ id, fields: properties })),
		create: async (control, object, fields) => ((await control.call('POST', 'records', { object, properties: fields })) as { id: string }).id,
		edit: async (control, object, id, fields) => void (await control.call('PATCH', 'records', { object, id, properties: fields })),
	},
	pact: {
		all: async (control, object) =>
			((await control.call('GET', `records?object=${object}`)) as Raw[]).map((row) => ({ id: String(row.public_id), fields: row })),
		create: async (control, object, fields) =>
			((await control.call('POST', `records?object=${object}`, fields)) as { public_id: string }).public_id,
		edit: async (control, object, id, fields) => void (await control.call('PATCH', `records?object=${object}&id=${id}`, fields)),
	},
};

/** A person at the screen of one system: looks at records, makes and edits them. */
export class Screen {
	private readonly calls: Calls;

	constructor(
		readonly system: SystemName,
		private readonly control: Control,
	) {
		this.calls = CALLS[system];
	}

	async all(object: string): Promise<Row[]> {
		return await this.calls.all(this.control, object);
	}

	/** Answers the new record's id. */
	async create(object: string, fields: Record<string, unknown>): Promise<string> {
		return await this.calls.create(this.control, object, fields);
	}

	async edit(object: string, id: string, fields: Record<string, unknown>): Promise<void> {
		await this.calls.edit(this.control, object, id, fields);
	}
}
