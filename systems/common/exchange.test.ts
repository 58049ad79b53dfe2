import { z } from 'zod';
import type { SystemErrorDetails } from '../../engine/model';
import type { HttpResponse } from '../../engine/run/http-port';
import { CallMeter } from './call-meter';
import { SystemError } from './engine';
import { createExchange } from './exchange';
import { Limiter } from './limiter';

const REFUSED: SystemErrorDetails = { class: 'credential-refused', message: 'The token could not be renewed.' };

/** Answers in turn; an error is thrown as by n8n's own HTTP. */
function world(...answers: Array<number | SystemErrorDetails>) {
	const clock = { ms: Date.parse('2026-11-21T08:20:00.000Z'), now: (): Date => new Date(clock.ms), random: () => 0, sleep: () => Promise.resolve() };
	const meter = new CallMeter({ system: 'pact', connection: 'ws' }, clock);
	const errorOf = ({ status }: HttpResponse): SystemErrorDetails =>
		status === 429 ? { class: 'rate-limited', message: 'Slow down.', status, retryAfterMs: 60_000 } : { class: 'invalid', message: 'No.', status };
	const http = (): Promise<HttpResponse> => {
		const answer = answers.shift() ?? 200;
		return typeof answer === 'number' ? Promise.resolve({ status: answer, headers: {}, body: '{}' }) : Promise.reject(new SystemError(answer));
	};
	const limiter = new Limiter({ ...clock, sleep: (ms) => Promise.resolve(void (clock.ms += ms)) }, 1);
	const exchange = createExchange({ http, clock, limiter, headers: {}, timeoutMs: 1_000, errorOf, meter });
	return { meter, read: async () => await exchange.read({ method: 'GET', url: 'https://pact.example' }, z.object({}), 'a record') };
}

describe('what an exchange tells the meter of its connection', () => {
	it('is every try, also one that was refused and made again', async () => {
		const { meter, read } = world(429, 200);
		await read();
		expect(meter.own()).toBe(2);
		expect(meter.about.hold).toBeUndefined();
	});

	it('is a limit that holds us, until a call comes through', async () => {
		const { meter, read } = world(429, 429, 429, 429, 429);
		await expect(read()).rejects.toMatchObject({ details: { class: 'rate-limited' } });
		expect(meter.about.hold).toMatchObject({ kind: 'rate', since: '2026-11-21T08:20:00.000Z' });
		await read();
		expect(meter.about.hold).toBeUndefined();
	});

	it('is a credential that gets no answer at all, and one that works again', async () => {
		const { meter, read } = world(REFUSED, 200);
		await expect(read()).rejects.toThrow('renewed');
		expect(meter.about.refusedSince).toBe('2026-11-21T08:20:00.000Z');
		await read();
		expect(meter.about.refusedSince).toBeUndefined();
	});

	it('is nothing of a refused record: the connection is well', async () => {
		const { meter, read } = world(400);
		await expect(read()).rejects.toMatchObject({ details: { class: 'invalid' } });
		expect(meter.about).toEqual({});
	});
});
