import { DEMO_TOKENS } from '../../sandbox/hubspot';
import { ALL_SCOPES, BATCH_STATUS_SCOPE } from '../../sandbox/hubspot/auth/scopes';
import type { HubSpotRecords } from '../../systems/hubspot';
import { type HubSpotSubject, hubSpotSubject } from './subjects/hubspot';

const OPT_OUT = 'email.optout';
const MARKETING = '316890482';
const ONE_TYPE = `${OPT_OUT}.${MARKETING}`;
const EMAIL = 'ann@acme.example';
const HOUR = 3_600_000;

/** HubSpot keeps an opt-out with the e-mail address; contacts show it in properties that nobody can write. */
describe('the e-mail opt-out of a HubSpot contact', () => {
	let hub: HubSpotSubject;
	beforeEach(async () => {
		hub = await hubSpotSubject();
	});
	afterEach(() => hub.sandbox.close());

	const preferences = () => hub.sandbox.preferences;
	const wait = (ms: number) => hub.sandbox.clock.advance(ms);
	const make = (email: string | undefined = EMAIL) =>
		hub.make('contacts', { lastname: 'Ann', ...(email === undefined ? {} : { email }) });
	const read = async (id: string, fields = [OPT_OUT], records: HubSpotRecords = hub.records) =>
		(await records.read('contacts', [id], fields)).get(id)?.fields;
	const update = async (id: string, values: Record<string, string | boolean>, records: HubSpotRecords = hub.records) =>
		(await records.write('contacts', [{ op: 'update', id, values }]))[0];
	const out = (email = EMAIL) => preferences().optedOutAt(email) !== undefined;
	const property = (id: string, name: string) => hub.sandbox.record('contacts', id)?.properties[name];

	describe('read', () => {
		it('is what the contact shows, at no further call, for a contact that was not touched lately', async () => {
			const [ann, bob] = [make(), make('bob@acme.example')];
			preferences().unsubscribeAll(EMAIL);
			wait(HOUR);
			hub.sandbox.stats.reset();
			const states = await hub.records.read('contacts', [ann, bob], [OPT_OUT, ONE_TYPE]);
			expect(states.get(ann)?.fields).toEqual({ [OPT_OUT]: 'true', [ONE_TYPE]: 'true' });
			expect(states.get(bob)?.fields).toEqual({ [OPT_OUT]: 'false', [ONE_TYPE]: 'false' });
			expect(hub.sandbox.stats.snapshot().calls).toBe(1);
		});

		it('is that of the address where the contact is new and does not show it yet', async () => {
			preferences().unsubscribeAll(EMAIL);
			preferences().holdMirrors();
			const id = make();
			expect(property(id, 'hs_email_optout')).toBeUndefined();
			expect(await read(id)).toEqual({ [OPT_OUT]: 'true' });
		});

		it('is that of the new address a moment after it was changed, not that of the old one', async () => {
			const id = make();
			wait(HOUR);
			preferences().unsubscribeAll('new@acme.example');
			preferences().holdMirrors();
			hub.edit('contacts', id, { email: 'new@acme.example' });
			expect(await read(id)).toEqual({ [OPT_OUT]: 'true' });
		});

		it('asks nothing about the address where something else was changed, and once a minute where it was', async () => {
			const id = make();
			wait(HOUR);
			hub.edit('contacts', id, { jobtitle: 'CEO' });
			hub.sandbox.stats.reset();
			await read(id);
			// The record, and the history of its address.
			expect(hub.sandbox.stats.snapshot().calls).toBe(2);
			hub.edit('contacts', id, { email: 'new@acme.example' });
			await read(id);
			hub.sandbox.stats.reset();
			await read(id);
			expect(hub.sandbox.stats.snapshot().calls).toBe(1);
		});

		it('of one subscription type is told apart from all e-mail', async () => {
			preferences().unsubscribe(EMAIL, MARKETING, {});
			preferences().holdMirrors();
			expect(await read(make(), [OPT_OUT, ONE_TYPE])).toEqual({ [OPT_OUT]: 'false', [ONE_TYPE]: 'true' });
		});

		it('takes one call for a hundred addresses where the account may ask for many at once', async () => {
			const token = hub.sandbox.tokens.addKey([...ALL_SCOPES, BATCH_STATUS_SCOPE]);
			const { records } = hub.withToken(token);
			preferences().unsubscribeAll('person7@acme.example');
			preferences().holdMirrors();
			const ids = Array.from({ length: 50 }, (_, n) => make(`person${n}@acme.example`));
			hub.sandbox.stats.reset();
			const states = await records.read('contacts', ids, [OPT_OUT]);
			expect(ids.filter((id) => states.get(id)?.fields[OPT_OUT] === 'true')).toEqual([ids[7]]);
			expect(hub.sandbox.stats.snapshot().calls).toBe(3);
		});

		it('goes address by address where it may not, and asks for many only once', async () => {
			preferences().unsubscribeAll('person7@acme.example');
			preferences().holdMirrors();
			const ids = Array.from({ length: 10 }, (_, n) => make(`person${n}@acme.example`));
			const states = await hub.records.read('contacts', ids, [OPT_OUT]);
			expect(ids.filter((id) => states.get(id)?.fields[OPT_OUT] === 'true')).toEqual([ids[7]]);
			hub.sandbox.stats.reset();
			const more = Array.from({ length: 10 }, (_, n) => make(`other${n}@acme.example`));
			await hub.records.read('contacts', more, [OPT_OUT]);
			expect(hub.sandbox.stats.snapshot().calls).toBe(12);
		});

		it('is the contact’s own property where the credential may not see preferences', async () => {
			preferences().unsubscribeAll(EMAIL);
			const { records } = hub.withToken(DEMO_TOKENS.noPreferences);
			expect(await read(make(), [OPT_OUT], records)).toEqual({ [OPT_OUT]: 'true' });
			expect(await read(make('bob@acme.example'), [OPT_OUT], records)).toEqual({ [OPT_OUT]: 'false' });
		});

		it('is not said of a contact without an address', async () => {
			expect(await read(hub.make('contacts', { lastname: 'Ann' }))).toEqual({});
		});

		it('comes with the changes', async () => {
			const start = await hub.source.start('contacts', 'now');
			wait(1_000);
			preferences().unsubscribeAll(EMAIL);
			make();
			wait(1_000);
			const query = { object: 'contacts', fields: ['email', OPT_OUT], limit: 10 };
			const { changes } = await hub.source.readPage(query, start, { lookBackMs: 0 });
			expect(changes.map(({ fields }) => fields)).toEqual([{ email: EMAIL, [OPT_OUT]: 'true' }]);
		});
	});

	describe('written', () => {
		it('opts the address out of all e-mail, and says so', async () => {
			const id = make();
			expect(await update(id, { [OPT_OUT]: true, jobtitle: 'CEO' })).toMatchObject({
				ok: true,
				record: { fields: { [OPT_OUT]: 'true', jobtitle: 'CEO' } },
			});
			expect(out()).toBe(true);
			expect(await read(id)).toEqual({ [OPT_OUT]: 'true' });
		});

		it('is known although the contact does not show it yet', async () => {
			const id = make();
			wait(HOUR);
			preferences().holdMirrors();
			await update(id, { [OPT_OUT]: 'true' });
			expect(property(id, 'hs_email_optout')).not.toBe('true');
			wait(5 * 60_000);
			expect(await read(id)).toEqual({ [OPT_OUT]: 'true' });
		});

		it('of one subscription type leaves the others, and may be repeated', async () => {
			const id = make();
			for (let times = 0; times < 2; times += 1) {
				expect(await update(id, { [ONE_TYPE]: true })).toMatchObject({ ok: true });
			}
			expect(out()).toBe(false);
			expect(preferences().status(EMAIL, MARKETING).state).toBe('UNSUBSCRIBED');
		});

		it('comes before everything else of all records of the call, creates too', async () => {
			const before: boolean[] = [];
			hub.sandbox.portal.onChange((change) => {
				const edited = 'changed' in change && change.changed.some(({ name }) => name === 'jobtitle');
				if (change.kind === 'created' || edited) before.push(out('new@acme.example') && out());
			});
			const ann = make();
			const bob = make('bob@acme.example');
			before.length = 0;
			await hub.records.write('contacts', [
				{ op: 'update', id: bob, values: { jobtitle: 'CTO' } },
				{ op: 'create', values: { lastname: 'New', email: 'new@acme.example', [OPT_OUT]: true } },
				{ op: 'update', id: ann, values: { jobtitle: 'CEO', [OPT_OUT]: true } },
			]);
			expect(before).toEqual([true, true, true]);
		});

		it('is for the address that the contact has and for the one that it gets', async () => {
			const id = make();
			await update(id, { email: 'new@acme.example', [OPT_OUT]: true });
			expect([out(), out('new@acme.example')]).toEqual([true, true]);
			expect(property(id, 'email')).toBe('new@acme.example');
		});

		it('moves along with a new address that the sync writes, of all e-mail or of single subscription types', async () => {
			const [ann, bob, eve] = [make(), make('bob@acme.example'), make('eve@acme.example')];
			preferences().holdMirrors();
			preferences().unsubscribeAll(EMAIL);
			preferences().unsubscribe('bob@acme.example', MARKETING, {});
			const moved = [ann, bob, eve].map((id, n) => ({ op: 'update' as const, id, values: { email: `new${n}@acme.example` } }));
			expect((await hub.records.write('contacts', moved)).every(({ ok }) => ok)).toBe(true);
			const states = [0, 1, 2].map((n) => [out(`new${n}@acme.example`), preferences().status(`new${n}@acme.example`, MARKETING).state]);
			expect(states).toEqual([[true, 'UNSUBSCRIBED'], [false, 'UNSUBSCRIBED'], [false, 'NOT_SPECIFIED']]);
		});

		it('is not asked for where a write names the address that the contact has, or the credential may not', async () => {
			const id = make();
			hub.sandbox.stats.reset();
			await update(id, { email: EMAIL.toUpperCase(), jobtitle: 'CEO' });
			expect(hub.sandbox.stats.snapshot().calls).toBe(2);
			const { records } = hub.withToken(DEMO_TOKENS.noPreferences);
			expect(await update(id, { email: 'new@acme.example' }, records)).toMatchObject({ ok: true });
		});

		it('stays written where the rest of the record is refused', async () => {
			const id = make();
			expect(await update(id, { persona: 'Secret Persona', [OPT_OUT]: true })).toMatchObject({
				ok: false,
				error: { class: 'invalid' },
			});
			expect(out()).toBe(true);
		});

		it('without the scope is refused with its name, and nothing else of the record is written', async () => {
			const { records } = hub.withToken(DEMO_TOKENS.noPreferences);
			const [ann, bob] = [make(), make('bob@acme.example')];
			const [refused, written] = await records.write('contacts', [
				{ op: 'update', id: ann, values: { jobtitle: 'CEO', [OPT_OUT]: true } },
				{ op: 'update', id: bob, values: { jobtitle: 'CTO' } },
			]);
			expect(refused).toMatchObject({ ok: false, error: { class: 'not-allowed', status: 403, fields: [OPT_OUT] } });
			expect(JSON.stringify(refused)).toContain('communication_preferences');
			expect(JSON.stringify(refused)).not.toContain(EMAIL);
			expect(written).toMatchObject({ ok: true });
			expect([property(ann, 'jobtitle'), property(bob, 'jobtitle')]).toEqual([undefined, 'CTO']);
		});

		it('never opts anybody in: an opted-out contact is refused, and for another there is nothing to do', async () => {
			const [ann, bob] = [make(), make('bob@acme.example')];
			preferences().unsubscribeAll(EMAIL);
			expect(await update(ann, { [OPT_OUT]: false, jobtitle: 'CEO' })).toMatchObject({
				ok: false,
				error: { class: 'invalid', code: 'OPTED_OUT', fields: [OPT_OUT] },
			});
			expect(await update(bob, { [OPT_OUT]: false, jobtitle: 'CEO' })).toMatchObject({ ok: true });
			expect([out(), preferences().status('bob@acme.example', MARKETING).state]).toEqual([true, 'NOT_SPECIFIED']);
		});

		it('to a contact without an address is nothing, until it gets one with the same write', async () => {
			const id = hub.make('contacts', { lastname: 'Ann' });
			expect(await update(id, { [OPT_OUT]: true, jobtitle: 'CEO' })).toMatchObject({ ok: true });
			await update(id, { [OPT_OUT]: true, email: EMAIL });
			expect(out()).toBe(true);
		});

		it('of a contact that was merged away opts out the one that it was merged into', async () => {
			const [ann, other] = [make(), make('other@acme.example')];
			hub.sandbox.merge('contacts', ann, other);
			await update(other, { [OPT_OUT]: true });
			expect(out()).toBe(true);
		});
	});

	describe('as a field', () => {
		const fields = async (token: string) =>
			(await hub.withToken(token).schema.describe('contacts')).fields.filter(({ name }) => name.startsWith(OPT_OUT));

		it('is there for all e-mail and for each subscription type that is in use', async () => {
			expect((await fields(DEMO_TOKENS.full)).map(({ name, label, type, updateable }) => ({ name, label, type, updateable }))).toEqual([
				{ name: OPT_OUT, label: 'E-mail opt-out (communication preferences)', type: 'boolean', updateable: true },
				...['One to One', 'Marketing Information', 'Product Updates'].map((name, n) => ({
					name: `${OPT_OUT}.${316890481 + n}`,
					label: `E-mail opt-out: ${name}`,
					type: 'boolean',
					updateable: true,
				})),
			]);
		});

		it('is only read where the credential lacks the scope, and says so', async () => {
			const [field, ...others] = await fields(DEMO_TOKENS.noPreferences);
			expect(field).toMatchObject({ updateable: false, createable: false });
			expect(field?.label).toContain('communication_preferences.read_write');
			expect(others).toEqual([]);
		});

		it('is none of a company', async () => {
			expect((await hub.schema.describe('companies')).fields.filter(({ name }) => name.startsWith(OPT_OUT))).toEqual([]);
		});
	});
});
