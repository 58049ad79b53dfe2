/** `/data/ContactChangeEvent`, `/data/Project__ChangeEvent`: Change Data Capture Developer Guide, "Subscription Channels". */
export const channelOf = (object: string): string => `/data/${eventNameOf(object)}`;

/** As selections are told by the Tooling API. */
export const eventNameOf = (object: string): string => (isCustom(object) ? `${object.slice(0, -1)}ChangeEvent` : `${object}ChangeEvent`);

export const isCustom = (object: string): boolean => object.endsWith('__c');
