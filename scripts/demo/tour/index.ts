import { ZodError } from 'zod';
import type { Kind } from '../systems';
import { ACTIONS, ACTION_NAMES, type ActionName, type Expectation, type Parts } from './actions';

export { ACTION_NAMES, type ActionName } from './actions';

/** How a step stands, for the page. */
interface ActionView {
	/** `waits`: something else comes first. */
	state: 'waits' | 'open' | 'under way' | 'done';
	about?: string;
	/** Of the last try that was refused. */
	problem?: string;
	expectations: Array<{ text: string; detail?: string; seconds?: number }>;
}

interface Attempt {
	about: string;
	startedAt: number;
	expected: Array<{ expectation: Expectation; detail?: string; seconds?: number }>;
}

interface TourParts extends Omit<Parts, 'person'> {
	/** What was done before this start. */
	done: readonly string[];
	/** Told whenever a step is done. */
	onDone(done: string[]): void;
}

const PERSON = 'person:';

/** The steps of the landing page: what was started, and what of it has been seen in the sandboxes. */
export class Tour {
	private readonly attempts = new Map<ActionName, Attempt>();
	private readonly problems = new Map<ActionName, string>();
	private readonly done: Set<string>;
	private looking: Promise<void> | undefined;

	constructor(private readonly parts: TourParts) {
		this.done = new Set(parts.done);
	}

	/** True while something is still to be seen. */
	get underWay(): boolean {
		return [...this.attempts.values()].some(({ expected }) => expected.some(({ detail }) => detail === undefined));
	}

	/** Does it. What is refused is a problem of the step, in words. */
	async start(name: ActionName, input: unknown): Promise<void> {
		this.problems.delete(name);
		try {
			const { about, expectations } = await ACTIONS[name].act({ ...this.parts, person: () => this.person() }, input);
			this.attempts.set(name, { about, startedAt: Date.now(), expected: expectations.map((expectation) => ({ expectation })) });
		} catch (error) {
			const missing = error instanceof ZodError ? `Please check: ${error.issues.map(({ path, message }) => `${path.join('.')} (${message})`).join(', ')}.` : undefined;
			this.problems.set(name, missing ?? (error instanceof Error ? error.message : String(error)));
		}
	}

	/** Looks whether more can be seen now. */
	async look(): Promise<void> {
		this.looking ??= this.lookAtAll().finally(() => {
			this.looking = undefined;
		});
		await this.looking;
	}

	/** E-mail address or name of what the steps are about; undefined while there is none. */
	followed(kind: Kind): string | undefined {
		if (kind === 'people') return this.attempts.get('person')?.about ?? [...this.done].findLast((one) => one.startsWith(PERSON))?.slice(PERSON.length);
		return kind === 'deals' ? this.attempts.get('stage')?.about : undefined;
	}

	view(): Record<ActionName, ActionView> {
		return Object.fromEntries(ACTION_NAMES.map((name) => [name, this.viewOf(name)])) as Record<ActionName, ActionView>;
	}

	private async lookAtAll(): Promise<void> {
		for (const [name, { about, startedAt, expected }] of this.attempts) {
			for (const one of expected.filter(({ detail }) => detail === undefined)) {
				const detail = await one.expectation.seen();
				if (detail !== undefined) Object.assign(one, { detail, seconds: Math.round((Date.now() - startedAt) / 100) / 10 });
			}
			if (!this.done.has(name) && expected.every(({ detail }) => detail !== undefined)) this.isDone(name, about);
		}
	}

	private isDone(name: ActionName, about: string): void {
		this.done.add(name);
		if (name === 'person') this.done.add(`${PERSON}${about}`);
		this.parts.onDone([...this.done]);
	}

	/** The latest one of the first step. */
	private person(): string {
		const email = this.followed('people');
		if (email === undefined) throw new Error('Add a person first.');
		return email;
	}

	private viewOf(name: ActionName): ActionView {
		const { after } = ACTIONS[name];
		const attempt = this.attempts.get(name);
		const problem = this.problems.get(name);
		const waits = after !== undefined && !this.done.has(after);
		const underWay = attempt?.expected.some(({ detail }) => detail === undefined) === true;
		return {
			state: underWay ? 'under way' : this.done.has(name) ? 'done' : waits ? 'waits' : 'open',
			...(attempt ? { about: attempt.about } : {}),
			...(problem === undefined ? {} : { problem }),
			expectations: (attempt?.expected ?? []).map(({ expectation, detail, seconds }) => ({
				text: expectation.text,
				...(detail === undefined ? {} : { detail }),
				...(seconds === undefined ? {} : { seconds }),
			})),
		};
	}
}
