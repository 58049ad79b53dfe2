/**
 * Builds what is published into dist/: one shared chunk that holds every node, every credential and all runtime libraries, and a thin
 * file for each node and credential where n8n looks for it. Module state (the open store, schema caches) is thereby one for the package.
 */
const { series, parallel, src, dest } = require('gulp');
const { clean, types } = require('./scripts/packaging/checks');
const { bundle, entries } = require('./scripts/packaging/bundle');
const { notices } = require('./scripts/packaging/notices');

/** Icons (light and dark) and codex files go beside the thin entry files. */
function assets() {
	return src(['{nodes,credentials,icons}/**/*.{svg,png}', 'nodes/**/*.node.json'], {
		base: '.',
		encoding: false,
		allowEmpty: true,
	}).pipe(dest('dist'));
}

exports.clean = clean;
exports.types = types;
exports.bundle = series(clean, parallel(series(bundle, parallel(entries, notices)), assets));
exports.default = series(types, exports.bundle);
