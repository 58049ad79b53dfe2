import { landingText } from './landing';
import { demoTemplate, readTemplates } from './templates';

const places = { landing: 'http://landing', n8n: 'http://n8n', salesforce: 'http://sf', hubspot: 'http://hs', pact: 'http://pact' };

describe('what npm start says', () => {
	it('names the page to open first, what runs, and what could not be published and why', () => {
		const text = landingText({
			...places,
			templates: [
				{ name: 'Salesforce ⇄ Pact', id: '1', state: 'running' },
				{ name: 'HubSpot ⇄ Pact', id: '2', state: 'stopped', problem: 'no credential' },
				{ name: 'Salesforce → Pact', id: '3', state: 'instead' },
			],
		});
		expect(text.trim()).toMatch(/^Open this {5}http:\/\/landing\n/);
		expect(text).toContain('Running: Salesforce ⇄ Pact\n');
		expect(text).toContain('HubSpot ⇄ Pact does not run: no credential');
		expect(text).not.toContain('Salesforce → Pact');
		for (const url of Object.values(places)) expect(text).toContain(url);
		expect(text).toMatch(/http:\/\/n8n\/webhook\/sync-console {3}user duty/);
	});

	it('does not say that something runs when nothing does', () => {
		expect(landingText({ ...places, templates: [] })).not.toContain('Running');
	});
});

describe('the templates of the demo', () => {
	it('are all templates, and three of them run', () => {
		const { published, others } = readTemplates();
		expect(published.map(({ file }) => file)).toEqual(['salesforce-pact.json', 'hubspot-pact.json', 'sync-console.json']);
		const files = [...published, ...others].map(({ file }) => file);
		expect(new Set(files).size).toBe(files.length);
		expect(files).toContain('hubspot-list-to-pact.json');
	});

	it('look for changes often, and the console tells its figures', () => {
		for (const { file, template } of readTemplates().published) {
			const { nodes } = demoTemplate(template);
			const parametersOf = (type: RegExp) => nodes.filter((node) => type.test(node.type)).map(({ parameters }) => parameters);
			if (file === 'sync-console.json') expect(parametersOf(/syncConsoleTrigger$/)).toEqual([expect.objectContaining({ serveMetrics: true })]);
			else expect(parametersOf(/(SyncTrigger|pactTrigger)$/).map(({ pollSeconds }) => pollSeconds)).toEqual([5, 10]);
		}
	});
});
