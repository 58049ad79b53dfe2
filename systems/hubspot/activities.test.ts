import { asBody, asPlain, propertyBehind } from './activities';

describe('the text of an activity', () => {
	it.each([
		['<p>One</p><p>Two &amp; <b>three</b></p>', 'One\nTwo & three'],
		['One<br>Two<br/>Three', 'One\nTwo\nThree'],
		['<ul>\n<li>a</li>\n<li>b</li>\n</ul>', 'a\nb'],
		['1 &lt; 2 &amp;amp; 3', '1 < 2 &amp; 3'],
		['', null],
	])('%j is read as %j', (html, text) => expect(asPlain('notes', html)).toBe(text));

	it('that was written is read as it was', () => {
		for (const text of ['a < b', 'one\ntwo', '<script>alert(1)</script>', '&amp;', 'plain']) expect(asPlain('calls', asBody('calls', text))).toBe(text);
	});

	it('of an e-mail is plain to begin with', () => {
		expect(propertyBehind('emails', 'body.text')).toBe('hs_email_text');
		expect(asBody('emails', 'a < b')).toBe('a < b');
		expect(asPlain('emails', 'a < b')).toBe('a < b');
	});
});
