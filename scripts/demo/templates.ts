import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
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
export interface TemplateFile {
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

/** The importable workflows of the package, those that run here first. */
export function readTemplates(): TemplateFile[] {
	const folder = join(PROJECT_ROOT, 'workflows');
	if (!existsSync(folder)) return [];
	const files = readdirSync(folder).filter((name) => name.endsWith('.json') && !PUBLISHED.includes(name));
	return [...PUBLISHED, ...files.sort()].map((file) => ({ file, template: templateSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))) }));
}

/** Imports each template, unless a workflow of its name is there already (the user may have changed it), and publishes those of `PUBLISHED`. */
export async function importTemplates(api: N8nApi, templates: readonly TemplateFile[]): Promise<ImportedTemplate[]> {
	const present = await api.workflows();
	const imported: ImportedTemplate[] = [];
	for (const { file, template } of templates) {
		const known = present.find(({ name }) => name === template.name);
		imported.push(known ? described(known, file) : await importOne(api, template, file));
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
