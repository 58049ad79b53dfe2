/**
 * `npm run bench`: how fast the parts are, as a table. Never an assertion: figures of a shared machine are for reading, and the ratios
 * are against references of the same run. `--links N` (default 100,000), `--only PART,PART`; docs/bench.md tells of the parts and their options.
 */
import { parseArgs } from 'node:util';
import { batchSection } from './batches';
import { consoleSection } from './console';
import { firstSyncSection } from './first-sync';
import { floorSection } from './floor';
import { handmadeSection } from './handmade/section';
import { idleSection } from './idle';
import { EDITS, latencySection } from './latency';
import { millionSection } from './million';
import { postgresHome, sqliteHome, type BenchHome } from './homes';
import { phasesSection } from './phases';
import { planningSection } from './planning';
import { storeSection } from './stores';
import { sectionText, type Section } from './table';

/** Take long, or need more than this project: only when they are named. */
const ON_DEMAND = ['idle', 'handmade', 'million', 'latency'] as const;
const PARTS = ['plans', 'batches', 'console', 'sqlite', 'postgres', 'first-sync', 'phases', 'floor'] as const;
type Part = (typeof PARTS | typeof ON_DEMAND)[number];

const { values } = parseArgs({
	options: {
		links: { type: 'string', default: '100000' },
		only: { type: 'string', default: PARTS.join(',') },
		edits: { type: 'string', default: String(EDITS) },
		records: { type: 'string' },
		to: { type: 'string', default: 'hubspot' },
		limits: { type: 'string', default: 'off' },
		page: { type: 'string', default: '200' },
	},
});
const links = Number(values.links);
const wanted = values.only.split(',');
const ALL: readonly Part[] = [...PARTS, ...ON_DEMAND];
const unknown = wanted.filter((part) => !ALL.some((known) => known === part));

const WORK: Record<Part, () => Promise<Section> | Section> = {
	plans: planningSection,
	batches: () => at(sqliteHome, ({ engine, store }) => batchSection(engine, store)),
	console: () => at(sqliteHome, ({ engine, store }) => consoleSection(engine, store)),
	sqlite: () => at(sqliteHome, (home) => storeSection(home, links)),
	postgres: () => at(postgresHome, (home) => storeSection(home, links)),
	'first-sync': firstSyncSection,
	phases: async () => await phasesSection('hubspot'),
	floor: floorSection,
	idle: idleSection,
	handmade: handmadeSection,
	latency: async () => await latencySection(Number(values.edits)),
	million: () => millionSection(millionOptions()),
};

function millionOptions(): Parameters<typeof millionSection>[0] {
	const { to, limits, page, records } = values;
	if (to !== 'hubspot' && to !== 'pact') throw new Error('--to takes hubspot or pact.');
	if (limits !== 'enterprise' && limits !== 'off') throw new Error('--limits takes enterprise or off.');
	for (const [name, value] of Object.entries({ page, ...(records === undefined ? {} : { records }) }))
		if (!/^[1-9]\d*$/.test(value)) throw new Error(`--${name} takes a whole number from 1.`);
	return { to, limits, page: Number(page), ...(records === undefined ? {} : { records: Number(records) }) };
}

async function at(open: () => Promise<BenchHome>, work: (home: BenchHome) => Promise<Section>): Promise<Section> {
	const home = await open();
	try {
		return await work(home);
	} finally {
		await home.store.close();
		await home.remove();
	}
}

async function main(): Promise<void> {
	if (!Number.isSafeInteger(links) || links < 1_000) throw new Error('--links takes a whole number from 1,000.');
	if (unknown.length > 0) throw new Error(`--only takes ${ALL.join(', ')}; not ${unknown.join(', ')}.`);
	for (const part of ALL.filter((one) => wanted.includes(one))) {
		try {
			console.log(sectionText(await WORK[part]()));
		} catch (error) {
			if (part !== 'postgres' || !(error instanceof Error) || !error.message.startsWith('PostgreSQL did not start'))
				throw error;
			console.log(
				`\nPostgreSQL store: skipped, because the embedded server does not start here. ${error.message.split('\n')[0]}`,
			);
		}
	}
}

void main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
