import { SIDES, type Change, type Side, type SystemName } from '../../engine/model';
import type { SchemaPort } from '../../engine/run/system-port';

/** One side of the mapper: a system, one connection of it, and an object there. */
export interface MapperSide {
	system: SystemName;
	connection: string;
	object: string;
	schema: SchemaPort;
}

export type MapperSides = Readonly<Record<Side, MapperSide>>;

/** The side that a change comes from; undefined when it belongs to neither. */
export function sideOfChange(sides: MapperSides, change: Pick<Change, 'system' | 'connection' | 'object'>): Side | undefined {
	return SIDES.find((side) => {
		const { system, connection, object } = sides[side];
		return system === change.system && connection === change.connection && object === change.object;
	});
}
