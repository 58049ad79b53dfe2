import { compileMapping, withDrift, type DriftedMapping } from '../../engine/mapping';
import type { Mapping, ObjectSchema, Side } from '../../engine/model';
import type { MappingStore } from '../../engine/run/store-port';
import { pairName, syncSuffix, toDefinition } from './definition';
import type { MapperParameters } from './parameters';

export type Schemas = Readonly<Record<Side, ObjectSchema>>;

/** With the mapping that the pair had before, and the schemas that it was made with. */
interface LiveMapping extends DriftedMapping {
	previous: Mapping | undefined;
	schemas: Schemas;
}

/** The mapping that the parameters, both live schemas and the review list's answers make, and how it differs from the one saved last. */
export async function compileFor(
	parameters: MapperParameters,
	schemas: Schemas,
	store: Pick<MappingStore, 'assignments' | 'latestMapping'>,
): Promise<LiveMapping> {
	const pair = pairName(parameters);
	const [left, right, previous] = await Promise.all([store.assignments(pair, 'left'), store.assignments(pair, 'right'), store.latestMapping(pair, connectionsOf(schemas))]);
	const { mapping, report } = compileMapping(toDefinition(parameters), schemas.left, schemas.right, { left, right });
	const own = { mapping: withinSync(mapping, syncSuffix(parameters.syncName)), report };
	return { ...withDrift(own, previous, schemas.left, schemas.right), previous, schemas };
}

/** Names the two connections that a mapping is made for. */
export const connectionsOf = ({ left, right }: Schemas): string => `${left.connection}~${right.connection}`;

/** References look into the pairs of the same sync: the accounts of "emea" for the contacts of "emea". */
function withinSync(mapping: Mapping, suffix: string): Mapping {
	if (suffix === '') return mapping;
	const own = <T extends { pair: string }>(target: T): T => (target.pair.includes('@') ? target : { ...target, pair: `${target.pair}${suffix}` });
	const rows = mapping.rows.map((row) => {
		if (row.lens.kind !== 'reference' && row.lens.kind !== 'references') return row;
		const { others, ...lens } = row.lens;
		return { ...row, lens: { ...own(lens), ...(others ? { others: others.map(own) } : {}) } };
	});
	return { ...mapping, rows };
}
