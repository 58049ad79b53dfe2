import { runInNewContext } from 'node:vm';
import { orderedObjects, OUTPUTS_EXPRESSION } from './objects';

/** What n8n makes of the expression, without n8n. */
function outputNames(objects: unknown): string[] {
	const body = OUTPUTS_EXPRESSION.replace(/^=\{\{|\}\}$/g, '');
	const outputs = runInNewContext(body, { $parameter: { objects } }) as Array<{ type: string; displayName: string }>;
	expect(outputs.every(({ type }) => type === 'main')).toBe(true);
	return Array.from(outputs, ({ displayName }) => displayName);
}

describe('the outputs of the Salesforce Sync Trigger', () => {
	it('are one for each object, parents first, in whatever order the objects were chosen', () => {
		expect(orderedObjects(['Opportunity', 'Lead', 'Account', 'Contact'])).toEqual(['Account', 'Contact', 'Lead', 'Opportunity']);
		expect(orderedObjects(['Zone__c', 'Case', 'Account'])).toEqual(['Account', 'Case', 'Zone__c']);
	});

	it.each([[['Opportunity', 'Account']], [['Visit__c', 'Contact', 'Asset', 'Account', 'Lead']], [['Account', 'Account']]])(
		'are named in the editor as the node emits them: %j',
		(objects) => expect(outputNames(objects)).toEqual(orderedObjects(objects)),
	);

	it('are one while nothing is chosen', () => {
		expect(outputNames([])).toEqual(['Records']);
		expect(outputNames(undefined)).toEqual(['Records']);
	});
});
