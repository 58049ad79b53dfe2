/** Running other programs, npm first of all. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { SetupError } from './progress.mjs';

/** How much of a failed program's output is repeated: enough for npm's error block. */
const TAIL_CHARACTERS = 4_000;

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean | 'stderr', label?: string, allowFailure?: boolean }} [options]
 *   `show` passes the output through ('stderr': only the error output); otherwise it is kept and its tail is repeated when the program fails.
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, options = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, {
			cwd: options.cwd,
			env: options.env ?? process.env,
			stdio: stdio(options.show),
			shell: process.platform === 'win32' && command.endsWith('.cmd'),
		});
		let output = '';
		const keep = (chunk) => {
			output = (output + chunk.toString()).slice(-64 * 1024);
		};
		child.stdout?.on('data', keep);
		child.stderr?.on('data', keep);
		child.on('error', (error) => reject(new SetupError(`${command} could not be started: ${error.message}`)));
		child.on('close', (exitCode, signal) => {
			const code = exitCode ?? 1;
			if (code === 0 || options.allowFailure) return resolve({ code, output });
			const ended = signal ? `was ended by ${signal}` : `ended with code ${code}`;
			reject(new SetupError(`${options.label ?? command} ${ended}.\n${output.slice(-TAIL_CHARACTERS)}`));
		});
	});
}

function stdio(show) {
	if (show === 'stderr') return ['ignore', 'ignore', 'inherit'];
	return show ? 'inherit' : ['ignore', 'pipe', 'pipe'];
}

/** Flags of every npm call: no install scripts, no peer resolution, no advertising. */
export const NPM_INSTALL_FLAGS = ['--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', '--loglevel=error'];

/** Runs npm with the Node that runs this script. */
export function npm(args, options = {}) {
	const env = withoutNpmLifecycle({ ...(options.env ?? process.env) });
	env.PATH = [dirname(process.execPath), env.PATH].filter(Boolean).join(delimiter);
	const [command, ...first] = npmCommand();
	return run(command, [...first, ...args], { ...options, env, label: options.label ?? `npm ${args[0]}` });
}

/**
 * Installs a folder's lock file. Not `npm ci`: that refuses a lock file without the optional binaries of other platforms, and a registry
 * mirror that lacks some of those leaves them out when the lock file is written.
 */
export function installLocked(folder) {
	return npm(['install', '--no-save', ...NPM_INSTALL_FLAGS], { cwd: folder });
}

/** How much of a folder's lock file is there, 0 to 1: npm makes the folder of a package when it unpacks it. */
export function installedShare(folder) {
	const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
	const wanted = Object.entries(packages).filter(([path, { optional, link }]) => path !== '' && !optional && !link);
	return wanted.filter(([path]) => existsSync(join(folder, path, 'package.json'))).length / Math.max(1, wanted.length);
}

/** npm's own script when npm started us, else the npm beside this Node, else the one on the PATH. */
function npmCommand() {
	const own = process.env.npm_execpath;
	if (own && basename(own) === 'npm-cli.js' && existsSync(own)) return [process.execPath, own];
	const beside = join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
	if (existsSync(beside)) return [process.execPath, beside];
	return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}

/** What npm tells its scripts about the outer project would mislead an npm that works in another folder. */
function withoutNpmLifecycle(env) {
	for (const name of Object.keys(env)) {
		if (/^npm_(package_|lifecycle_|command$)/.test(name)) delete env[name];
	}
	delete env.npm_config_local_prefix;
	delete env.npm_config_prefix;
	return env;
}
