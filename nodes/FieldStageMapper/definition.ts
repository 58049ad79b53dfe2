import { kebabCase, omit, pickBy } from 'lodash';
import { pairId, type MappingDefinition } from '../../engine/mapping';
import { SIDES, type MatchKey } from '../../engine/model';
import type { MapperParameters, RowParameters } from './parameters';

type DefinitionRow = NonNullable<MappingDefinition['rows']>[number];

/** What the user said in the node, as the engine takes it. */
export function toDefinition(parameters: MapperParameters): MappingDefinition {
	const left = { system: parameters.leftSystem, object: parameters.leftObject };
	const right = { system: parameters.rightSystem, object: parameters.rightObject };
	return {
		pair: pairName(parameters),
		left,
		right,
		autoMap: parameters.autoMap,
		rows: parameters.rows.row.filter(isFilled).map(toRow),
		values: parameters.values.value.map(({ field, left: leftValue, right: rightValue }) => ({ field, leftValue, rightValue })),
		match: parameters.matchBy === 'rows' ? parameters.match.key.map(toMatchKey) : 'auto',
		plusAddress: parameters.samePlusAddress ? 'drop' : 'keep',
		create: { left: parameters.createLeft, right: parameters.createRight },
		update: { left: parameters.updateLeft, right: parameters.updateRight },
		deletes: { left: parameters.deletesLeft, right: parameters.deletesRight },
		fanOut: parameters.fanOut,
		createBeside: parameters.createBeside,
		only: toBelonging(parameters),
		defaultRule: parameters.defaultRule,
		tieWinner: parameters.tieWinner,
		privateFields: { left: parameters.privateLeft, right: parameters.privateRight },
		referencePairs: Object.fromEntries(
			parameters.rows.row.flatMap(({ left: field, options: { referencePair } }) => (referencePair ? [[field, referencePair]] : [])),
		),
	};
}

/** The name that links and bases are kept under: stable as long as systems, objects and sync name are. */
export function pairName(parameters: Pick<MapperParameters, 'leftSystem' | 'leftObject' | 'rightSystem' | 'rightObject' | 'syncName'>): string {
	const pair = pairId(
		{ system: parameters.leftSystem, object: parameters.leftObject },
		{ system: parameters.rightSystem, object: parameters.rightObject },
	);
	return `${pair}${syncSuffix(parameters.syncName)}`;
}

/** What tells the pairs of a named sync from those of the others. */
export function syncSuffix(syncName: string): string {
	const name = kebabCase(syncName);
	return name === '' ? '' : `@${name}`;
}

const BLANK = '';

/** A side of which nothing is said stays as it is known. */
function toBelonging({ only, unrelated }: MapperParameters): MappingDefinition['only'] {
	const conditions: MappingDefinition['only'] = {};
	for (const side of SIDES) {
		const said = only[side];
		if (said === undefined || said[side] === '') continue;
		const values = said.values.split(',').map((value) => value.trim()).filter((value) => value !== '');
		conditions[side] = { field: said[side], values: said.blank ? [...values, BLANK] : values };
	}
	return { ...conditions, ...(unrelated === 'automatic' ? {} : { related: unrelated === 'leaveOut' }) };
}

/** A row that was added and left empty says nothing. */
function isFilled(row: RowParameters): boolean {
	return row.left !== '' || row.right !== '';
}

/** Case is a matter of texts only: addresses and domains have none. */
function toMatchKey({ kind, left, right, exactCase }: MapperParameters['match']['key'][number]): MatchKey {
	return { kind, left, right, ...(kind === 'text' && exactCase ? { exactCase } : {}) };
}

function toRow(row: RowParameters): DefinitionRow {
	const { country, defaultLeft, defaultRight, ignoreClears } = row.options;
	const ofTheType = omit(row.options, 'country', 'defaultLeft', 'defaultRight', 'ignoreClears', 'referencePair');
	const constant = row.type === 'constant';
	const leftDefault = constant ? row.constantLeft : defaultLeft;
	const rightDefault = constant ? row.constantRight : defaultRight;
	return {
		left: row.left,
		right: row.right,
		lens: row.type,
		rule: row.rule,
		...(ignoreClears === undefined ? {} : { ignoreClears }),
		...(leftDefault ? { leftDefault } : {}),
		...(rightDefault ? { rightDefault } : {}),
		...(country ? { country } : {}),
		...(row.type === 'template' ? { template: row.template } : {}),
		...pickBy(ofTheType, (value) => value !== undefined && value !== ''),
	};
}
