interface PairSide {
	system: string;
	object: string;
}

/** The name of a pair where the user gives none: `salesforce-contact~pact-contacts`. */
export function pairId(left: PairSide, right: PairSide): string {
	return `${left.system}-${left.object}~${right.system}-${right.object}`.toLowerCase();
}
