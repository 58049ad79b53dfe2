import { escape } from 'lodash';

/** HTML that is safe to send: only `html` makes it, and `html` escapes everything that is not `Html` itself. */
export class Html {
	constructor(readonly text: string) {}
}

export type Child = Html | string | number | false | null | undefined | readonly Child[];

/** `` html`<p>${name}</p>` ``: values are escaped (also inside quoted attributes), `Html` is kept, lists are joined, nothing is nothing. */
export function html(parts: TemplateStringsArray, ...children: readonly Child[]): Html {
	return new Html(parts.map((part, index) => part + (index < children.length ? textOf(children[index]) : '')).join(''));
}

function textOf(child: Child): string {
	if (child === undefined || child === null || child === false) return '';
	if (child instanceof Html) return child.text;
	if (typeof child === 'object') return child.map(textOf).join('');
	return escape(String(child));
}
