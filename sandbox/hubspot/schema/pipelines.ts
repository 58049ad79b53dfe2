import { DEALS } from './objectTypes';
import type { Pipeline, Stage } from './types';

/** Id, label, probability and whether the stage closes the deal. */
type StageRow = readonly [id: string, label: string, probability: string, isClosed: boolean];

/** HubSpot's own sales pipeline. */
const SALES: readonly StageRow[] = [
	['appointmentscheduled', 'Appointment Scheduled', '0.2', false],
	['qualifiedtobuy', 'Qualified To Buy', '0.4', false],
	['presentationscheduled', 'Presentation Scheduled', '0.6', false],
	['decisionmakerboughtin', 'Decision Maker Bought-In', '0.8', false],
	['contractsent', 'Contract Sent', '0.9', false],
	['closedwon', 'Closed Won', '1.0', true],
	['closedlost', 'Closed Lost', '0.0', true],
];

/** A pipeline of the account's own: its ids are numbers, and some labels are the same as in the other one. */
const RENEWALS: readonly StageRow[] = [
	['98001', 'Renewal due', '0.5', false],
	['98002', 'Contract Sent', '0.8', false],
	['98003', 'Closed Won', '1.0', true],
	['98004', 'Churned', '0.0', true],
];
const RENEWALS_ID = '7301';

const FIRST_OWN_ID = 99_001;

/** The pipelines of a portal, by object type id. */
export class Pipelines {
	private readonly byType = new Map<string, Pipeline[]>();
	private nextId = FIRST_OWN_ID;

	constructor(createdAt: string) {
		this.byType.set(DEALS, [
			pipeline('default', 'Sales Pipeline', 0, SALES, createdAt),
			pipeline(RENEWALS_ID, 'Renewals', 1, RENEWALS, createdAt),
		]);
	}

	/** In display order. */
	of(objectTypeId: string): readonly Pipeline[] {
		return this.byType.get(objectTypeId) ?? [];
	}

	get(objectTypeId: string, pipelineId: string): Pipeline | undefined {
		return this.of(objectTypeId).find((each) => each.id === pipelineId);
	}

	/** A stage, and the pipeline it is in. */
	stage(objectTypeId: string, stageId: string): { pipeline: Pipeline; stage: Stage } | undefined {
		for (const each of this.of(objectTypeId)) {
			const stage = each.stages.find((candidate) => candidate.id === stageId);
			if (stage) return { pipeline: each, stage };
		}
		return undefined;
	}

	/** An id for a new pipeline or stage. */
	freshId(): string {
		return String(this.nextId++);
	}

	/** Adds a pipeline, or takes the place of the one with its id. */
	put(objectTypeId: string, changed: Pipeline): void {
		const others = this.of(objectTypeId).filter((each) => each.id !== changed.id);
		this.byType.set(
			objectTypeId,
			[...others, changed].toSorted((a, b) => a.displayOrder - b.displayOrder),
		);
	}
}

function pipeline(
	id: string,
	label: string,
	displayOrder: number,
	rows: readonly StageRow[],
	createdAt: string,
): Pipeline {
	const stages = rows.map(([stageId, stageLabel, probability, isClosed], order): Stage => ({
		id: stageId,
		label: stageLabel,
		displayOrder: order,
		metadata: { isClosed: String(isClosed), probability },
		createdAt,
		updatedAt: createdAt,
		archived: false,
	}));
	return { id, label, displayOrder, stages, createdAt, updatedAt: createdAt, archived: false };
}
