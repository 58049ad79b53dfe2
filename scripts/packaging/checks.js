/** Build steps that produce nothing: emptying dist/, and the type check. */
const { spawn } = require('node:child_process');
const { rm } = require('node:fs/promises');
const { DIST, ROOT } = require('./package-parts');

async function clean() {
	await rm(DIST, { recursive: true, force: true });
}

/** tsc over the whole project: product, tests and scripts. */
function types() {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [require.resolve('typescript/bin/tsc'), '--noEmit', '-p', ROOT], { stdio: 'inherit' });
		child.on('error', reject);
		child.on('close', (code) => (code === 0 ? resolve() : reject(new Error('The type check found errors, see above.'))));
	});
}

module.exports = { clean, types };
