import { SystemError, type SystemName } from '../../../engine/model';
import type { Http, HttpRequest, HttpResponse } from '../../../engine/run/http-port';
import type { RunningSandbox } from '../../../sandbox/common/server';
import type { Chance, VirtualTime } from '../convergence-time';
import { digest, type Journal } from './journal';

const JSON_HEADERS = { 'content-type': 'application/json' };
const HTML = '<html><body>Maintenance</body></html>';

/** Calls that change a batch of records, of which a part can be refused. */
const BATCHES = /\/batch\/(create|update)|\/composite\/sobjects/;
/** Methods that something on the way may send again by itself. */
const REPEATABLE: ReadonlySet<string> = new Set(['GET', 'PATCH', 'PUT']);

/** Refusals by which each service says that it is asked too much. */
const TOO_MUCH: Readonly<Record<SystemName, (seconds: number) => HttpResponse>> = {
	salesforce: () => ({
		status: 403,
		headers: JSON_HEADERS,
		body: JSON.stringify([{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.' }]),
	}),
	hubspot: () => ({
		status: 429,
		headers: JSON_HEADERS,
		body: JSON.stringify({ status: 'error', message: 'You have reached your ten_secondly_rolling limit.', errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING' }),
	}),
	pact: (seconds) => ({ status: 429, headers: { ...JSON_HEADERS, 'retry-after': String(seconds) }, body: JSON.stringify({ error: { code: 'rate_limited', message: 'Too many requests.' } }) }),
};

/** … and that the calls of the day are spent. */
const DAY_SPENT: typeof TOO_MUCH = {
	salesforce: () => ({ status: 403, headers: JSON_HEADERS, body: JSON.stringify([{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }]) }),
	hubspot: () => ({
		status: 429,
		headers: JSON_HEADERS,
		body: JSON.stringify({ status: 'error', message: 'You have reached your daily limit.', errorType: 'RATE_LIMIT', policyName: 'DAILY' }),
	}),
	pact: TOO_MUCH.pact,
};

/** What can become of one call. */
const FATES = ['lost-before', 'lost-after', 'cut', 'html', 'unavailable', 'error', 'partly', 'twice', 'slow'] as const;
type Fate = (typeof FATES)[number];

interface Weather {
	/** Share of calls that something happens to. */
	faults: number;
	/** The longest that a call takes in good weather, ms. */
	latencyMs: number;
}

/** The way to the services: calls overtake each other, get lost before or after they had their effect, arrive twice, or are refused for a while. */
export class Network {
	/** Calls that something happened to. */
	faults = 0;
	calls = 0;
	writes = 0;
	/** What refuses everything of a service, and until when by virtual time. */
	private readonly storms = new Map<SystemName, { until: number; refuse(seconds: number): HttpResponse }>();
	private isCalm = false;

	constructor(
		private readonly time: VirtualTime,
		private readonly chance: Chance,
		private readonly journal: Journal,
		private readonly weather: Weather,
	) {}

	/** From now on everything arrives. */
	calm(): void {
		this.isCalm = true;
		this.storms.clear();
		this.journal.note('the weather is calm');
	}

	/** A service refuses everything for a while: it is asked too often, or the calls of the day are spent. */
	storm(system: SystemName, ms: number, daySpent = false): void {
		if (this.isCalm) return;
		this.storms.set(system, { until: this.time.now + ms, refuse: (daySpent ? DAY_SPENT : TOO_MUCH)[system] });
		this.journal.note(`${system} refuses everything for ${ms} ms${daySpent ? ', as the calls of the day are spent' : ''}`);
	}

	way(system: SystemName, sandbox: RunningSandbox, headers: Readonly<Record<string, string>>): Http {
		const desk = this.time.around({ ask: async (request: HttpRequest): Promise<HttpResponse> => await sandbox.ask(asked(request, headers)) });
		return async (request) => {
			const fate = !this.isCalm && this.chance.hits(this.weather.faults) ? this.chance.pick(FATES) : undefined;
			if (fate) this.faults += 1;
			const path = new URL(request.url).pathname;
			const tell = (words: string | number) => this.journal.note(`${system} ${request.method} ${path} ${digest(request.url + (request.body ?? ''))} ${fate ? `${fate} ` : ''}${words}`);
			await this.pass();
			if (fate === 'slow') await this.time.sleep(this.chance.between(1_000, 25_000));
			this.calls += 1;
			const storm = this.storms.get(system);
			if (storm !== undefined && storm.until > this.time.now) {
				tell('refused');
				return storm.refuse(this.chance.between(1, 20));
			}
			const early = this.before(fate, request);
			if (early) {
				tell(early instanceof SystemError ? 'nothing sent' : early.status);
				await this.pass();
				if (early instanceof SystemError) throw early;
				return early;
			}
			if (fate === 'partly' && BATCHES.test(path)) sandbox.faults.add({ kind: 'partial', share: 0.5, times: 1 });
			const answer = await desk.ask(request);
			if (fate === 'twice' && REPEATABLE.has(request.method)) await desk.ask(request);
			tell(answer.status);
			await this.pass();
			return this.after(fate, request, answer);
		};
	}

	private async pass(): Promise<void> {
		await this.time.sleep(this.chance.below(this.weather.latencyMs / 2));
	}

	/** What is answered, or thrown, by something on the way that lets nothing through. */
	private before(fate: Fate | undefined, { method }: HttpRequest): HttpResponse | SystemError | undefined {
		switch (fate) {
			case 'lost-before':
				return broken(method);
			case 'html':
				return { status: this.chance.pick([200, 502]), headers: { 'content-type': 'text/html' }, body: HTML };
			case 'unavailable':
				return { status: 503, headers: this.chance.hits(0.5) ? { 'retry-after': '2' } : {}, body: '' };
			case 'error':
				return { status: 500, headers: JSON_HEADERS, body: '{}' };
			default:
				return undefined;
		}
	}

	private after(fate: Fate | undefined, { method }: HttpRequest, answer: HttpResponse): HttpResponse {
		if (fate === 'lost-after') throw broken(method);
		if (fate === 'cut') return { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) };
		return answer;
	}
}

/** As systems/common/fetch-http tells of a connection that broke: nobody knows whether a write arrived. */
const broken = (method: string) =>
	new SystemError({ class: method === 'GET' ? 'temporary' : 'unknown-outcome', code: 'ETIMEDOUT', message: 'The connection broke before the answer was complete (ETIMEDOUT).' });

function asked({ method, url, headers, body }: HttpRequest, own: Readonly<Record<string, string>>) {
	const { pathname, search } = new URL(url);
	return { method, path: `${pathname}${search}`, headers: { ...headers, ...own }, ...(body === undefined ? {} : { body }) };
}
