/** The complete list on the documentation's page about scopes. */
export const SCOPES = [
	'read:accounts',
	'write:accounts',
	'read:contacts',
	'write:contacts',
	'read:deals',
	'write:deals',
	'read:activities',
	'write:activities',
	'read:workflows',
] as const;
export type Scope = (typeof SCOPES)[number];

export const READ_SCOPES = SCOPES.filter((scope) => scope.startsWith('read:'));
export const NO_DEALS_SCOPES = SCOPES.filter((scope) => !scope.endsWith(':deals'));

export const isScope = (text: string): text is Scope => (SCOPES as readonly string[]).includes(text);
