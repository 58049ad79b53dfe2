import { landingText } from './landing';
import { readTemplates } from './templates';

const places = { n8n: 'http://n8n', salesforce: 'http://sf', hubspot: 'http://hs', pact: 'http://pact' };

describe('what npm start says', () => {
	it('names what runs, what could not be published and why, and what would fight', () => {
		const text = landingText({
			...places,
			templates: [
				{ name: 'Salesforce ⇄ Pact', id: '1', state: 'running' },
				{ name: 'HubSpot ⇄ Pact', id: '2', state: 'stopped', problem: 'no credential' },
				{ name: 'Salesforce → Pact', id: '3', state: 'instead' },
			],
		});
		expect(text).toMatch(/Workflows that run\n {4}Salesforce ⇄ Pact\n {6}http:\/\/n8n\/workflow\/1/);
		expect(text).toContain('could not be published: no credential');
		expect(text).toMatch(/Instead of these[^]*would fight[^]*Salesforce → Pact/);
		expect(text).not.toContain('beside these');
		for (const url of Object.values(places)) expect(text).toContain(url);
		expect(text).toMatch(/Sync Console {2}http:\/\/n8n\/webhook\/sync-console\n {2}sign in {7}duty/);
	});

	it('does not promise a sync when nothing runs', () => {
		expect(landingText({ ...places, templates: [] })).not.toContain('first sync');
	});
});

it('the demo has all templates, those that it runs first', () => {
	const files = readTemplates().map(({ file }) => file);
	expect(files.slice(0, 3)).toEqual(['salesforce-pact.json', 'hubspot-pact.json', 'sync-console.json']);
	expect(new Set(files).size).toBe(files.length);
	expect(files).toContain('hubspot-list-to-pact.json');
});
