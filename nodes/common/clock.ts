import type { Clock } from '../../engine/run/clock-port';

/** The machine's own time. A sleep that is aborted ends early without an error: whoever sleeps checks the signal. */
export const systemClock: Clock = {
	now: () => new Date(),
	random: () => Math.random(),
	sleep: (ms, signal) =>
		new Promise((resolve) => {
			if (signal?.aborted) return resolve();
			const end = () => {
				clearTimeout(timer);
				signal?.removeEventListener('abort', end);
				resolve();
			};
			const timer = setTimeout(end, ms);
			signal?.addEventListener('abort', end);
		}),
};
