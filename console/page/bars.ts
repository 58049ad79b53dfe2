import { sumBy } from 'lodash';
import { html, type Html } from './html';

/** One colour each, told apart also by people who do not see red and green, and in light and dark. */
export type Tone = 'good' | 'calm' | 'warn' | 'bad' | 'accent';

export interface Bar {
	/** For the axis and for who listens: "14:00". */
	label: string;
	/** `shown`: what stands in the table and is said of it, where that is not the value. */
	parts: ReadonlyArray<{ name: string; tone: Tone; value: number; shown?: string }>;
}

const WIDTH = 720;
const HEIGHT = 120;
/** A bar that is there is seen, however small it is beside the largest. */
const LEAST = 2;

/** Stacked bars with a legend, and the same as a table for who does not see them. `unit`: what is counted. */
export function bars({ title, unit, of }: { title: string; unit: string; of: readonly Bar[] }): Html {
	const names = new Map(of.flatMap(({ parts }) => parts.map(({ name, tone }) => [name, tone] as const)));
	const highest = Math.max(0, ...of.map(heightOf));
	return html`<figure class="bars">
		<figcaption>${title} <span class="mute">${highest > 0 ? html`highest: ${highest.toLocaleString('en')} ${unit}` : 'nothing yet'}</span></figcaption>
		<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}: the numbers are in the table below" preserveAspectRatio="none">${of.map((bar, index) => columnOf(bar, { index, count: of.length, highest, unit }))}</svg>
		<div class="axis mute" aria-hidden="true"><span>${of[0]?.label}</span><span>${of.at(-1)?.label}</span></div>
		<p class="legend">${[...names].map(([name, tone]) => html`<span><i class="dot ${tone}"></i>${name}</span> `)}</p>
		<details><summary>Numbers</summary>${tableOf(of, [...names.keys()], title)}</details>
	</figure>`;
}

const heightOf = ({ parts }: Bar): number => sumBy(parts, 'value');

function columnOf(bar: Bar, { index, count, highest, unit }: { index: number; count: number; highest: number; unit: string }): Html {
	const slot = WIDTH / count;
	let top = HEIGHT;
	const rects = bar.parts
		.filter(({ value }) => value > 0)
		.map(({ name, tone, value, shown }) => {
			const height = Math.max(LEAST, (value / highest) * (HEIGHT - LEAST * bar.parts.length));
			top -= height;
			return html`<rect class="${tone}" x="${(index * slot + slot * 0.1).toFixed(1)}" y="${top.toFixed(1)}" width="${(slot * 0.8).toFixed(1)}" height="${height.toFixed(1)}"><title>${bar.label}: ${shown === undefined ? `${value} ${unit} ${name}` : `${name} ${shown}`}</title></rect>`;
		});
	return html`${rects}`;
}

function tableOf(of: readonly Bar[], names: readonly string[], title: string): Html {
	const valueOf = ({ parts }: Bar, name: string) => {
		const part = parts.find((one) => one.name === name);
		return part?.shown ?? part?.value ?? 0;
	};
	return html`<div class="scroll"><table><caption class="hidden">${title}</caption><thead><tr><th scope="col">from</th>${names.map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
		<tbody>${of.filter((bar) => heightOf(bar) > 0).map((bar) => html`<tr><th scope="row">${bar.label}</th>${names.map((name) => html`<td class="number">${valueOf(bar, name)}</td>`)}</tr>`)}</tbody></table></div>`;
}
