import { createHmac } from 'node:crypto';
import { formToken, isOurForm } from './form-token';

const hash = (text: string) => createHmac('sha256', 'secret').update(text).digest('base64');
const NOW = 1_795_000_000_000;

describe('the token of a form', () => {
	const token = formToken(hash, '/webhook/console', NOW);

	it('is taken for its page, for a working day', () => {
		expect(isOurForm(hash, '/webhook/console', token, NOW)).toBe(true);
		expect(isOurForm(hash, '/webhook/console', token, NOW + 12 * 3_600_000)).toBe(true);
		expect(isOurForm(hash, '/webhook/console', token, NOW + 12 * 3_600_000 + 1)).toBe(false);
	});

	it.each([
		['of another page', '/webhook/other', token],
		['with a longer time', '/webhook/console', token.replace(/^\d+/, String(NOW * 2))],
		['that somebody made up', '/webhook/console', `${NOW + 1_000}.abc`],
		['that is missing', '/webhook/console', ''],
	])('%s is refused', (_what, page, given) => {
		expect(isOurForm(hash, page, given, NOW)).toBe(false);
	});
});
