import { everything, idsByEmail, person, query, refusalOf, type Suite, write } from './suite';

/** Whose name, address and number a service quotes back. */
const QUOTED = `"Ann Marie Private" <ann.private@acme.example>, +49 170 1234567`;
const TELLING = /Ann Marie|ann\.private|1234567/;

export function redaction({ subject }: Suite): void {
	describe('errors', () => {
		it.each([400, 403, 409, 422, 500])('with %d never repeat what a service quotes of a record, of reads or of writes', async (status) => {
			const on = subject();
			for (const match of [on.paths.read, on.paths.write]) on.sandbox.faults.add({ match, kind: 'status', status, times: -1, body: on.refusal(QUOTED) });
			const told = [
				await refusalOf(idsByEmail(on, 'p1@acme.example')),
				await write(on, { op: 'create', values: person(on, 1) }).catch((error: { details: unknown }) => error.details),
			];
			expect(JSON.stringify(told)).not.toMatch(TELLING);
			for (const text of [told].flat()) expect(JSON.stringify(text)).toMatch(/"message":"[^"]{10,}"/);
		});

		it('never repeat the credential that a service quotes', async () => {
			const on = subject();
			on.sandbox.faults.add({ match: on.paths.read, kind: 'status', status: 400, times: -1, body: on.refusal(`The token ${on.secret} is not valid here`) });
			expect(JSON.stringify(await refusalOf(idsByEmail(on, 'p1@acme.example')))).not.toContain(on.secret);
		});

		it('that end a connection name the server and no path, query or credential', async () => {
			const on = subject();
			const start = await everything(on);
			await on.sandbox.close();
			const details = await refusalOf(on.source.readPage({ ...query(on, 5) }, start, { lookBackMs: 0 }));
			expect(details).toMatchObject({ class: 'temporary', message: expect.stringContaining(new URL(on.sandbox.url).host) });
			expect(details.message).not.toMatch(/\/v\d|\?|@/);
			expect(JSON.stringify(details)).not.toContain(on.secret);
		});
	});
}
