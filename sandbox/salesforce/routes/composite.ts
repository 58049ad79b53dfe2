import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { SalesforceError } from '../errors';
import type { Org } from '../org';
import { filledBody, filledUrl } from './references';
import { DATA } from './request';
import {
	type RunSubrequest,
	type Subrequest,
	type SubrequestAnswer,
	subrequestRunner,
	subrequestSchema,
} from './subrequests';

/** REST API Developer Guide, "Send Multiple Requests Using Composite": subrequests, and queries and collections among them. */
const MAX_SUBREQUESTS = 25;
const MAX_QUERIES = 5;

/** Subrequests inherit these from the call, and may not name them: "Composite Request Body". */
const INHERITED_HEADERS = ['accept', 'authorization', 'content-type'];

const HALTED = 'PROCESSING_HALTED';
const ROLLED_BACK = 'The transaction was rolled back since another operation in the same transaction failed.';

const compositeSchema = z.strictObject({
	allOrNone: z.boolean().default(false),
	/** Accepted; the sandbox always runs subrequests in the order given. */
	collateSubrequests: z.boolean().default(true),
	compositeRequest: z.array(subrequestSchema),
});

const isQuery = ({ url }: Subrequest) => /^\/services\/data\/[^/]+\/query(All)?([/?]|$)/i.test(url);
const isCollection = ({ url }: Subrequest) => /^\/services\/data\/[^/]+\/composite\/sobjects([/?]|$)/i.test(url);

function parsed(request: FastifyRequest): z.output<typeof compositeSchema> {
	const body = compositeSchema.safeParse(request.body);
	if (!body.success) {
		const [issue] = body.error.issues;
		const message = `Unexpected or missing value at '${issue?.path.join('.') ?? ''}'`;
		throw new SalesforceError(400, 'JSON_PARSER_ERROR', message);
	}
	for (const { referenceId, httpHeaders } of body.data.compositeRequest) {
		if (!/^[A-Za-z0-9][A-Za-z0-9_]*$/.test(referenceId)) {
			const message = `Provided referenceId ('${referenceId}') must start with a letter or a number, and it can contain only letters, numbers and underscores ('_').`;
			throw new SalesforceError(400, 'JSON_PARSER_ERROR', message);
		}
		const inherited = Object.keys(httpHeaders).find((name) => INHERITED_HEADERS.includes(name.toLowerCase()));
		if (inherited !== undefined) {
			throw new SalesforceError(400, 'BAD_REQUEST', `The header ${inherited} can't be set on a subrequest.`);
		}
	}
	return body.data;
}

/** A call over a limit answers 200 with one refused, nameless subrequest, and none of them runs. */
function overLimit(subrequests: Subrequest[]): SubrequestAnswer | undefined {
	const refused = (message: string): SubrequestAnswer => ({
		body: [{ errorCode: 'LIMIT_EXCEEDED', message }],
		httpHeaders: {},
		httpStatusCode: 400,
		referenceId: null,
	});
	if (subrequests.length > MAX_SUBREQUESTS)
		return refused(`The request can’t contain more than ${MAX_SUBREQUESTS} operations.`);
	const queries = subrequests.filter((each) => isQuery(each) || isCollection(each)).length;
	return queries > MAX_QUERIES
		? refused(`The request can’t contain more than ${MAX_QUERIES} query or collection operations.`)
		: undefined;
}

/** A collection's own `allOrNone` gives way to that of the call: "allOrNone Parameters in Composite and Collections Requests". */
function asAllOrNone(subrequest: Subrequest): Subrequest {
	if (!isCollection(subrequest)) return subrequest;
	const { url, body } = subrequest;
	if (subrequest.method === 'DELETE') {
		const [path = '', query] = url.split('?');
		const params = new URLSearchParams(query);
		params.set('allOrNone', 'true');
		return { ...subrequest, url: `${path}?${params}` };
	}
	const fields = z.record(z.string(), z.unknown()).safeParse(body);
	return fields.success && 'records' in fields.data
		? { ...subrequest, body: { ...fields.data, allOrNone: true } }
		: subrequest;
}

const resultsSchema = z.array(z.looseObject({ success: z.boolean() }));

function hasFailed({ httpStatusCode, body }: SubrequestAnswer): boolean {
	if (httpStatusCode >= 300) return true;
	const results = resultsSchema.safeParse(body);
	return results.success && results.data.some((result) => !result.success);
}

/** Fills in the references of a subrequest and runs it; a reference without a value is its refusal. */
async function runOne(
	subrequest: Subrequest,
	answers: ReadonlyMap<string, unknown>,
	run: (filled: Subrequest) => Promise<SubrequestAnswer>,
): Promise<SubrequestAnswer> {
	const { url, body, referenceId } = subrequest;
	let filled: Subrequest;
	try {
		filled = { ...subrequest, url: filledUrl(url, answers), body: filledBody(body, answers) };
	} catch (error) {
		if (!(error instanceof SalesforceError)) throw error;
		return { body: error.body(), httpHeaders: {}, httpStatusCode: error.status, referenceId };
	}
	return run(filled);
}

/** Runs subrequests in order; with `stopOnFailure` those after a failed one do not run. */
async function runAll(
	subrequests: Subrequest[],
	stopOnFailure: boolean,
	run: (filled: Subrequest) => Promise<SubrequestAnswer>,
): Promise<SubrequestAnswer[]> {
	const results: SubrequestAnswer[] = [];
	const answers = new Map<string, unknown>();
	for (const subrequest of subrequests) {
		const result = await runOne(subrequest, answers, run);
		results.push(result);
		answers.set(subrequest.referenceId, result.body);
		if (stopOnFailure && hasFailed(result)) break;
	}
	return results;
}

async function runAllOrNone(
	org: Org,
	subrequests: Subrequest[],
	run: (filled: Subrequest) => Promise<SubrequestAnswer>,
) {
	const allGood = (results: SubrequestAnswer[]) => !results.some(hasFailed);
	const work = () => runAll(subrequests.map(asAllOrNone), true, run);
	const results = await org.store.longTransaction(work, allGood);
	if (allGood(results)) return results;
	return subrequests.map(({ referenceId }, i) => {
		const result = results[i];
		if (result && hasFailed(result)) return result;
		const body = [{ errorCode: HALTED, message: ROLLED_BACK }];
		return { body, httpHeaders: {}, httpStatusCode: 400, referenceId };
	});
}

/** Adds `composite`: up to 25 subrequests in one call, which counts as one. Errors of subrequests are in a 200. */
export function compositeRoutes(app: FastifyInstance, org: Org): void {
	const runSubrequest: RunSubrequest = subrequestRunner(org);

	app.post(`${DATA}/composite`, async (request) => {
		const { allOrNone, compositeRequest } = parsed(request);
		const refusal = overLimit(compositeRequest);
		if (refusal) return { compositeResponse: [refusal] };
		const userId = request.salesforceUserId ?? org.integrationUserId;
		const run = (subrequest: Subrequest) => runSubrequest(subrequest, userId);
		const compositeResponse = allOrNone
			? await runAllOrNone(org, compositeRequest, run)
			: await runAll(compositeRequest, false, run);
		return { compositeResponse };
	});
}
