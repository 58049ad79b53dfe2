import { createInterface } from 'node:readline';
import { nudge } from '../../../nodes/common/sync-trigger/nudges';
import { openStore, type PostgresOptions } from '../../../store';

/** A process that takes webhooks for a feed whose loop runs elsewhere: `hint <id>` on stdin. Ends with stdin. */
async function main({ options, feed }: { options: PostgresOptions; feed: string }): Promise<void> {
	const store = await openStore({ postgres: options });
	process.stdout.write('ready\n');
	for await (const line of createInterface(process.stdin)) {
		const [, id = ''] = line.split(' ');
		await store.noteHints(feed, [{ ref: { system: 'salesforce', connection: '00D', object: 'Contact', id }, key: `event ${id}` }]);
		await nudge(store, feed);
		process.stdout.write(`${line}\n`);
	}
	await store.close();
}

void main(JSON.parse(process.argv[2] ?? '') as Parameters<typeof main>[0]);
