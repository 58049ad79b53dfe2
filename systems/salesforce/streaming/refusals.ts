import type { SystemErrorDetails } from '../../../engine/model';

/** Salesforce's words ("Streaming API Error Codes") and what they mean for whoever set the sync up. The first that fits counts. */
const MEANINGS: ReadonlyArray<readonly [words: RegExp, details: Pick<SystemErrorDetails, 'class' | 'message'>]> = [
	[/^40[12]::(?:authentication invalid|request requires authentication)/i, { class: 'credential-refused', message: 'Salesforce has ended the session.' }],
	[/total events daily limit/i, { class: 'quota-spent', message: 'the org has had all the event deliveries that its edition allows in 24 hours.' }],
	[/concurrent user limit/i, { class: 'quota-spent', message: 'as many clients listen to the org’s events as its edition allows.' }],
	[/not enabled for streaming/i, { class: 'not-allowed', message: 'the org or the connected user may not use the Streaming API.' }],
	[
		/view all data|restricted channel|cannot create channel|create_denied|does not have access/i,
		{ class: 'not-allowed', message: 'the connected user needs "View All Records" on it (for tasks and events "View All Data").' },
	],
	[/channel you requested.*(?:does not|doesn.t) exist|unknown channel/i, { class: 'not-allowed', message: 'Salesforce has no change events for this object.' }],
	[/unsupported api version/i, { class: 'invalid', message: 'Salesforce does not serve this version of its Streaming API any more. Update this package.' }],
	[/unknown client|no \S+ cookie present|has not completed handshake/i, { class: 'temporary', message: 'Salesforce has forgotten that we listen.' }],
	[/too busy|simultaneous connections/i, { class: 'rate-limited', message: 'Salesforce is too busy to send events at the moment.' }],
];

/** What a refusal means. Its own text is not passed on: it may name what is none of the log's business. */
export function refusalOf(...texts: ReadonlyArray<string | undefined>): SystemErrorDetails {
	for (const text of texts) {
		const meaning = text === undefined ? undefined : MEANINGS.find(([words]) => words.test(text));
		if (meaning) return meaning[1];
	}
	const [, code] = /^(\d{3}):/.exec(texts.find((text) => text !== undefined) ?? '') ?? [];
	return { class: 'temporary', message: `Salesforce does not send its events now${code === undefined ? '' : ` (${code})`}.` };
}

export const isExpiredReplay = (error: string | undefined): boolean => /^400::?.*replay\s?id/i.test(error ?? '');
export const isUnknownClient = (error: string | undefined): boolean => /^40[23]::?\s*unknown client|no \S+ cookie present/i.test(error ?? '');
