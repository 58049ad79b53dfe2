/** What a stage means for the deal: still open, or closed one way or the other (documentation, "Stage"). */
export type StageType = 'open' | 'won' | 'lost';

export interface Stage {
	readonly public_id: string;
	readonly name: string;
	readonly type: StageType;
	/** 0 to 100. Probability belongs to the stage, not to the deal. */
	readonly probability: number;
	readonly position: number;
}

export interface Pipeline {
	readonly public_id: string;
	readonly name: string;
	readonly stages: readonly Stage[];
}

/** Above these an open deal is forecast as Commit or as Best Case. The category names are documented, the bounds are not. */
const COMMIT_FROM = 70;
const BEST_CASE_FROM = 40;

/** The forecast category that follows from a deal's stage. */
export function forecastCategory(stage: Stage): 'Pipeline' | 'Best Case' | 'Commit' | 'Won' | 'Lost' {
	if (stage.type === 'won') return 'Won';
	if (stage.type === 'lost') return 'Lost';
	if (stage.probability >= COMMIT_FROM) return 'Commit';
	return stage.probability >= BEST_CASE_FROM ? 'Best Case' : 'Pipeline';
}
