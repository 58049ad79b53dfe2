import { runInNewContext } from 'node:vm';
import { objectOrder } from './objects';

const { ordered, outputs } = objectOrder(['Account', 'Contact', 'Lead', 'Opportunity']);

/** What n8n makes of the expression, without n8n. */
function outputNames(objects: unknown): string[] {
	const body = outputs.replace(/^=\{\{|\}\}$/g, '');
	const made = runInNewContext(body, { $parameter: { objects } }) as Array<{ type: string; displayName: string }>;
	expect(made.every(({ type }) => type === 'main')).toBe(true);
	return Array.from(made, ({ displayName }) => displayName);
}

describe('the outputs of a sync trigger', () => {
	it('are one for each object, parents first, in whatever order the objects were chosen', () => {
		expect(ordered(['Opportunity', 'Lead', 'Account', 'Contact'])).toEqual(['Account', 'Contact', 'Lead', 'Opportunity']);
		expect(ordered(['Zone__c', 'Case', 'Account'])).toEqual(['Account', 'Case', 'Zone__c']);
	});

	it.each([[['Opportunity', 'Account']], [['Visit__c', 'Contact', 'Asset', 'Account', 'Lead']], [['Account', 'Account']]])(
		'are named in the editor as the node emits them: %j',
		(objects) => expect(outputNames(objects)).toEqual(ordered(objects)),
	);

	it('are one while nothing is chosen', () => {
		expect(outputNames([])).toEqual(['Records']);
		expect(outputNames(undefined)).toEqual(['Records']);
	});
});
