import type { INodeProperties } from 'n8n-workflow';
import { BASE_URL_RULE } from './base-url';

/** Pact's published API host (Pact developer docs, "Overview"). */
const PACT_BASE_URL = 'https://app.pact.place';

/** Least scopes for a two-way sync with activities (Pact developer docs, "OAuth scopes"). */
export const PACT_SCOPES = ['accounts', 'contacts', 'deals', 'activities'].flatMap((name) => [`read:${name}`, `write:${name}`]).join(' ');

/** The fields that say which workspace is meant; the same in both credentials. */
export const pactWorkspaceProperties: INodeProperties[] = [
	{
		displayName: 'Base URL',
		name: 'baseUrl',
		type: 'string',
		default: PACT_BASE_URL,
		required: true,
		description: `Where Pact answers. Leave it as it is, unless you use the local sandbox. ${BASE_URL_RULE}`,
	},
	{
		displayName: 'Workspace Name',
		name: 'workspace',
		type: 'string',
		default: '',
		placeholder: 'e.g. emea',
		description:
			'Only needed when you sync with several Pact workspaces: a short name of your own that tells them apart. Links between records are kept under it, so do not change it after the first sync.',
	},
];
