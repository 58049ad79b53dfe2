import { otherSide, SIDES, type Side, type SystemName } from '../../engine/model';
import { Canvas, ours } from './canvas';
import { SYSTEMS } from './systems';

export interface TemplateRow {
	left: string;
	right: string;
	rule?: string;
	type?: string;
	options?: Record<string, unknown>;
}

/** One mapper of a template. */
export interface TemplatePair {
	name: string;
	left: string;
	right: string;
	rows: readonly TemplateRow[];
	values?: ReadonlyArray<{ field: string; left: string; right: string }>;
	/** Further parameters of the mapper. */
	parameters?: Record<string, unknown>;
}

export interface SyncTemplate {
	name: string;
	left: SystemName;
	right: SystemName;
	direction: 'left to right' | 'right to left' | 'both';
	/** Parents first. */
	pairs: readonly TemplatePair[];
	/** Differences of a trigger's parameters. */
	triggers?: Partial<Record<Side, Record<string, unknown>>>;
	notes: { start: string; triggers: string; mappers: string; upserts: string; review: string };
}

/** Left edges of the four columns, and the distance of two nodes in one. */
const COLUMN = { start: -560, triggers: -100, mappers: 380, upserts: 860, review: 1320 } as const;
const TOP = -260;
const FIRST_NODE = 180;
const STEP = 200;
/** Room that the text of a note takes above the first node. */
const NOTE_ROOM = 440;
const OUTPUT = { toRight: 0, toLeft: 1, review: 2 } as const;

/** A canvas from triggers over mappers to upserts, with a note on every step. */
export function syncCanvas(template: SyncTemplate): Canvas {
	const canvas = new Canvas(template.name);
	addNotes(canvas, template);
	const both = template.direction === 'both';
	const sources: readonly Side[] = both ? SIDES : [template.direction === 'right to left' ? 'right' : 'left'];
	const triggers = sources.map((side, index) => addTrigger(canvas, template, side, FIRST_NODE + STEP + index * 2 * STEP));
	const mappers = template.pairs.map((pair, index) => addMapper(canvas, template, pair, FIRST_NODE + index * STEP));
	const upserts = sources.map((side, index) => addUpsert(canvas, template[otherSide(side)], FIRST_NODE + STEP / 2 + index * 2 * STEP));
	const done = canvas.add({ name: 'Done', type: 'n8n-nodes-base.noOp', position: [COLUMN.review + 160, FIRST_NODE + 60], parameters: {} });
	const review = canvas.add({ name: 'To review', type: 'n8n-nodes-base.noOp', position: [COLUMN.review + 160, FIRST_NODE + 440], parameters: {} });

	sources.forEach((side, number) => {
		objectsOf(template, side).forEach((object, output) => {
			template.pairs.forEach((pair, index) => {
				if (pair[side] === object) canvas.connect(triggers[number] as string, output, mappers[index] as string);
			});
		});
	});
	for (const mapper of mappers) {
		sources.forEach((side, number) => canvas.connect(mapper, side === 'left' ? OUTPUT.toRight : OUTPUT.toLeft, upserts[number] as string));
		canvas.connect(mapper, OUTPUT.review, review);
	}
	for (const upsert of upserts) [done, review, review].forEach((target, output) => canvas.connect(upsert, output, target));
	return canvas;
}

/** In the order of the trigger's outputs. */
function objectsOf(template: SyncTemplate, side: Side): string[] {
	return SYSTEMS[template[side]].trigger.order.ordered(template.pairs.map((pair) => pair[side]));
}

function addTrigger(canvas: Canvas, template: SyncTemplate, side: Side, y: number): string {
	const { name, trigger, credentials } = SYSTEMS[template[side]];
	return canvas.add({
		name: `${name} changes`,
		type: trigger.type,
		position: [COLUMN.triggers + 200, y],
		parameters: { ...trigger.parameters(objectsOf(template, side)), ...template.triggers?.[side] },
		credentials,
	});
}

function addMapper(canvas: Canvas, template: SyncTemplate, pair: TemplatePair, y: number): string {
	const [left, right] = [SYSTEMS[template.left], SYSTEMS[template.right]];
	return canvas.add({
		name: pair.name,
		type: ours('fieldStageMapper'),
		position: [COLUMN.mappers + 120, y],
		parameters: {
			leftSystem: template.left,
			[left.mapperAuthentication]: left.authentication,
			leftObject: pair.left,
			rightSystem: template.right,
			[right.mapperAuthentication]: right.authentication,
			rightObject: pair.right,
			autoMap: true,
			rows: { row: pair.rows.map(({ left: one, right: other, rule = 'default', type = 'auto', options }) => ({ left: one, right: other, rule, type, ...(options ? { options } : {}) })) },
			values: { value: pair.values ?? [] },
			matchBy: 'automatic',
			match: {},
			createRight: template.direction !== 'right to left',
			createLeft: template.direction !== 'left to right',
			tieWinner: 'left',
			syncName: '',
			...pair.parameters,
		},
		credentials: { ...left.credentials, ...right.credentials },
	});
}

function addUpsert(canvas: Canvas, system: SystemName, y: number): string {
	const { name, upsert, authentication, credentials } = SYSTEMS[system];
	return canvas.add({
		name: `${name} Upsert`,
		type: upsert,
		position: [COLUMN.upserts + 160, y],
		parameters: { authentication, operation: 'upsert', options: {} },
		credentials,
	});
}

function addNotes(canvas: Canvas, { notes, pairs }: SyncTemplate): void {
	const height = NOTE_ROOM + Math.max(pairs.length, 4) * STEP;
	canvas.note('start here', notes.start, { position: [COLUMN.start, TOP], width: 420, height: 620, color: 4 });
	canvas.note('triggers', notes.triggers, { position: [COLUMN.triggers, TOP], width: 440, height, color: 5 });
	canvas.note('mappers', notes.mappers, { position: [COLUMN.mappers, TOP], width: 440, height, color: 6 });
	canvas.note('upserts', notes.upserts, { position: [COLUMN.upserts, TOP], width: 420, height, color: 4 });
	canvas.note('review', notes.review, { position: [COLUMN.review, TOP], width: 420, height, color: 3 });
}
