/**
 * `npm run bench`: how fast the parts are, as a table. Never an assertion: figures of a shared machine are for reading, and the ratios
 * are against references of the same run. `--links N` (default 100,000), `--only plans,batches,console,sqlite,postgres,first-sync`.
 */
import { parseArgs } from 'node:util';
import { batchSection } from './batches';
import { consoleSection } from './console';
import { firstSyncSection } from './first-sync';
import { postgresHome, sqliteHome, type BenchHome } from './homes';
import { planningSection } from './planning';
import { storeSection } from './stores';
import { sectionText, type Section } from './table';

const PARTS = ['plans', 'batches', 'console', 'sqlite', 'postgres', 'first-sync'] as const;
type Part = (typeof PARTS)[number];

const { values } = parseArgs({
	options: { links: { type: 'string', default: '100000' }, only: { type: 'string', default: PARTS.join(',') } },
});
const links = Number(values.links);
const wanted = values.only.split(',');
const unknown = wanted.filter((part) => !PARTS.some((known) => known === part));

const WORK: Record<Part, () => Promise<Section> | Section> = {
	plans: planningSection,
	batches: () => at(sqliteHome, ({ engine, store }) => batchSection(engine, store)),
	console: () => at(sqliteHome, ({ engine, store }) => consoleSection(engine, store)),
	sqlite: () => at(sqliteHome, (home) => storeSection(home, links)),
	postgres: () => at(postgresHome, (home) => storeSection(home, links)),
	'first-sync': firstSyncSection,
};

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
	if (unknown.length > 0) throw new Error(`--only takes ${PARTS.join(', ')}; not ${unknown.join(', ')}.`);
	for (const part of PARTS.filter((one) => wanted.includes(one))) {
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
