import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../test/e2e/support/locate';
import type { N8nApi } from '../../test/e2e/support/n8n-api';
import { templateSchema, type Template } from '../../test/e2e/support/n8n-schemas';

export interface RunningTemplate {
	name: string;
	id: string;
	/** Why it could not be started; absent when it runs. */
	problem?: string;
}

/** The importable workflows of the package. */
export function readTemplates(): Template[] {
	const folder = join(PROJECT_ROOT, 'workflows');
	if (!existsSync(folder)) return [];
	const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
	return files.sort().map((name) => templateSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
}

/** Imports and publishes each template, unless a workflow of its name is there already (the user may have changed it). */
export async function importTemplates(api: N8nApi, templates: Template[]): Promise<RunningTemplate[]> {
	const present = await api.workflows();
	const running: RunningTemplate[] = [];
	for (const template of templates) {
		const known = present.find(({ name }) => name === template.name);
		running.push(known ? described(known) : await importOne(api, template));
	}
	return running;
}

/** One that a person has switched off stays off. */
function described({ name, id, activeVersionId }: { name: string; id: string; activeVersionId?: string | null | undefined }): RunningTemplate {
	return activeVersionId ? { name, id } : { name, id, problem: 'switched off; press "Publish" in its editor' };
}

async function importOne(api: N8nApi, template: Template): Promise<RunningTemplate> {
	const { id, name } = await api.createWorkflow(template);
	try {
		await api.activate(id);
		return { name, id };
	} catch (error) {
		return { name, id, problem: error instanceof Error ? error.message : String(error) };
	}
}
