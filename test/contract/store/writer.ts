import { openStore } from '../../../store';

/** A process that writes pages until it is killed (or `pages` are done), and says each one that was committed. */
async function main(file: string, feed: string, pages: number): Promise<void> {
	const store = await openStore({ file });
	for (let page = 1; page <= pages; page++) {
		const refs = Array.from({ length: 300 }, (_, index) => ({
			ref: { system: 'salesforce' as const, connection: '00D1', object: 'Contact', id: `${page}-${index}` },
			stamp: '2026-03-01T00:00:00.000Z',
		}));
		await store.notePage({ feed, object: 'Contact', refs, cursor: String(page), leaseMs: 60_000 });
		process.stdout.write(`${page}\n`);
	}
	await store.close();
}

const [file = '', feed = '', pages = ''] = process.argv.slice(2);
void main(file, feed, Number(pages));
