import type { Clock } from '../../engine/run/clock-port';
import type { HttpRequest, HttpResponse } from '../../engine/run/http-port';
import { createPactClient } from './client';

const ID = '00000000-0000-4000-8000-000000000001';
const record = { public_id: ID, created_at: '2026-11-21T08:00:00Z', updated_at: '2026-11-21T08:00:00Z', title: 'Old', custom_fields: {} };

/** A client whose server gives the prepared answers in turn, and what it was asked. */
function prepared(...answers: Array<Partial<HttpResponse>>) {
	const asked: HttpRequest[] = [];
	const clock: Clock = { now: () => new Date('2026-11-21T08:00:00Z'), random: () => 0, sleep: () => Promise.resolve() };
	const client = createPactClient({
		baseUrl: 'https://app.pact.place',
		connection: 'app.pact.place',
		clock,
		http: (request) => {
			asked.push(request);
			return Promise.resolve({ status: 200, headers: {}, body: '', ...answers[asked.length - 1] });
		},
	});
	return { client, asked };
}

describe('an update in Pact', () => {
	it('that is answered without a body is read back', async () => {
		const { client, asked } = prepared({ status: 204 }, { body: JSON.stringify(record) });

		expect(await client.update('contacts', ID, { title: 'New' })).toMatchObject({ public_id: ID });
		expect(asked.map(({ method }) => method)).toEqual(['PATCH', 'GET']);
	});

	it.each([
		['with a web page', '<html>Please sign in</html>'],
		['with half an answer', '{"public_id":"0000'],
	])('that is answered %s and status 200 is no proven update', async (_how, body) => {
		const { client, asked } = prepared({ body });

		await expect(client.update('contacts', ID, { title: 'New' })).rejects.toMatchObject({ details: { class: 'unknown-outcome' } });
		expect(asked).toHaveLength(1);
	});
});
