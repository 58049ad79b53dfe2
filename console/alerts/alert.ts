/** `now`: something rests or goes wrong until somebody acts. `soon`: today will do. */
export type Severity = 'now' | 'soon';

export const ALERT_KINDS = [
	/** A credential is refused. */
	'credential',
	/** A system takes no more calls for a while. */
	'limited',
	/** A trigger's rounds fail for another reason. */
	'trouble',
	/** Nobody runs a trigger. */
	'stopped',
	/** A trigger has not come to the end of a round for long. */
	'silent',
	/** More or older changes are under way than usual. */
	'backlog',
	/** A limit for one run was reached, and a person is asked. */
	'guard',
	/** Somebody's withdrawal of consent is disputed or not written. */
	'consent',
	/** Records were given up. */
	'issues',
	/** A system's fields changed under a mapping. */
	'mapping',
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** A condition that has begun and is not over. Its words hold no values of records. */
export interface Alert {
	/** The same as long as the condition lasts. */
	key: string;
	kind: AlertKind;
	severity: Severity;
	/** ISO 8601. */
	since: string;
	/** One line, fit for a subject. */
	title: string;
	/** What happened, to what, and what to do. */
	text: string;
	/** The console page's view that has more. */
	view: 'health' | 'review' | 'issues';
	/** Its name. */
	trigger?: string;
	/** Names of the syncs that it concerns. */
	syncs: string[];
}

export interface Thresholds {
	/** A change that has been under way for so long is a growing backlog. */
	backlogMinutes: number;
	/** So many changes under way are, too. */
	backlogSize: number;
	/** What may pass by itself (a system that does not answer) is told after so long. */
	troubleMinutes: number;
}

/** Half an hour is ten slow polls; 5,000 changes are what a bulk edit leaves for some minutes. */
export const THRESHOLDS: Thresholds = { backlogMinutes: 30, backlogSize: 5_000, troubleMinutes: 10 };

export const minutesSince = (since: string, now: Date): number => (now.getTime() - Date.parse(since)) / 60_000;
