import { customType, standardTypes, COMPANIES, CONTACTS, DEALS, type NewObjectType } from './objectTypes';
import { commonProperties } from './properties/common';
import { companyProperties } from './properties/companies';
import { contactProperties } from './properties/contacts';
import { dealProperties } from './properties/deals';
import { ENGAGEMENT_PROPERTIES } from './properties/engagements';
import type { ObjectType, Property } from './types';

/** Ids of custom objects are `2-` and a number. */
const FIRST_CUSTOM_NUMBER = 3_001;

const OWN_PROPERTIES: Readonly<Record<string, () => Property[]>> = {
	[CONTACTS]: contactProperties,
	[COMPANIES]: companyProperties,
	[DEALS]: dealProperties,
};

/** The object types and properties of a portal. */
export class Catalog {
	private readonly types = new Map<string, ObjectType>();
	private readonly byName = new Map<string, ObjectType>();
	private readonly properties = new Map<string, Map<string, Property>>();
	private nextCustom = FIRST_CUSTOM_NUMBER;

	constructor(
		private readonly portalId: number,
		createdAt: string,
	) {
		for (const type of standardTypes(createdAt)) {
			const own = OWN_PROPERTIES[type.id] ?? ENGAGEMENT_PROPERTIES[type.name];
			this.register(type, own?.() ?? []);
		}
	}

	/** An object type by what API paths may call it: `contacts`, `contact`, `0-1`, `2-3001`, `p_pets`, `p1234_pets`. */
	objectType(name: string): ObjectType | undefined {
		return this.types.get(name) ?? this.byName.get(name.toLowerCase());
	}

	allTypes(): ObjectType[] {
		return [...this.types.values()];
	}

	/** Adds a custom object with its own properties; the common ones come by themselves. */
	addCustomType(input: NewObjectType, properties: readonly Property[], createdAt: string): ObjectType {
		const type = customType(`2-${this.nextCustom++}`, this.portalId, input, createdAt);
		this.register(type, properties);
		return type;
	}

	/** The properties of an object type, archived ones too. */
	propertiesOf(objectTypeId: string): Property[] {
		return [...(this.properties.get(objectTypeId)?.values() ?? [])];
	}

	/** A property that is not archived. Names are lower case. */
	property(objectTypeId: string, name: string): Property | undefined {
		const property = this.properties.get(objectTypeId)?.get(name);
		return property?.archived ? undefined : property;
	}

	/** Adds a property, or takes the place of the one with its name. */
	putProperty(objectTypeId: string, property: Property): void {
		this.properties.get(objectTypeId)?.set(property.name, property);
	}

	/** True for properties of which no two records have the same value. */
	isUnique(objectTypeId: string, name: string): boolean {
		return this.property(objectTypeId, name)?.hasUniqueValue === true;
	}

	private register(type: ObjectType, own: readonly Property[]): void {
		this.types.set(type.id, type);
		const names = type.custom
			? [`p_${type.name}`, type.fullyQualifiedName, type.name]
			: [type.name, type.singular, type.fullyQualifiedName];
		for (const name of names) this.byName.set(name.toLowerCase(), type);
		const all = [...own, ...commonProperties(type.createdProperty, type.modifiedProperty)];
		this.properties.set(type.id, new Map(all.map((each) => [each.name, each])));
	}
}
