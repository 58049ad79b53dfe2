/** What `npm start` takes. Without a compiler, because scripts/start.mjs reads it on a bare machine. */
import { parseArgs } from 'node:util';
import { SetupError } from '../bootstrap/progress.mjs';

const SIZES = ['small', 'full'];
const HIGHEST_PORT = 65_535;

export const USAGE = `npm start                       starts the demo, or goes on with the last one (kept in .demo/)
npm start -- --fresh            starts over: forgets n8n, the syncs and all records of the last one
npm start -- --records full     6,100 sample records instead of 610; takes effect on a fresh start
npm start -- --port 4800        where the landing page is
npm start -- --help             this

Ctrl-C stops everything. What n8n and the three systems hold stays for the next start.`;

/**
 * @param {string[]} args
 * @returns {{ fresh: boolean, help: boolean, records: 'small' | 'full', port: number | undefined }}
 */
export function readOptions(args) {
	const { fresh, help, records, port } = parsed(args);
	if (!SIZES.includes(records)) throw new SetupError(`--records takes ${SIZES.join(' or ')}.\n\n${USAGE}`);
	const number = port === undefined ? undefined : Number(port);
	if (number !== undefined && !(Number.isInteger(number) && number > 0 && number <= HIGHEST_PORT)) throw new SetupError(`--port takes a number from 1 to ${HIGHEST_PORT}.\n\n${USAGE}`);
	return { fresh, help, records, port: number };
}

function parsed(args) {
	try {
		return parseArgs({
			args,
			options: {
				fresh: { type: 'boolean', default: false },
				help: { type: 'boolean', short: 'h', default: false },
				records: { type: 'string', default: 'small' },
				port: { type: 'string' },
			},
		}).values;
	} catch (error) {
		throw new SetupError(`${error.message}\n\n${USAGE}`);
	}
}
