import { COMPANIES, CONTACTS, DEALS } from './objectTypes';

type AssociationCategory = 'HUBSPOT_DEFINED' | 'USER_DEFINED';

/** One way in which a record of `from` can be associated with one of `to`. */
export interface AssociationType {
	readonly id: number;
	readonly category: AssociationCategory;
	readonly from: string;
	readonly to: string;
	/** Null for the plain association that every associated pair has. */
	readonly label: string | null;
	/** Type id of the same association seen from the other side. */
	readonly inverse: number;
	/** True for the type that at most one record of the other object can have, seen from contacts or deals. */
	readonly primary: boolean;
}

/** HubSpot's own types (associations v4 guide): from, to, id, id of the inverse; plain ones, then primary ones. */
const PLAIN: ReadonlyArray<readonly [string, string, number, number]> = [
	[CONTACTS, COMPANIES, 279, 280],
	[DEALS, COMPANIES, 341, 342],
	[DEALS, CONTACTS, 3, 4],
	['0-46', CONTACTS, 202, 201],
	['0-46', COMPANIES, 190, 189],
	['0-46', DEALS, 214, 213],
	['0-48', CONTACTS, 194, 193],
	['0-48', COMPANIES, 182, 181],
	['0-48', DEALS, 206, 205],
	['0-49', CONTACTS, 198, 197],
	['0-49', COMPANIES, 186, 185],
	['0-49', DEALS, 210, 209],
	['0-47', CONTACTS, 200, 199],
	['0-47', COMPANIES, 188, 187],
	['0-47', DEALS, 212, 211],
	['0-27', CONTACTS, 204, 203],
	['0-27', COMPANIES, 192, 191],
	['0-27', DEALS, 216, 215],
];
const PRIMARY: ReadonlyArray<readonly [string, string, number, number]> = [
	[CONTACTS, COMPANIES, 1, 2],
	[DEALS, COMPANIES, 5, 6],
];
const SAME_OBJECT: ReadonlyArray<readonly [string, number]> = [
	[CONTACTS, 449],
	[COMPANIES, 450],
	[DEALS, 451],
];
/** Types of custom objects and labels of the account's own are numbered from here. */
const FIRST_OWN_ID = 1_001;

/** The association types of a portal. */
export class AssociationTypes {
	private readonly byId = new Map<number, AssociationType>();
	private nextId = FIRST_OWN_ID;

	constructor() {
		for (const [from, to, id, inverse] of PLAIN) this.addPair(from, to, id, inverse, {});
		for (const [from, to, id, inverse] of PRIMARY) {
			this.addPair(from, to, id, inverse, { label: 'Primary', primary: true });
		}
		for (const [type, id] of SAME_OBJECT) this.addPair(type, type, id, id, {});
	}

	/** A type by id, in the direction it is meant for. */
	find(id: number, from: string, to: string): AssociationType | undefined {
		const type = this.byId.get(id);
		return type?.from === from && type.to === to ? type : undefined;
	}

	/** All types from one object to another; the plain one is made if there is none yet. */
	between(from: string, to: string): AssociationType[] {
		this.plain(from, to);
		return this.existing(from, to);
	}

	/** The types from one object to another that are there. */
	existing(from: string, to: string): AssociationType[] {
		return [...this.byId.values()].filter((type) => type.from === from && type.to === to);
	}

	/** The unlabelled type from one object to another; made when a custom object is one of them. */
	plain(from: string, to: string): AssociationType {
		for (const type of this.byId.values()) {
			if (type.from === from && type.to === to && type.label === null) return type;
		}
		const id = this.nextId++;
		const inverse = from === to ? id : this.nextId++;
		return this.addPair(from, to, id, inverse, { category: 'USER_DEFINED' });
	}

	/** The primary type between two objects, if there is one: only one company can be the primary one. */
	primary(from: string, to: string): AssociationType | undefined {
		for (const type of this.byId.values()) {
			if (type.from === from && type.to === to && type.primary) return type;
		}
		return undefined;
	}

	/** A label of the account's own; answers both directions. */
	addLabel(from: string, to: string, label: string, inverseLabel = label): [AssociationType, AssociationType] {
		const id = this.nextId++;
		const inverse = this.nextId++;
		const forth = this.addPair(from, to, id, inverse, { label, inverseLabel, category: 'USER_DEFINED' });
		return [forth, this.byId.get(inverse) ?? forth];
	}

	private addPair(
		from: string,
		to: string,
		id: number,
		inverse: number,
		how: { label?: string; inverseLabel?: string; primary?: boolean; category?: AssociationCategory },
	): AssociationType {
		const { label = null, inverseLabel = label, primary = false, category = 'HUBSPOT_DEFINED' } = how;
		const forth: AssociationType = { id, category, from, to, label, inverse, primary };
		this.byId.set(inverse, { id: inverse, category, from: to, to: from, label: inverseLabel, inverse: id, primary });
		this.byId.set(id, forth);
		return forth;
	}
}
