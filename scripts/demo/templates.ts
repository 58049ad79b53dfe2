import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LIMITS as HUBSPOT_LIMITS } from '../../nodes/HubSpotSyncTrigger/limits';
import { LIMITS as PACT_LIMITS } from '../../nodes/PactTrigger/limits';
import { LIMITS as SALESFORCE_LIMITS } from '../../nodes/SalesforceSyncTrigger/limits';
import { PROJECT_ROOT } from '../../test/e2e/support/locate';
import type { N8nApi } from '../../test/e2e/support/n8n-api';
import { templateSchema, type Template } from '../../test/e2e/support/n8n-schemas';

export interface ImportedTemplate {
	name: string;
	id: string;
	/** Not published at first: `beside`, what can run beside the others; `instead`, what would fight with them. */
	state: 'running' | 'stopped' | 'beside' | 'instead';
	/** Why it could not be published. */
	problem?: string;
}

/** A file of workflows/. */
interface TemplateFile {
	file: string;
	template: Template;
}

/**
 * What the demo publishes: the page of the person on duty, and one canvas for every two systems that it joins. The one-way templates are about the same records as these, and
 * two syncs of one pair would fight; the third pair needs nothing more, since what is in Salesforce comes to HubSpot by way of Pact.
 */
const PUBLISHED: readonly string[] = ['salesforce-pact.json', 'hubspot-pact.json', 'sync-console.json'];

/** Activities and tags hang on records that others keep in step; custom objects are records of their own; the rest is for the people on duty. */
const BESIDE = /^(activities|custom-objects)-|-pact-tags\.json$|^(alerts|daily-digest|nightly-reconcile|review-by-form)\.json$/;

/** The shortest that each trigger takes, as whoever changes a record in the demo waits for it to arrive. Pact's tells by webhook besides. */
const DEMO_POLL_SECONDS: Readonly<Record<string, number>> = {
	'n8n-nodes-pact.salesforceSyncTrigger': SALESFORCE_LIMITS.minPollSeconds,
	'n8n-nodes-pact.hubSpotSyncTrigger': HUBSPOT_LIMITS.minPollSeconds,
	'n8n-nodes-pact.pactTrigger': PACT_LIMITS.minPollSeconds,
};

/** A template as the demo runs it. */
export function demoTemplate(template: Template): Template {
	const nodes = template.nodes.map((node) => ({
		...node,
		parameters: {
			...node.parameters,
			...(DEMO_POLL_SECONDS[node.type] === undefined ? {} : { pollSeconds: DEMO_POLL_SECONDS[node.type] }),
			// The landing page reads them.
			...(node.type.endsWith('.syncConsoleTrigger') ? { serveMetrics: true } : {}),
		},
	}));
	return { ...template, nodes };
}

/** The importable workflows of the package: those that run here, and the others. */
export function readTemplates(): { published: TemplateFile[]; others: TemplateFile[] } {
	const folder = join(PROJECT_ROOT, 'workflows');
	const read = (file: string): TemplateFile => ({ file, template: templateSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))) });
	const others = readdirSync(folder).filter((name) => name.endsWith('.json') && !PUBLISHED.includes(name));
	return { published: PUBLISHED.map(read), others: others.sort().map(read) };
}

/** Imports each template, unless a workflow of its name is there already (the user may have changed it), and publishes those of `PUBLISHED`. */
export async function importTemplates(api: N8nApi, templates: readonly TemplateFile[]): Promise<ImportedTemplate[]> {
	const present = await api.workflows();
	const imported: ImportedTemplate[] = [];
	for (const { file, template } of templates) {
		const known = present.find(({ name }) => name === template.name);
		imported.push(known ? described(known, file) : await importOne(api, demoTemplate(template), file));
	}
	return imported;
}

/** One that a person has switched off stays off, and one that a person has published stays on. */
function described({ name, id, activeVersionId }: { name: string; id: string; activeVersionId?: string | null | undefined }, file: string): ImportedTemplate {
	return { name, id, state: activeVersionId ? 'running' : PUBLISHED.includes(file) ? 'stopped' : waiting(file) };
}

const waiting = (file: string): 'beside' | 'instead' => (BESIDE.test(file) ? 'beside' : 'instead');

async function importOne(api: N8nApi, template: Template, file: string): Promise<ImportedTemplate> {
	const { id, name } = await api.createWorkflow(template);
	if (!PUBLISHED.includes(file)) return { name, id, state: waiting(file) };
	try {
		await api.activate(id);
		return { name, id, state: 'running' };
	} catch (error) {
		return { name, id, state: 'stopped', problem: error instanceof Error ? error.message : String(error) };
	}
}
