import { z } from 'zod';

import { invalid } from '../errors';
import { associate, type End } from '../save/associate';
import type { AssociationType } from '../schema/associationTypes';
import type { ObjectType } from '../schema/types';
import type { Portal } from '../store/portal';
import type { Author } from '../store/record';
import { locate } from './locate';

const typeSchema = z.object({
	associationCategory: z.enum(['HUBSPOT_DEFINED', 'USER_DEFINED', 'INTEGRATOR_DEFINED']),
	associationTypeId: z.int(),
});

/** Association types in a body. */
export const typesSchema = z.array(typeSchema).min(1);

/** `associations` of a new record. */
export const associationsSchema = z
	.array(z.object({ to: z.object({ id: z.union([z.string(), z.number()]).transform(String) }), types: typesSchema }))
	.optional();

/** An association that is checked and not yet made. */
export interface NewAssociation {
	readonly to: End;
	readonly types: readonly AssociationType[];
}

/** Finds the other ends of a new record's associations: the type id tells the object. @throws HubSpotError 400 */
export function checkAssociations(
	portal: Portal,
	type: ObjectType,
	associations: z.output<typeof associationsSchema>,
): NewAssociation[] {
	return (associations ?? []).map(({ to, types }) => {
		const [first] = types.flatMap(({ associationTypeId }) =>
			portal.catalog
				.allTypes()
				.filter((other) => portal.associationTypes.find(associationTypeId, type.id, other.id) !== undefined),
		);
		if (!first) throw invalid(`One or more association types are not valid for ${type.singular.toUpperCase()}`);
		const record = locate(portal, first, to.id);
		if (!record) throw invalid(`${first.singular.toUpperCase()} ${to.id} does not exist`);
		return { to: { type: first, id: record.id }, types: checkTypes(portal, type, first, types) };
	});
}

/** The association types that a body names. @throws HubSpotError 400 when one does not fit the two objects */
export function checkTypes(
	portal: Portal,
	from: ObjectType,
	to: ObjectType,
	types: z.output<typeof typesSchema>,
): AssociationType[] {
	return types.map(({ associationTypeId, associationCategory }) => {
		const type = portal.associationTypes.find(associationTypeId, from.id, to.id);
		if (!type || type.category !== associationCategory) {
			const pair = `${from.singular.toUpperCase()} to ${to.singular.toUpperCase()}`;
			throw invalid(
				`Association type ${associationTypeId} of category ${associationCategory} is not valid for ${pair}`,
			);
		}
		return type;
	});
}

export function makeAssociations(
	portal: Portal,
	type: ObjectType,
	id: string,
	associations: readonly NewAssociation[],
	author: Author,
): void {
	for (const { to, types } of associations) associate(portal, { type, id }, to, types, author);
}
