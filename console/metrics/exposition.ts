/** Text format 0.0.4 of Prometheus (prometheus.io/docs/instrumenting/exposition_formats). */
export const EXPOSITION_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
	labels?: Labels;
	/** Undefined: not known now, so that nothing is said. */
	value: number | undefined;
}

export interface Metric {
	/** Letters, digits and `_`. */
	name: string;
	help: string;
	type: 'counter' | 'gauge';
	samples: readonly Sample[];
}

/** Metrics as a scraper reads them; one without samples is left out. */
export function exposition(metrics: readonly Metric[]): string {
	return metrics.map(textOf).join('');
}

function textOf({ name, help, type, samples }: Metric): string {
	const lines = samples.flatMap(({ labels = {}, value }) => (value === undefined ? [] : [`${name}${labelsOf(labels)} ${value}\n`]));
	return lines.length === 0 ? '' : `# HELP ${name} ${escapedHelp(help)}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

const labelsOf = (labels: Labels): string => {
	const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapedValue(value)}"`);
	return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
};

const escapedHelp = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
const escapedValue = (text: string): string => escapedHelp(text).replaceAll('"', '\\"');
