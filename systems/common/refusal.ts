import type { ErrorClass, SystemErrorDetails } from '../../engine/model';
import { SystemError } from './engine';

/** A call that may be refused in a way that its caller knows how to go on from. */
export type Attempt<T> = { ok: true; answer: T } | { ok: false; refusal: SystemErrorDetails };

/** The answer, or the refusal where it is of one of these classes; any other error is thrown on. */
export async function attempt<T>(call: Promise<T>, expected: readonly ErrorClass[]): Promise<Attempt<T>> {
	try {
		return { ok: true, answer: await call };
	} catch (error) {
		if (!(error instanceof SystemError) || !expected.includes(error.details.class)) throw error;
		return { ok: false, refusal: error.details };
	}
}
