/** Programs that tests need and npm does not bring: found on the machine, or installed from Debian where that is possible. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetupError, step } from './progress.mjs';
import { run } from './run.mjs';

/**
 * @typedef {object} Program
 * @property {string} title "Chromium"
 * @property {string} why what it is for: "for the browser tests"
 * @property {string} about how long its installation takes
 * @property {string} variable of the environment, that names its file
 * @property {string[]} names its files may have
 * @property {string[]} [places] files that it may be beside those
 * @property {string} package of Debian
 * @property {string} brew how it is installed on macOS
 */

/** Path of the program, or undefined. @param {Program} program */
export function find({ variable, names, places = [] }) {
	const own = process.env[variable];
	if (own) {
		if (existsSync(own)) return own;
		throw new SetupError(`${variable} is ${own}, and there is no such file. Correct it or unset it.`);
	}
	const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)].filter(Boolean);
	const candidates = folders.flatMap((folder) => names.map((name) => join(folder, name)));
	return [...candidates, ...places].find((file) => existsSync(file));
}

/** Finds the program, or installs Debian's. Puts its path into its variable for what runs next. @param {Program} program */
export async function ensure(program) {
	const { title, why, about, variable, brew } = program;
	const found = find(program);
	if (found) return remember(program, found);
	if (!(existsSync('/etc/debian_version') && process.getuid?.() === 0)) {
		throw new SetupError(
			`${title} is needed ${why}, and none was found. Install it (Debian, Ubuntu: apt-get install ${program.package}; macOS: ${brew}), ` +
				`or set ${variable} to its program file, and run this again.`,
		);
	}
	await step({ title: `Installing Debian's ${title}`, why, about }, async () => {
		await run('apt-get', ['update', '-qq']);
		await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', program.package], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
	});
	const installed = find(program);
	if (!installed) throw new SetupError(`${title} was installed and still cannot be found. Set ${variable} to its program file.`);
	return remember(program, installed);
}

function remember({ variable }, path) {
	process.env[variable] = path;
	return path;
}
