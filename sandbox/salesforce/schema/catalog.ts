import { account } from './account';
import { event, task } from './activities';
import { campaign, campaignMember } from './campaigns';
import { contact } from './contact';
import { opportunityContactRole } from './contactRole';
import { historyObject, historyPlace, HISTORIES } from './history';
import { lead } from './lead';
import { opportunity } from './opportunity';
import { fieldPermissions, permissionSet, permissionSetAssignment } from './permissions';
import { project } from './project';
import { opportunityStage, organization, recordType, user } from './setup';
import { topic, topicAssignment } from './topics';
import type { FieldSchema, ObjectSchema } from './types';

interface CatalogEntry {
	object: ObjectSchema;
	fields: Map<string, FieldSchema>;
	relationships: Map<string, FieldSchema>;
}

function indexed(object: ObjectSchema): CatalogEntry {
	const fields = new Map(object.fields.map((field) => [field.name.toLowerCase(), field]));
	const relationships = new Map<string, FieldSchema>();
	for (const field of object.fields) {
		if (field.relationshipName !== null) relationships.set(field.relationshipName.toLowerCase(), field);
	}
	return { object, fields, relationships };
}

/** The org's schema. Names are looked up in any case, as in Salesforce. It may change while the sandbox runs. */
export class Catalog {
	private readonly entries = new Map<string, CatalogEntry>();

	constructor() {
		const records = [account, contact, lead, opportunity, opportunityContactRole, task, event, project, campaign, campaignMember, topic, topicAssignment];
		const setup = [user, recordType, opportunityStage, organization, permissionSet, permissionSetAssignment, fieldPermissions];
		for (const make of [...records, ...setup]) this.put(make());
		for (const made of this.objects()) {
			const history = historyObject(made);
			if (history) this.put(history);
		}
	}

	objects(): ObjectSchema[] {
		return [...this.entries.values()].map((entry) => entry.object);
	}

	object(name: string): ObjectSchema | undefined {
		return this.entries.get(name.toLowerCase())?.object;
	}

	objectOfId(id: string): ObjectSchema | undefined {
		return this.objects().find((object) => id.startsWith(object.keyPrefix));
	}

	field(object: string, name: string): FieldSchema | undefined {
		return this.entries.get(object.toLowerCase())?.fields.get(name.toLowerCase());
	}

	/** The reference field behind a relationship name, e.g. `AccountId` for `Account`. */
	relationship(object: string, name: string): FieldSchema | undefined {
		return this.entries.get(object.toLowerCase())?.relationships.get(name.toLowerCase());
	}

	/** What a query calls an object's children by: the object that holds them, and its field that names the parent. */
	children(object: string, relationship: string): { object: ObjectSchema; field: FieldSchema } | undefined {
		const place = relationship.toLowerCase() === HISTORIES.toLowerCase() ? historyPlace(object) : undefined;
		const child = place && this.object(place.name);
		const field = place && this.field(place.name, place.parent);
		return child && field ? { object: child, field } : undefined;
	}

	/** Adds a field, or replaces the one of that name. */
	addField(objectName: string, field: FieldSchema): void {
		const object = this.object(objectName);
		if (!object) throw new Error(`No object ${objectName}`);
		const others = object.fields.filter((known) => known.name.toLowerCase() !== field.name.toLowerCase());
		this.put({ ...object, fields: [...others, field] });
	}

	/** Removes a field; its values stay in the rows, unseen. False when there was none. */
	removeField(objectName: string, name: string): boolean {
		const object = this.object(objectName);
		if (!object || !this.field(objectName, name)) return false;
		this.put({ ...object, fields: object.fields.filter((field) => field.name.toLowerCase() !== name.toLowerCase()) });
		return true;
	}

	private put(object: ObjectSchema): void {
		this.entries.set(object.name.toLowerCase(), indexed(object));
	}
}
