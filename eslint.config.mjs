/**
 * Lint: n8n's two plugins where they apply, the typescript-eslint rules that catch real mistakes, and the dependency rule of the
 * architecture (nodes → engine, systems, store; systems and store → engine types; engine → nothing; sandbox → none of them).
 */
import js from '@eslint/js';
import n8nCommunity from '@n8n/eslint-plugin-community-nodes';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { layers } from './scripts/lint/layers.mjs';

const TYPESCRIPT = ['**/*.ts'];
const PRODUCT = ['nodes/**/*.ts', 'credentials/**/*.ts', 'engine/**/*.ts', 'systems/**/*.ts', 'store/**/*.ts', 'console/**/*.ts'];
const TESTS = ['**/*.test.ts', 'test/**/*.ts'];

/** Rules of eslint-plugin-n8n-nodes-base that contradict n8n's newer plugin or n8n itself. */
const OUTDATED_NODE_RULES = {
	// Wants a documentation URL in camel case, which is for nodes inside n8n; the community plugin wants a real URL.
	'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
	'n8n-nodes-base/cred-class-field-documentation-url-not-http-url': 'error',
	// Want the string 'main'; n8n and its newer plugin want NodeConnectionTypes.Main.
	'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
	'n8n-nodes-base/node-class-description-inputs-wrong-trigger-node': 'off',
	'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
	// Knows single icons only; light and dark icons are checked by the community plugin.
	'n8n-nodes-base/node-class-description-icon-not-svg': 'off',
};

/** Packages that would tie the engine to a host, a protocol or a disk. */
const IMPURE_PACKAGES = {
	regex: '^(node:(?!crypto$).*|n8n-.*|jsforce|@hubspot/.*|kysely|pg|fastify.*)$',
	message: 'The engine is pure: no n8n, no HTTP, no SQL, no files. Small pure helpers (lodash, zod, hashes of node:crypto) are fine.',
};

export default defineConfig(
	{ ignores: ['node_modules/', 'dist/', 'build/', 'coverage/', '.demo/', 'test/host/'] },
	{ linterOptions: { reportUnusedDisableDirectives: 'error' } },
	{
		files: TYPESCRIPT,
		extends: [js.configs.recommended, ...tseslint.configs.recommended],
		languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
		rules: {
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': 'error',
			'@typescript-eslint/await-thenable': 'error',
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/no-unsafe-assignment': 'error',
			'@typescript-eslint/no-unsafe-argument': 'error',
			'@typescript-eslint/no-unsafe-call': 'error',
			'@typescript-eslint/no-unsafe-member-access': 'error',
			'@typescript-eslint/no-unsafe-return': 'error',
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
			'@typescript-eslint/no-unnecessary-type-assertion': 'error',
			'@typescript-eslint/only-throw-error': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
			'@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
			eqeqeq: ['error', 'always', { null: 'ignore' }],
			'no-console': 'error',
		},
	},
	{ files: PRODUCT, rules: { 'max-lines': ['error', { max: 350, skipBlankLines: true, skipComments: true }] } },
	{ files: ['nodes/**/*.ts', 'credentials/**/*.ts', 'package.json'], extends: [n8nCommunity.configs.recommendedWithoutN8nCloudSupport] },
	// A credential has no node to name in a NodeApiError.
	{ files: ['credentials/**/*.ts'], rules: { '@n8n/community-nodes/require-node-api-error': 'off' } },
	{
		files: ['nodes/**/*.ts'],
		ignores: TESTS,
		plugins: { 'n8n-nodes-base': n8nNodesBase },
		rules: { ...n8nNodesBase.configs.nodes.rules, ...only('node-', OUTDATED_NODE_RULES) },
	},
	{
		files: ['credentials/**/*.credentials.ts'],
		plugins: { 'n8n-nodes-base': n8nNodesBase },
		rules: { ...n8nNodesBase.configs.credentials.rules, ...only('cred-', OUTDATED_NODE_RULES) },
	},
	{
		files: ['package.json'],
		plugins: { 'n8n-nodes-base': n8nNodesBase },
		languageOptions: { parser: tseslint.parser, parserOptions: { extraFileExtensions: ['.json'] } },
		rules: n8nNodesBase.configs.community.rules,
	},
	{ files: TYPESCRIPT, plugins: { project: { rules: { layers } } }, rules: { 'project/layers': 'error' } },
	{
		files: ['engine/**/*.ts'],
		ignores: TESTS,
		rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [IMPURE_PACKAGES] }] },
	},
	{
		// Fixtures and answers are cast on purpose in tests.
		files: TESTS,
		rules: {
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-member-access': 'off',
			'@typescript-eslint/no-unsafe-argument': 'off',
		},
	},
	{ files: ['sandbox/main.ts', 'scripts/**'], rules: { 'no-console': 'off' } },
	{
		files: ['**/*.mjs', '**/*.js'],
		extends: [js.configs.recommended],
		languageOptions: {
			globals: { process: 'readonly', console: 'readonly', setInterval: 'readonly', clearInterval: 'readonly', setTimeout: 'readonly', clearTimeout: 'readonly', URL: 'readonly' },
		},
	},
	{ files: ['**/*.js'], languageOptions: { sourceType: 'commonjs', globals: { module: 'writable', require: 'readonly', exports: 'writable', __dirname: 'readonly' } } },
);

function only(prefix, rules) {
	return Object.fromEntries(Object.entries(rules).filter(([name]) => name.startsWith(`n8n-nodes-base/${prefix}`)));
}
