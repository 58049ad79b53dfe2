import type { ReviewFilter, SyncStore } from '../engine/run/store-port';
import { ConsoleProblem } from './problem';
import { resolve } from './resolve';
import type { Given, Hands, ResolveStore } from './resolve/context';

/** Several questions: these, or all open ones that fit (`upTo`: and none that came after a person saw how many there are). */
export type Questions = { ids: readonly string[] } | Required<Pick<ReviewFilter, 'pair' | 'kind' | 'upTo'>> & Pick<ReviewFilter, 'row'>;

export interface ManyResolved {
	answered: number;
	/** What could not be answered, and why. */
	refused: Array<{ id: string; message: string; advice: string }>;
	/** More are open than are answered at once: answer again. */
	more: boolean;
}

/** Of all that fit, so many are answered at once: a few seconds of work, for a person who waits for the page. */
export const MOST_AT_ONCE = 500;
/** Questions that are read at a time. */
const PAGE = 200;

/** Gives one answer to several questions. One that cannot be answered so stays open, and does not keep the others. */
export async function resolveMany(store: ResolveStore & Pick<SyncStore, 'openReviews'>, which: Questions, given: Given, hands: Hands = {}): Promise<ManyResolved> {
	const result: ManyResolved = { answered: 0, refused: [], more: false };
	const most = 'ids' in which ? Infinity : MOST_AT_ONCE;
	for await (const id of idsOf(store, which)) {
		if (result.answered === most) return { ...result, more: true };
		try {
			await resolve(store, id, given, hands);
			result.answered += 1;
		} catch (error) {
			if (!(error instanceof ConsoleProblem)) throw error;
			result.refused.push({ id, message: error.message, advice: error.advice });
		}
	}
	return result;
}

async function* idsOf(store: Pick<SyncStore, 'openReviews'>, which: Questions): AsyncGenerator<string> {
	if ('ids' in which) {
		yield* new Set(which.ids);
		return;
	}
	for (let after: string | undefined = '0'; after !== undefined;) {
		const page = await store.openReviews({ ...which, after, limit: PAGE });
		for (const { id } of page) yield id;
		after = page.length < PAGE ? undefined : page.at(-1)?.id;
	}
}

/** In words: how many were answered, and each reason why others were not. */
export function saidOfMany({ answered, refused, more }: ManyResolved): string {
	const reasons = new Map<string, number>();
	for (const { message, advice } of refused) reasons.set(`${message} ${advice}`, (reasons.get(`${message} ${advice}`) ?? 0) + 1);
	const questions = answered + refused.length;
	return [
		`${answered} of ${questions} ${questions === 1 ? 'question is' : 'questions are'} answered.`,
		...(more ? ['There are more of them: answer once more for the next ones.'] : []),
		...[...reasons].map(([reason, count]) => `${count} could not be answered so: ${reason}`),
	].join(' ');
}
