import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { SIDES } from '../../engine/model';
import type { SyncStore } from '../../engine/run/store-port';
import { toNodeError } from '../common/errors';
import { schemaCache } from '../common/schema-cache';
import { syncStore } from '../common/store';
import { catchUpLinked } from './catch-up';
import { compileFor, connectionsOf } from './compile';
import { sideOf } from './connect';
import { driftItems, noteDrift } from './drift';
import { mapItems } from './map-items';
import { readParameters, type MapperParameters } from './parameters';
import { hasErrors, tellProblems } from './report';
import { settleAnswered } from './settle-answered';
import { tellSharedName } from './shared-name';
import type { MapperSides } from './sides';

/** With the schemas as they are kept; where they make the mapping unusable, with those of now: somebody may just have put it right. */
async function compileLive(parameters: MapperParameters, sides: MapperSides, store: SyncStore): ReturnType<typeof compileFor> {
	const compiled = async () => {
		const [left, right] = await Promise.all([
			schemaCache.describe(sides.left, sides.left.object),
			schemaCache.describe(sides.right, sides.right.object),
		]);
		return await compileFor(parameters, { left, right }, store);
	};
	const kept = await compiled();
	if (!hasErrors(kept.report)) return kept;
	for (const side of SIDES) schemaCache.forget(sides[side], sides[side].object);
	return await compiled();
}

/** Compiles the mapping once, says what is wrong with it before any record is mapped, then maps every item. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = this.getInputData();
	try {
		const parameters = readParameters(this);
		const sides: MapperSides = { left: await sideOf(this, parameters, 'left'), right: await sideOf(this, parameters, 'right') };
		const store = await syncStore();
		const { mapping, report, previous, schemas, ...drift } = await compileLive(parameters, sides, store);
		tellProblems(this, report);
		// Before the mapping is saved: a crash in between asks again rather than never.
		const questions = await noteDrift(store, mapping.pair, drift);
		await catchUpLinked(store, previous, mapping);
		const version = await store.saveMapping(mapping, connectionsOf(schemas));
		await settleAnswered(mapping, store);
		tellSharedName(this, parameters, await store.connectionsOf(mapping.pair));
		const [toRight = [], toLeft = [], review = []] = await mapItems(this, { items, sides, schemas, mapping, version, store });
		return [toRight, toLeft, [...driftItems(questions, items.length), ...review]];
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}
