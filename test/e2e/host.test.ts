import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { PROJECT_ROOT } from './support/locate';
import { N8nApi } from './support/n8n-api';
import { N8nHost } from './support/n8n-host';
import type { TypeDescription } from './support/n8n-schemas';

jest.setTimeout(300_000);

const manifest = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
	n8n: { nodes: string[]; credentials: string[] };
};
/** `dist/nodes/PactUpsert/PactUpsert.node.js` holds the type `pactUpsert`. */
const typeName = (file: string) => {
	const className = basename(file).split('.')[0]!;
	return className[0]!.toLowerCase() + className.slice(1);
};
const nodeNames = manifest.n8n.nodes.map((file) => `n8n-nodes-pact.${typeName(file)}`);
const credentialNames = manifest.n8n.credentials.map(typeName);

const iconPaths = ({ iconUrl }: TypeDescription) => {
	if (iconUrl === undefined) return [];
	return typeof iconUrl === 'string' ? [iconUrl] : [iconUrl.light, iconUrl.dark];
};

describe('the packed tarball in a real n8n', () => {
	let userFolder: string;
	let host: N8nHost;
	let api: N8nApi;

	beforeAll(async () => {
		userFolder = await mkdtemp(join(tmpdir(), 'n8n-nodes-pact-host-'));
		host = await N8nHost.start({ userFolder });
		api = await N8nApi.signIn(host.url);
	});

	afterAll(async () => {
		await host?.stop();
		await rm(userFolder, { recursive: true, force: true });
	});

	it('offers every node of the package', async () => {
		const offered = (await api.nodeTypes()).map(({ name }) => name);

		expect(offered).toEqual(expect.arrayContaining(nodeNames));
	});

	it('offers every credential type of the package', async () => {
		const offered = (await api.credentialTypes()).map(({ name }) => name);

		expect(offered).toEqual(expect.arrayContaining(credentialNames));
	});

	it('shows each of them with an icon for light and for dark', async () => {
		const nodes = (await api.nodeTypes()).filter(({ name }) => nodeNames.includes(name));
		const credentials = (await api.credentialTypes()).filter(({ name }) => credentialNames.includes(name));

		for (const type of [...nodes, ...credentials]) {
			const paths = iconPaths(type);
			expect({ type: type.name, icons: paths.length }).toEqual({ type: type.name, icons: 2 });
			for (const path of paths) {
				const response = await api.http.fetch('GET', `/${path}`);
				expect(response.headers.get('content-type')).toContain('image/svg+xml');
			}
		}
	});

	it('logs no complaint about the package', () => {
		const complaints = host
			.log()
			.split('\n')
			.filter((line) => /failed to load|could not load|n8n-nodes-pact.*(error|warn)/i.test(line));

		expect(complaints).toEqual([]);
	});

	it('comes back with the same session after it was killed', async () => {
		await host.kill();
		expect(host.running).toBe(false);

		await host.launch();

		expect((await api.nodeTypes()).map(({ name }) => name)).toEqual(expect.arrayContaining(nodeNames));
		expect(host.memory().peak).toBeGreaterThanOrEqual(host.memory().rss);
	});
});
