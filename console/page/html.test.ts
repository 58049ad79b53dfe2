import fc from 'fast-check';
import { html } from './html';

describe('html', () => {
	it('escapes whatever it is given, in text and in attributes', () => {
		const evil = `"><script>alert('x')</script>&`;
		expect(html`<a title="${evil}">${evil}</a>`.text).toBe(
			'<a title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;">&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;</a>',
		);
	});

	it('keeps its own HTML, joins lists, and leaves out what is not there', () => {
		expect(html`<ul>${[html`<li>${1}</li>`, [html`<li>${'<'}</li>`], null, undefined, false]}</ul>`.text).toBe('<ul><li>1</li><li>&lt;</li></ul>');
	});

	it('lets no text open a tag or end an attribute', () => {
		fc.assert(fc.property(fc.string(), (text) => !/[<>"']/.test(html`${text}`.text)));
	});
});
