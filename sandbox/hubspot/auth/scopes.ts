/** Objects that have scopes of their own; the scopes of custom objects go for all of them. */
const OBJECTS = ['contacts', 'companies', 'deals', 'custom'] as const;

/** Every scope that the sandbox knows, as HubSpot's scope list names them. */
export const ALL_SCOPES: readonly string[] = [
	'oauth',
	...OBJECTS.flatMap((object) => [`crm.objects.${object}.read`, `crm.objects.${object}.write`]),
	...OBJECTS.flatMap((object) => [`crm.schemas.${object}.read`, `crm.schemas.${object}.write`]),
	'crm.objects.owners.read',
	'crm.lists.read',
	'crm.lists.write',
	'communication_preferences.read',
	'communication_preferences.write',
	'communication_preferences.read_write',
];

/** What a credential has that may look and not touch. */
export const READ_SCOPES: readonly string[] = ALL_SCOPES.filter(
	(scope) => scope === 'oauth' || scope.endsWith('.read'),
);

/** Least privilege for a sync without opt-outs. */
export const NO_PREFERENCES_SCOPES: readonly string[] = ALL_SCOPES.filter(
	(scope) => !scope.startsWith('communication_preferences'),
);

/** Only an account with Marketing Hub Enterprise may give this one: no demo token has it, a service key may be made with it. */
export const BATCH_STATUS_SCOPE = 'communication_preferences.statuses.batch.read';

export const isScope = (text: string): boolean => ALL_SCOPES.includes(text) || text === BATCH_STATUS_SCOPE;
