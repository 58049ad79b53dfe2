/** The record types of Opportunity: two sales processes, that is two pipelines. */
type RecordTypeName = 'New Business' | 'Renewal';

/** The record type of an opportunity that names none. */
export const DEFAULT_RECORD_TYPE: RecordTypeName = 'New Business';

/** Names of the forecast categories, with their values in the field `ForecastCategory`: Object Reference, OpportunityStage. */
export const FORECAST_CATEGORIES = {
	Omitted: 'Omitted',
	Pipeline: 'Pipeline',
	'Best Case': 'BestCase',
	Commit: 'Forecast',
	Closed: 'Closed',
} as const;

export interface Stage {
	name: string;
	recordType: RecordTypeName;
	probability: number;
	forecast: keyof typeof FORECAST_CATEGORIES;
	closed: boolean;
	won: boolean;
}

function stage(
	recordType: RecordTypeName,
	name: string,
	probability: number,
	forecast: Stage['forecast'],
	ending?: 'won' | 'lost',
): Stage {
	return { name, recordType, probability, forecast, closed: ending !== undefined, won: ending === 'won' };
}

/** Stages in the order of their pipelines; the New Business ones and their figures are a fresh org's own. */
export const STAGES: readonly Stage[] = [
	stage('New Business', 'Prospecting', 10, 'Pipeline'),
	stage('New Business', 'Qualification', 10, 'Pipeline'),
	stage('New Business', 'Needs Analysis', 20, 'Pipeline'),
	stage('New Business', 'Value Proposition', 50, 'Pipeline'),
	stage('New Business', 'Id. Decision Makers', 60, 'Pipeline'),
	stage('New Business', 'Perception Analysis', 70, 'Best Case'),
	stage('New Business', 'Proposal/Price Quote', 75, 'Best Case'),
	stage('New Business', 'Negotiation/Review', 90, 'Commit'),
	stage('New Business', 'Closed Won', 100, 'Closed', 'won'),
	stage('New Business', 'Closed Lost', 0, 'Omitted', 'lost'),
	stage('Renewal', 'Renewal Due', 60, 'Pipeline'),
	stage('Renewal', 'In Discussion', 75, 'Best Case'),
	stage('Renewal', 'Renewed', 100, 'Closed', 'won'),
	stage('Renewal', 'Churned', 0, 'Omitted', 'lost'),
];

/** A stage that was taken out of the picklist while some records still carry it. */
export const LEGACY_STAGE = 'Verbal Commitment';

/** The stage with this name, any case. */
export function stageNamed(name: string): Stage | undefined {
	return STAGES.find((known) => known.name.toLowerCase() === name.toLowerCase());
}
