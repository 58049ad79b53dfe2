/** One line of the report. Absolute rates say little on a shared machine: read the ratio. */
export interface Line {
	what: string;
	/** With its unit. */
	result: string;
	/** Against a reference that was measured in the same run. */
	ratio?: string;
}

export interface Section {
	title: string;
	lines: Line[];
	/** What one must know to read the figures. */
	note?: string;
}

const HEAD: Required<Line> = { what: '', result: 'result', ratio: 'against the reference' };

/** A section as aligned text. */
export function sectionText({ title, lines, note }: Section): string {
	const rows = [HEAD, ...lines].map(({ what, result, ratio = '' }) => [what, result, ratio] as const);
	const [whatWidth, resultWidth] = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
	const text = rows.map(([what, result, ratio]) =>
		`  ${what.padEnd(whatWidth ?? 0)}  ${result.padStart(resultWidth ?? 0)}  ${ratio}`.trimEnd(),
	);
	return [`\n${title}`, ...text, ...(note === undefined ? [] : [`  ${note}`])].join('\n');
}

const DIGITS = 3;

export const number = (value: number): string => Number(value.toPrecision(DIGITS)).toLocaleString('en-US');
export const perSecond = (value: number, unit: string): string => `${number(value)} ${unit}/s`;
export const times = (value: number, reference: string): string => `${number(value)} × ${reference}`;
export const megabytes = (bytes: number): string => `${number(bytes / 1e6)} MB`;
