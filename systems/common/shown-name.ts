/** Names and codes of an API: what a refusal tells in their place is shown as it is, and must be no value of a record. */
export const SHOWN_NAME = /^[\w.:-]{1,120}$/;
