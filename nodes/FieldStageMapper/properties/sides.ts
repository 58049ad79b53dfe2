import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { SYSTEM_NAMES, type SystemName } from '../../../engine/model';
import { hubSpotAuthentication, pactAuthentication, salesforceAuthentication } from '../../common/authentication';
import { RIGHT_SYSTEMS } from '../pairs';

const choices = (systems: readonly SystemName[]): INodePropertyOptions[] => systems.map((value) => ({ name: SYSTEM_NAMES[value], value }));

const rightSystem = (left: SystemName): INodeProperties => ({
	displayName: 'Right System',
	name: 'rightSystem',
	type: 'options',
	noDataExpression: true,
	options: choices(RIGHT_SYSTEMS[left]),
	default: 'pact',
	displayOptions: { show: { leftSystem: [left] } },
});

const object = (side: 'left' | 'right', initial: string, leftSystem: SystemName[]): INodeProperties => ({
	displayName: side === 'left' ? 'Left Object Name or ID' : 'Right Object Name or ID',
	name: side === 'left' ? 'leftObject' : 'rightObject',
	type: 'options',
	typeOptions: {
		loadOptionsMethod: side === 'left' ? 'getLeftObjects' : 'getRightObjects',
		loadOptionsDependsOn: [`${side}System`, 'salesforceAuthentication', 'hubSpotAuthentication', 'pactAuthentication'],
	},
	default: initial,
	required: true,
	description: 'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
	displayOptions: { show: { leftSystem } },
});

/** Which two systems and objects are joined, and how to reach them. A parameter that differs by system is there once for each. */
export const sideProperties: INodeProperties[] = [
	{
		displayName: 'Left System',
		name: 'leftSystem',
		type: 'options',
		noDataExpression: true,
		options: choices(['hubspot', 'salesforce']),
		default: 'salesforce',
		description: 'The CRM. Salesforce stands on the left of HubSpot, and both on the left of Pact.',
	},
	rightSystem('salesforce'),
	rightSystem('hubspot'),
	salesforceAuthentication('salesforceAuthentication', 'Salesforce Authentication', { leftSystem: ['salesforce'] }),
	hubSpotAuthentication('hubSpotAuthentication', 'HubSpot Authentication', { leftSystem: ['hubspot'] }),
	hubSpotAuthentication('hubSpotAuthentication', 'HubSpot Authentication', { leftSystem: ['salesforce'], rightSystem: ['hubspot'] }),
	pactAuthentication('pactAuthentication', 'Pact Authentication', { rightSystem: ['pact'] }),
	// Where the editor puts the credentials of both sides; without it they would stand between the left object and the right one.
	{ displayName: 'Credentials', name: 'credentials', type: 'credentials', default: '' },
	object('left', 'Contact', ['salesforce']),
	object('left', 'contacts', ['hubspot']),
	object('right', 'contacts', ['salesforce', 'hubspot']),
];
