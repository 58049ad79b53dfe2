import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { toNodeError } from '../common/errors';
import { schemaCache } from '../common/schema-cache';
import { syncStore } from '../common/store';
import { compileFor } from './compile';
import { sideOf } from './connect';
import { mapItems } from './map-items';
import { readParameters } from './parameters';
import { tellProblems } from './report';
import type { MapperSides } from './sides';

/** Compiles the mapping once, says what is wrong with it before any record is mapped, then maps every item. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = this.getInputData();
	try {
		const parameters = readParameters(this);
		const sides: MapperSides = { left: await sideOf(this, parameters, 'left'), right: await sideOf(this, parameters, 'right') };
		const [left, right] = await Promise.all([
			schemaCache.describe(sides.left, sides.left.object),
			schemaCache.describe(sides.right, sides.right.object),
		]);
		const store = await syncStore();
		const { mapping, report } = await compileFor(parameters, { left, right }, store);
		tellProblems(this, report);
		const version = await store.saveMapping(mapping);
		return await mapItems(this, { items, sides, mapping, version, store });
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}
