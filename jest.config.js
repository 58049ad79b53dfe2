/** One jest project per kind of test, so that `npm run jest -- --selectProjects unit` runs one kind. */
const base = {
	testEnvironment: 'node',
	transform: { '^.+\\.(t|j|mj)s$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }] },
	transformIgnorePatterns: ['/node_modules/(?!(kysely|cookie)/)'],
	modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/build', '<rootDir>/test/host'],
};

module.exports = {
	projects: [
		{ ...base, displayName: 'unit', testMatch: ['<rootDir>/{engine,systems,store,console,nodes,credentials,sandbox,scripts}/**/*.test.ts', '<rootDir>/test/unit/**/*.test.ts'] },
		{ ...base, displayName: 'property', testMatch: ['<rootDir>/test/property/**/*.test.ts'] },
		{ ...base, displayName: 'simulation', testMatch: ['<rootDir>/test/simulation/**/*.test.ts'] },
		{ ...base, displayName: 'contract', testMatch: ['<rootDir>/test/contract/**/*.test.ts'] },
		{ ...base, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.test.ts'] },
	],
};
