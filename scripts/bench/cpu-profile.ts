import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** The part of a `.cpuprofile` that is needed (Chrome DevTools protocol, `Profiler.Profile`). Times in µs. */
const profileSchema = z.object({
	nodes: z.array(z.object({ id: z.number(), callFrame: z.object({ functionName: z.string(), url: z.string() }), children: z.array(z.number()).optional() })),
	samples: z.array(z.number()),
	timeDeltas: z.array(z.number()),
});

/** Where a record's CPU time goes. */
export const PHASES = ['read', 'parse and validate', 'map', 'match', 'merge and plan', 'run loop', 'hash', 'store', 'log', 'write', 'HTTP', 'garbage collection', 'other'] as const;
export type Phase = (typeof PHASES)[number];

/** Starting node and compiling TypeScript: no record's work. */
const STARTING = /\/node_modules\/(tsx|esbuild)\/|^node:internal\/(modules|bootstrap|process\/esm)|\(evaluate\)/;

/** The first that fits a frame, looked for from the innermost frame outwards. `source` and `target` are folders of systems/. */
const RULES: ReadonlyArray<readonly [RegExp, Phase]> = [
	[/\/store\/key\./, 'hash'],
	[/\/store\/parts\/log\./, 'log'],
	[/\/(store|node_modules\/kysely)\//, 'store'],
	[/\/systems\/common\/(json|read-json)|\/node_modules\/zod\/|\/engine\/model\//, 'parse and validate'],
	[/\/engine\/mapping\/|\/engine\/run\/values/, 'map'],
	[/\/engine\/identity\/|\/engine\/run\/identify|\/systems\/\w+\/(finder|fresh|left-open)/, 'match'],
	[/\/engine\/merge\/|\/engine\/run\/(plan|echo|settle|siblings)/, 'merge and plan'],
	[/\/systems\/common\/(fetch-http|exchange|limiter|call-meter)|^node:internal\/deps\/undici|^node:(_http|net|internal\/(streams|stream_base))/, 'HTTP'],
	[/\/engine\/run\//, 'run loop'],
];

/** CPU time by phase, ms; what stands still and what starts the process is left out. */
export async function phasesOf(folder: string, source: string, target: string): Promise<Map<Phase, number>> {
	const [file] = (await readdir(folder)).filter((name) => name.endsWith('.cpuprofile'));
	const profile = profileSchema.parse(JSON.parse(await readFile(join(folder, file ?? ''), 'utf8')));
	const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
	const parents = new Map(profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
	const rules: typeof RULES = [...RULES, [new RegExp(`/systems/${source}/`), 'read'], [new RegExp(`/systems/${target}/`), 'write']];
	const phases = new Map<number, Phase | undefined>();
	const found = new Map<Phase, number>(PHASES.map((phase) => [phase, 0]));
	profile.samples.forEach((id, index) => {
		if (!phases.has(id)) phases.set(id, phaseOf(framesOf(id)));
		const phase = phases.get(id);
		if (phase !== undefined) found.set(phase, (found.get(phase) ?? 0) + (profile.timeDeltas[index] ?? 0) / 1_000);
	});
	return found;

	/** Innermost first: `file` or `(name)` where there is none. */
	function framesOf(id: number): string[] {
		const frames: string[] = [];
		for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
			const { url = '', functionName = '' } = nodes.get(at)?.callFrame ?? {};
			frames.push(url === '' ? functionName : url);
		}
		return frames;
	}

	function phaseOf(frames: readonly string[]): Phase | undefined {
		if (frames[0] === '(idle)' || frames.some((frame) => STARTING.test(frame))) return undefined;
		if (frames[0] === '(garbage collector)') return 'garbage collection';
		for (const frame of frames) {
			const rule = rules.find(([pattern]) => pattern.test(frame));
			if (rule) return rule[1];
		}
		// Sockets and timers call into no code of ours.
		return frames.some((frame) => /write|read|Socket|TCP/i.test(frame)) ? 'HTTP' : 'other';
	}
}
