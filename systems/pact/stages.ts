import { SystemError } from '../common/engine';
import type { PactClient } from './client';
import { PATHS, type Pipeline, pipelineSchema } from './contract';
import type { Definitions } from './definitions';

/** A stage that a person wants. `pipeline` by name; absent: the workspace's only one. `probability`: 0 to 100. */
export interface NewPactStage {
	name: string;
	pipeline?: string;
	type: 'open' | 'won' | 'lost';
	probability?: number;
}

/** The stages of a workspace's pipelines. */
export interface PactStages {
	/** Names of the pipelines. */
	pipelines(): Promise<string[]>;
	/** Makes a stage at the end of a pipeline; one of that name is taken as it is. @throws SystemError */
	create(stage: NewPactStage): Promise<{ name: string; pipeline: string }>;
}

/** [assumption] What a stage is worth where nobody says: closed ones are certain, and an open one is at its beginning. */
const USUAL_PROBABILITY = { open: 10, won: 100, lost: 0 } as const;

export function createPactStages(client: PactClient, definitions: Definitions): PactStages {
	return {
		pipelines: async () => (await definitions.pipelines()).map(({ name }) => name),

		async create({ name, pipeline: wanted, type, probability }) {
			// As they are now: somebody may just have made it.
			const pipelines = (await client.definitions(PATHS.pipelines, pipelineSchema)) ?? [];
			const pipeline = chosen(pipelines, wanted);
			const there = pipeline.stages.find((stage) => same(stage.name, name));
			if (there !== undefined) return { name: there.name, pipeline: pipeline.name };
			if (pipeline.public_id === undefined) throw byHand(name, pipeline.name);
			const made = await client.make(PATHS.stages(pipeline.public_id), { name, type, probability: probability ?? USUAL_PROBABILITY[type] });
			if (!made) throw byHand(name, pipeline.name);
			definitions.forget();
			return { name, pipeline: pipeline.name };
		},
	};
}

const same = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase();

function chosen(pipelines: readonly Pipeline[], wanted: string | undefined): Pipeline {
	const [only, ...others] = pipelines;
	if (wanted === undefined && only !== undefined && others.length === 0) return only;
	const found = wanted === undefined ? undefined : pipelines.find(({ name }) => same(name, wanted));
	if (found !== undefined) return found;
	if (only === undefined) throw new SystemError({ class: 'invalid', message: 'This Pact workspace does not list its pipelines, so no stage can be made from here. Make it in Pact, then assign it.' });
	const names = pipelines.map(({ name }) => `"${name}"`).join(', ');
	throw new SystemError({ class: 'invalid', message: `Say in which pipeline of Pact the stage is to be made: ${names}.` });
}

/** Pact publishes no call for it, so that a workspace may have none. */
function byHand(name: string, pipeline: string): SystemError {
	return new SystemError({
		class: 'invalid',
		message: `This Pact workspace has no way to make a stage from outside. Make the stage "${name}" in Pact's pipeline "${pipeline}", then assign it.`,
	});
}
