/** "Streaming API Error Codes" and "Handling Streaming API Errors": the words of each refusal. */
export const REFUSED = {
	noToken: '401::Request requires authentication',
	badToken: '401::Authentication invalid',
	handshake: '403::Handshake denied',
	notEnabled: '403::User not enabled for streaming',
	clients: '403::Organization concurrent user limit exceeded',
	delivered: '403::Organization total events daily limit exceeded',
	unknown: '403::Unknown client',
	noHandshake: '403::Client has not completed handshake',
	noViewAll: '403::User not allowed to subscribe CDC without View All Data permissions',
	noChannel: '400::Channel name not specified',
	noSlash: "400::Channel subscriptions must start with a leading '/'",
} as const;
export const noCookie = (id: string) => `400::Client ${id} has established a session, but no BAYEUX_BROWSER cookie present`;
export const notThere = (channel: string) => `400::The channel you requested to subscribe to does not exist {${channel}}`;
export const badReplay = (id: string) => `400::The replayId {${id}} you provided was invalid.  Please provide a valid ID, -2 to replay all events, or -1 to replay only new events.`;
