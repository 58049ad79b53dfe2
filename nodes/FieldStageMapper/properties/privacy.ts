import type { INodeProperties } from 'n8n-workflow';
import { LEFT_DEPENDS, RIGHT_DEPENDS } from './rows';

const privateFields = (side: 'left' | 'right', depends: string[]): INodeProperties => {
	const name = side === 'left' ? 'Left' : 'Right';
	return {
		displayName: `Private ${name} Field Names or IDs`,
		name: `private${name}`,
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: `get${name}Fields`, loadOptionsDependsOn: depends },
		default: [],
		description:
			'Fields whose values are never logged: log, review list and messages only say that they were changed. They are kept in step like the others, but a value that gives way is not kept. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	};
};

/** What people who look after the sync are not to see. A row is private when either of its fields is. */
export const privacyProperties: INodeProperties[] = [privateFields('left', LEFT_DEPENDS), privateFields('right', RIGHT_DEPENDS)];
