import type { Usage } from '../../engine/run/usage-port';
import type {
	Account,
	AssociationAnswer,
	AssociationType,
	BatchAnswer,
	HubSpotRecord,
	ListEntry,
	ObjectType,
	Owner,
	Pipeline,
	Property,
	Refusal,
	SearchAnswer,
	SubscriptionType,
} from './contract';

export interface Filter {
	propertyName: string;
	operator: string;
	value?: string;
	values?: readonly string[];
	highValue?: string;
}

export interface Search {
	filterGroups: ReadonlyArray<{ filters: readonly Filter[] }>;
	sort?: { propertyName: string; direction: 'ASCENDING' | 'DESCENDING' };
	properties: readonly string[];
	limit: number;
}

interface BatchRead {
	ids: readonly string[];
	properties: readonly string[];
	/** A unique property that `ids` are values of; the record id where it is left out. */
	idProperty?: string;
	archived?: boolean;
	/** Properties whose earlier values are answered too. */
	history?: readonly string[];
}

/** An association that is made together with its record. */
export interface NewAssociation {
	to: { id: string };
	types: Array<{ associationCategory: AssociationType['category']; associationTypeId: number }>;
}

export interface WriteInput {
	/** For an update. */
	id?: string;
	properties: Record<string, string>;
	/** For a create. */
	associations?: readonly NewAssociation[];
	/** Comes back with the record's result or refusal, so that the parts of a 207 can be told apart. */
	objectWriteTraceId: string;
}

/** A new property, as the properties API takes it. */
export interface NewProperty {
	name: string;
	label: string;
	type: 'string' | 'number' | 'bool' | 'date' | 'datetime' | 'enumeration';
	fieldType: 'text' | 'textarea' | 'phonenumber' | 'number' | 'booleancheckbox' | 'date' | 'select' | 'checkbox';
	groupName: string;
	description: string;
	hasUniqueValue?: true;
	options?: Array<{ value: string; label: string; displayOrder: number; hidden: boolean }>;
}

/** The account's API calls of one day. */
export interface CallsOfDay {
	max: number;
	remaining: number;
}

export interface AssociationInput {
	from: string;
	to: string;
	typeId: number;
	category: AssociationType['category'];
}

export interface Page<T> {
	items: T[];
	/** Where the next page starts; undefined at the end. */
	after?: string;
}

/**
 * HubSpot's API, as much of it as the sync speaks. The one file that sends requests to it; paths and shapes are contract.ts.
 * Every method throws `SystemError`; calls that answer for several records refuse single ones in `errors`.
 */
export interface HubSpotClient {
	readonly connection: string;
	/** The calls of the last 24 hours, as far as they are known: calls with OAuth2 are not told about the day. */
	usage(): Usage;
	/** The time by the clock that the latest answer's `Date` header showed; undefined while no answer had one. */
	serverNow(): Date | undefined;
	/** The calls of the day, as the latest answer's headers had them; undefined where the credential is not told (OAuth2). */
	callsOfDay(): CallsOfDay | undefined;
	account(): Promise<Account>;
	search(object: string, search: Search): Promise<SearchAnswer>;
	/** Records in the order of their ids. */
	list(
		object: string,
		page: { limit: number; properties: readonly string[]; after?: string; archived?: boolean },
	): Promise<Page<HubSpotRecord>>;
	batchRead(object: string, read: BatchRead): Promise<BatchAnswer>;
	batchWrite(object: string, kind: 'create' | 'update', inputs: readonly WriteInput[]): Promise<BatchAnswer>;
	/** Moves records to the recycle bin. HubSpot does not say which of them were there. */
	batchArchive(object: string, ids: readonly string[]): Promise<void>;
	associations(from: string, to: string, ids: readonly string[]): Promise<AssociationAnswer['results']>;
	/** The ways in which records of two objects can be associated, in this direction. */
	associationTypes(from: string, to: string): Promise<AssociationType[]>;
	/** Answers what was refused. */
	associate(from: string, to: string, inputs: readonly AssociationInput[]): Promise<Refusal[]>;
	dissociate(
		from: string,
		to: string,
		inputs: ReadonlyArray<{ from: string; to: readonly string[] }>,
	): Promise<Refusal[]>;
	/** Takes labels away; the records stay associated. */
	removeLabels(from: string, to: string, inputs: readonly AssociationInput[]): Promise<Refusal[]>;
	properties(object: string): Promise<Property[]>;
	createProperty(object: string, property: NewProperty): Promise<void>;
	pipelines(object: string): Promise<Pipeline[]>;
	/** Active owners, or those whose user is gone. */
	owners(archived: boolean): Promise<Owner[]>;
	/** Custom objects. */
	objectTypes(): Promise<ObjectType[]>;
	/** One object, HubSpot's own ones too. */
	objectType(object: string): Promise<ObjectType>;
	/** Members of a list in the order of their ids, with when each joined. */
	members(
		list: string,
		page: { limit: number; after?: string },
	): Promise<Page<{ recordId: string; membershipTimestamp: string }>>;
	/** The ids of the lists that each record is in. */
	listsOf(objectTypeId: string, ids: readonly string[]): Promise<Map<string, ReadonlySet<string>>>;
	lists(objectTypeId: string): Promise<ListEntry[]>;
	/** Puts records into a list and takes others out, 100,000 at most; for lists that follow no filters. Repeatable. */
	changeMembers(list: string, change: { add: readonly string[]; remove: readonly string[] }): Promise<{ recordIdsMissing: string[] }>;
	/** Communication preferences: what people can subscribe to, by e-mail. */
	subscriptionTypes(): Promise<SubscriptionType[]>;
	/** Has the address opted out of all e-mail? */
	optedOutOfAll(email: string): Promise<boolean>;
	/** The addresses among these that have opted out of all e-mail, in lower case; for Marketing Hub Enterprise with a scope of its own. */
	optedOutOfAllAmong(emails: readonly string[]): Promise<ReadonlySet<string>>;
	/** The subscription types that the address has opted out of, by id. */
	optedOutOf(email: string): Promise<ReadonlySet<string>>;
	/** Opts the address out: of one subscription type, or of all e-mail. Repeatable. */
	optOut(email: string, subscription?: string): Promise<void>;
}
