/** A progress story: one line a step, saying what happens, why, and about how long it takes. */

/** How often a step reports that it is still alive when the output is a log and not a terminal. */
const HEARTBEAT_MS = 30_000;
const SPINNER_MS = 200;
const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** A failure whose message says what to do; printed without a stack trace. */
export class SetupError extends Error {
	name = 'SetupError';
}

export function elapsed(sinceMs) {
	const seconds = Math.round((Date.now() - sinceMs) / 1000);
	return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

export function say(text = '') {
	process.stdout.write(`${text}\n`);
}

/**
 * Runs `work` under a title. On a terminal a spinner with the elapsed time turns; in a log a line every 30 s tells that it goes on.
 * @param {{ title: string, why?: string, about?: string }} story
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 * @template T
 */
export async function step(story, work) {
	const since = Date.now();
	const why = story.why ? ` (${story.why})` : '';
	const about = story.about ? `, about ${story.about}` : '';
	say(`▸ ${story.title}${why}${about}`);
	const timer = process.stdout.isTTY ? spin(since) : beat(story.title, since);
	try {
		const result = await work();
		finish(timer, `  ✓ done in ${elapsed(since)}`);
		return result;
	} catch (error) {
		finish(timer, `  ✗ failed after ${elapsed(since)}`);
		throw error;
	}
}

function spin(since) {
	let frame = 0;
	return setInterval(() => {
		frame = (frame + 1) % SPINNER.length;
		process.stdout.write(`\r  ${SPINNER[frame]} ${elapsed(since)} `);
	}, SPINNER_MS);
}

function beat(title, since) {
	return setInterval(() => say(`  … ${title}: still running after ${elapsed(since)}`), HEARTBEAT_MS);
}

function finish(timer, line) {
	clearInterval(timer);
	say(process.stdout.isTTY ? `\r${line}          ` : line);
}

/** Runs a script's main function; a SetupError is printed as advice, anything else with its stack. */
export async function main(work) {
	try {
		await work();
	} catch (error) {
		process.stderr.write(`\n${error instanceof SetupError ? error.message : (error?.stack ?? String(error))}\n`);
		process.exitCode = 1;
	}
}
