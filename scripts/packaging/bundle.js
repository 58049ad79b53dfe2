/** The shared chunk and the thin entry files. */
const { mkdir, writeFile } = require('node:fs/promises');
const { dirname, join, relative } = require('node:path');
const { isDeepStrictEqual } = require('node:util');
const esbuild = require('esbuild');
const { DIST, ROOT, credentials, expectedManifest, manifest, nodes } = require('./package-parts');

const SHARED = join(DIST, 'shared.js');
/** Given by the n8n that loads the package; everything else is bundled, since the published package has no dependencies. */
const EXTERNAL = ['n8n-workflow'];
/** n8n supports older releases than the one tested here on Node 22. */
const TARGET = 'node22';

let metafile;

async function bundle() {
	assertManifest();
	metafile = await build({ write: true });
}

/** What the bundler takes and gives, by its own account. `write: false` leaves dist/ as it is. */
async function build({ write }) {
	const parts = [...nodes(), ...credentials()];
	if (parts.length === 0) throw new Error('There is no node and no credential to build.');
	const result = await esbuild.build({
		stdin: {
			contents: parts.map(({ className, source }) => `export { ${className} } from './${source}';`).join('\n'),
			resolveDir: ROOT,
			sourcefile: 'shared-entry.ts',
			loader: 'ts',
		},
		outfile: SHARED,
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: TARGET,
		external: EXTERNAL,
		// Readable names: n8n's logs and users' stack traces show them.
		minifySyntax: true,
		minifyWhitespace: true,
		keepNames: true,
		sourcemap: 'linked',
		// The lines are enough for a stack trace; the sources are public.
		sourcesContent: false,
		legalComments: 'none',
		metafile: true,
		logLevel: 'warning',
		write,
	});
	return result.metafile;
}

/** n8n takes the class name from the file name and makes an instance of that export. */
async function entries() {
	for (const { className, output } of [...nodes(), ...credentials()]) {
		const file = join(ROOT, output);
		const shared = relative(dirname(file), SHARED).replaceAll('\\', '/');
		await mkdir(dirname(file), { recursive: true });
		await writeFile(file, `module.exports = { ${className}: require('${shared}').${className} };\n`);
	}
}

function assertManifest() {
	const { nodes: listedNodes, credentials: listedCredentials } = manifest().n8n ?? {};
	const expected = expectedManifest();
	const listed = { nodes: [...(listedNodes ?? [])].sort(), credentials: [...(listedCredentials ?? [])].sort() };
	if (isDeepStrictEqual(listed, { nodes: expected.nodes.sort(), credentials: expected.credentials.sort() })) return;
	throw new Error(`package.json must list these files under "n8n", and no others:\n${JSON.stringify(expected, null, 2)}`);
}

module.exports = { build, bundle, entries, getMetafile: () => metafile, SHARED };
