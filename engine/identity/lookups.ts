import { uniqWith, isEqual } from 'lodash';
import type { FieldValues, Mapping, MatchKey, RecordRef, Side, SystemName } from '../model';
import { otherSide } from '../model';
import { idKeptIn, keptId } from '../mapping/kept-id';
import { travellingRows } from '../mapping/map-record';
import type { Lookup } from '../run/system-port';
import { normaliseKey } from './normalise';

/** The field under which each system keeps its own record id. */
export const ID_FIELDS: Readonly<Record<SystemName, string>> = {
	salesforce: 'Id',
	hubspot: 'hs_object_id',
	pact: 'public_id',
};

/** Fields that hold a record's name, in either vocabulary; the first filled one is used. */
const NAME_FIELDS = [['name'], ['Name'], ['first_name', 'last_name'], ['FirstName', 'LastName']];

function nameOf(...records: FieldValues[]): string | undefined {
	for (const names of NAME_FIELDS) {
		for (const record of records) {
			const words = names.map((name) => record[name]).filter((word) => typeof word === 'string' && word.trim() !== '');
			if (words.length > 0) return words.join(' ').trim();
		}
	}
	return undefined;
}

/** Does the key's field on that side get its value from another field than the key compares it with? (A website, and not the domain.) */
function isBroughtByAnother(mapping: Mapping, key: MatchKey, target: Side): boolean {
	const rows = travellingRows(mapping, target).filter((row) => row[target] === key[target]);
	return rows.length > 0 && rows.every((row) => row[otherSide(target)] !== key[otherSide(target)]);
}

const isFilled = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

/** How a match key's values are compared, where it is not the usual way. */
function optionsOf({ kind, plusAddress, exactCase }: MatchKey): Lookup['options'] {
	if (kind === 'email' && plusAddress) return { plusAddress };
	return kind === 'text' && exactCase ? { exactCase } : undefined;
}

/**
 * How to find the source's counterpart on the other side, best first: the target that names the source by id, the
 * target that the source names by id, then the match keys. `side` is the source's; `fields` its own values, `values`
 * the mapped ones (which count first, so that what was changed on the canvas is used); `targetConnection`: where the counterpart is looked
 * for. Empty: nothing identifies it.
 */
export function lookupsFor(
	mapping: Mapping,
	side: Side,
	fields: FieldValues,
	values: FieldValues,
	sourceRef: RecordRef,
	targetConnection?: string,
): Lookup[] {
	const target = otherSide(side);
	const hint = nameOf(values, fields);
	const found: Lookup[] = [];
	const add = (kind: Lookup['kind'], field: string | undefined, raw: unknown, options?: Lookup['options']): void => {
		const value = field ? normaliseKey(kind, raw, options) : undefined;
		if (field && value !== undefined)
			found.push({ kind, field, value, ...(options ? { options } : {}), ...(hint ? { hint } : {}) });
	};
	const own = mapping.externalIds[target];
	add('external-id', own, own && keptId(own, sourceRef));
	const pointer = mapping.externalIds[side];
	add('external-id', ID_FIELDS[mapping[target].system], pointer ? idKeptIn(pointer, fields[pointer], { ...mapping[target], ...(targetConnection === undefined ? {} : { connection: targetConnection }) }) : undefined);
	for (const key of mapping.match) {
		// A key that was cleared on the canvas is not looked for; but its field of the target may say what another row brought there.
		const brought = Object.hasOwn(values, key[target]) && !(isBroughtByAnother(mapping, key, target) && isFilled(fields[key[side]]));
		add(key.kind, key[target], brought ? values[key[target]] : fields[key[side]], optionsOf(key));
	}
	return uniqWith(found, isEqual);
}
