import { EXTERNAL_ID_FIELDS } from '../../../engine/mapping/compile/known-fields';
import { SYSTEM_NAMES, type SystemName } from '../../../engine/model';
import type { MatchField, MatchFieldSetup } from '../../../systems/common/match-field';

/** The field of `system` that keeps the record ids of `linked`: its name as the mapper looks for it, and a label. @throws Error */
export function matchFieldOf(system: SystemName, linked: SystemName): Omit<MatchField, 'object'> {
	const field = EXTERNAL_ID_FIELDS[system][linked];
	if (field === undefined) throw new Error(`${SYSTEM_NAMES[system]} needs no field for its own record IDs. Choose another linked system.`);
	return { field, label: `${SYSTEM_NAMES[linked]} ID` };
}

/** All fields of a system that keep ids of records of others. */
export const matchFieldsOf = (system: SystemName): string[] => Object.values(EXTERNAL_ID_FIELDS[system]);

/** Sets the field up on one object after the other; each comes out with what was done, or why not. */
export async function setUpMatchFields(
	system: SystemName,
	linked: SystemName,
	objects: readonly string[],
	setUp: (field: MatchField) => Promise<MatchFieldSetup>,
): Promise<MatchFieldSetup[]> {
	const wanted = matchFieldOf(system, linked);
	const done: MatchFieldSetup[] = [];
	// One by one: Salesforce refuses changes of its setup that run side by side.
	for (const object of new Set(objects)) done.push(await setUp({ ...wanted, object }));
	return done;
}
