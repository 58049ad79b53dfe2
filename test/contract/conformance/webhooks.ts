import type { Suite } from './suite';

const SECRET = 'whsec_of_this_subscription';
const MINUTES = 60_000;

export function webhooks({ subject, where }: Suite): void {
	describe('webhooks', () => {
		where(
			'webhooks',
			(how) => {
				const now = () => subject().sandbox.clock.now();
				const signed = () => how().about('4711', now(), SECRET);
				const later = (ms: number) => new Date(now().getTime() + ms);

				it('that the system signed are believed', () => {
					expect(how().accepts(signed(), now(), SECRET)).toBe(true);
					expect(how().accepts(signed(), later(2 * MINUTES), SECRET)).toBe(true);
				});

				it.each([
					['whose body was changed', () => ({ ...signed(), body: Buffer.concat([signed().body, Buffer.from(' ')]) })],
					['without a signature', () => ({ ...signed(), headers: {} })],
					['with an empty signature', () => ({ ...signed(), headers: Object.fromEntries(Object.keys(signed().headers).map((name) => [name, ''])) })],
					['that somebody else signed', () => how().about('4711', now(), 'another secret')],
				])('%s are not', (_what, delivery) => {
					expect(how().accepts(delivery(), now(), SECRET)).toBe(false);
				});

				it('that are played again an hour later, or come from the future, are not', () => {
					expect(how().accepts(signed(), later(60 * MINUTES), SECRET)).toBe(false);
					expect(how().accepts(how().about('4711', later(60 * MINUTES), SECRET), now(), SECRET)).toBe(false);
				});

				it('are believed by nobody who has no secret', () => {
					expect(how().accepts(how().about('4711', now(), ''), now(), '')).toBe(false);
				});

				it('name the record, and bring no data', () => {
					expect(how().records(signed())).toEqual([{ object: subject().people, id: '4711' }]);
				});

				it.each(['', 'null', '[]', '{}', '<html>', '[{"objectId":{}}]'])('that say nothing we know are about nobody: %j', (text) => {
					expect(how().records({ body: Buffer.from(text), headers: {} })).toEqual([]);
				});
			},
			// Nothing takes a delivery in: there is no check of a signature to be passed.
			() => expect(Object.keys(subject().exports)).not.toContain('validSignature'),
		);
	});
}
