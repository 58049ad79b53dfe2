/**
 * The dependency rule of the architecture as a lint rule. It resolves relative imports to the project's top folders, so that an inner
 * folder that happens to be called "store" is not mistaken for the layer of that name.
 */
import { dirname, relative, resolve, sep } from 'node:path';
import { PROJECT_ROOT } from '../bootstrap/paths.mjs';

/** For each top folder: the folders it may import, fully or only for their types. Folders not named here are free. */
const LAYERS = {
	engine: { values: [], types: [] },
	systems: { values: [], types: ['engine'] },
	store: { values: [], types: ['engine'] },
	console: { values: ['engine'], types: [] },
	credentials: { values: ['systems'], types: ['engine'] },
	nodes: { values: ['engine', 'systems', 'store', 'console', 'credentials'], types: [] },
	sandbox: { values: [], types: [] },
};

export const layers = {
	meta: {
		type: 'problem',
		docs: { description: 'Imports follow the dependency rule of the architecture' },
		messages: {
			forbidden: '{{from}}/ may not import from {{to}}/ (it may use: {{allowed}}).',
			typesOnly: '{{from}}/ may import only types from {{to}}/: write "import type".',
		},
		schema: [],
	},
	create(context) {
		const from = topFolder(context.filename);
		const layer = LAYERS[from];
		if (!layer || /\.(test|fixture)\.ts$/.test(context.filename)) return {};
		const check = (node) => {
			const target = node.source?.value;
			if (typeof target !== 'string' || !target.startsWith('.')) return;
			const to = topFolder(resolve(dirname(context.filename), target));
			if (to === from || layer.values.includes(to)) return;
			if (!layer.types.includes(to)) {
				context.report({ node, messageId: 'forbidden', data: { from, to, allowed: describe(layer) } });
			} else if (!isTypeOnly(node)) {
				context.report({ node, messageId: 'typesOnly', data: { from, to } });
			}
		};
		return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, ImportExpression: check };
	},
};

function topFolder(file) {
	return relative(PROJECT_ROOT, file).split(sep)[0];
}

function isTypeOnly(node) {
	if (node.importKind === 'type' || node.exportKind === 'type') return true;
	const specifiers = node.specifiers ?? [];
	return specifiers.length > 0 && specifiers.every((specifier) => specifier.importKind === 'type' || specifier.exportKind === 'type');
}

function describe({ values, types }) {
	const parts = [...values, ...types.map((folder) => `types of ${folder}`)];
	return parts.length > 0 ? parts.join(', ') : 'nothing of this project';
}
