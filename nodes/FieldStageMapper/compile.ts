import { compileMapping, withDrift, type DriftedMapping } from '../../engine/mapping';
import type { Mapping, ObjectSchema, Side } from '../../engine/model';
import type { MappingStore } from '../../engine/run/store-port';
import { pairName, syncSuffix, toDefinition } from './definition';
import type { MapperParameters } from './parameters';

/** The mapping that the parameters, both live schemas and the review list's answers make, and how it differs from the one saved last. */
export async function compileFor(
	parameters: MapperParameters,
	schemas: Readonly<Record<Side, ObjectSchema>>,
	store: Pick<MappingStore, 'assignments' | 'latestMapping'>,
): Promise<DriftedMapping> {
	const pair = pairName(parameters);
	const [left, right, previous] = await Promise.all([store.assignments(pair, 'left'), store.assignments(pair, 'right'), store.latestMapping(pair)]);
	const { mapping, report } = compileMapping(toDefinition(parameters), schemas.left, schemas.right, { left, right });
	return withDrift({ mapping: withinSync(mapping, syncSuffix(parameters.syncName)), report }, previous, schemas.left, schemas.right);
}

/** References look into the pairs of the same sync: the accounts of "emea" for the contacts of "emea". */
function withinSync(mapping: Mapping, suffix: string): Mapping {
	if (suffix === '') return mapping;
	const rows = mapping.rows.map((row) =>
		row.lens.kind === 'reference' && !row.lens.pair.includes('@') ? { ...row, lens: { ...row.lens, pair: `${row.lens.pair}${suffix}` } } : row,
	);
	return { ...mapping, rows };
}
