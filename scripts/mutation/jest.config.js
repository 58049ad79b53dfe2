/** Jest for mutation testing: coverage by test works for one project only, so that unit and property tests are one here. */
const { join } = require('node:path');
const { projects } = require('../../jest.config.js');

// Each folder of the engine must be held by its own tests.
const folders = process.env.MUTATE.split(',');

module.exports = {
	...projects.find(({ displayName }) => displayName === 'unit'),
	rootDir: join(__dirname, '..', '..'),
	testMatch: folders.flatMap((folder) => [`<rootDir>/engine/${folder}/**/*.test.ts`, `<rootDir>/test/property/${folder}.test.ts`]),
	setupFiles: ['<rootDir>/scripts/mutation/end-on-failure.js'],
};
