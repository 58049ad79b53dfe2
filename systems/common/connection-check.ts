/** One point of "Check Connection". */
export interface ConnectionCheck {
	/** What was looked at: `connection`, `user`, `api-calls`, `rights:Contact`, … */
	check: string;
	/** `attention`: it works, and somebody should look at it. */
	result: 'ok' | 'attention' | 'missing';
	/** Plain words, without field values. */
	finding: string;
	/** The numbers behind it. */
	details?: Record<string, string | number | boolean>;
}
