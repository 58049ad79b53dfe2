import type { INodeProperties } from 'n8n-workflow';
import { matchProperties } from './match';
import { onlyProperties } from './only';
import { defaultRuleProperty, policyProperties } from './policies';
import { privacyProperties } from './privacy';
import { rowsProperty } from './rows';
import { sideProperties } from './sides';
import { valuesProperty } from './values';

/** All parameters of the mapper, from top to bottom. */
export const properties: INodeProperties[] = [
	...sideProperties,
	{
		displayName: 'Auto-Map',
		name: 'autoMap',
		type: 'boolean',
		default: true,
		description:
			'Whether fields without a row of their own are mapped by well-known names, or same name and type; custom fields are matched by name',
	},
	defaultRuleProperty,
	rowsProperty,
	valuesProperty,
	...onlyProperties,
	...matchProperties,
	...policyProperties,
	...privacyProperties,
];
