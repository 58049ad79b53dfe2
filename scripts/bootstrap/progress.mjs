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
 * @param {{ title: string, why?: string, about?: string, share?: () => number }} story `share`: how much is done, 0 to 1, for a bar
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 * @template T
 */
export async function step(story, work) {
	const since = Date.now();
	const why = story.why ? ` (${story.why})` : '';
	const about = story.about ? `, about ${story.about}` : '';
	say(`▸ ${story.title}${why}${about}`);
	const timer = isWatched() ? spin(since, story.share) : beat(story.title, since);
	try {
		const result = await work();
		finish(timer, `  ✓ done in ${elapsed(since)}`);
		return result;
	} catch (error) {
		finish(timer, `  ✗ failed after ${elapsed(since)}`);
		throw error;
	}
}

function spin(since, share) {
	let frame = 0;
	let drawn = '';
	return setInterval(() => {
		// A share is counted on the disk: once a second is enough.
		if (share && frame % Math.round(1_000 / SPINNER_MS) === 0) drawn = `${cells(share())}  `;
		frame = (frame + 1) % SPINNER.length;
		process.stdout.write(`\r\x1b[K  ${SPINNER[frame]} ${drawn}${elapsed(since)} `);
	}, SPINNER_MS);
}

function beat(title, since) {
	return setInterval(() => say(`  … ${title}: still running after ${elapsed(since)}`), HEARTBEAT_MS);
}

function finish(timer, line) {
	clearInterval(timer);
	say(isWatched() ? `\r\x1b[K${line}` : line);
}

const BAR_CELLS = 28;
/** Bars are for people who watch; a log gets a line now and then. */
const isWatched = () => Boolean(process.stdout.isTTY) && !process.env.CI;

/** "████████░░░░ 63 %" */
export function cells(share) {
	const done = Math.max(0, Math.min(1, share));
	const full = Math.round(done * BAR_CELLS);
	return `${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)} ${Math.floor(done * 100)} %`;
}

/**
 * A bar that somebody else moves. On a terminal it is drawn in place; in a log, or in CI, a line tells it now and then.
 * @returns {{ set(text: string, share: number): void, note(line: string): void, end(line: string): void }}
 */
export function bar() {
	let told = -Infinity;
	const clear = () => isWatched() && process.stdout.write('\r\x1b[K');
	return {
		set(text, share) {
			if (isWatched()) {
				const line = `  ${cells(share)}  ${text}`;
				process.stdout.write(`\r\x1b[K${line.slice(0, (process.stdout.columns ?? 80) - 1)}`);
			} else if (Date.now() - told >= HEARTBEAT_MS) {
				told = Date.now();
				say(`  … ${text} (${Math.floor(share * 100)} %)`);
			}
		},
		note(line) {
			clear();
			say(line);
		},
		end(line) {
			clear();
			say(line);
		},
	};
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
