import { contact, contacts, known, lead, remap, ticketed, told, useWorld, world } from '../../../test/support/run-bench';
import type { ArchiveResult } from '../system-port';
import type { MappedItem } from '../../model';

useWorld();

const archived: string[] = [];
const ok: ArchiveResult = { ok: true };
beforeEach(() => {
	archived.length = 0;
});

/** The target can archive (by `answer`), and can or cannot bring back. */
function canArchive(answer: (id: string) => ArchiveResult = () => ok, restores = true): void {
	world.target.port.archive = async (_object, ids) => {
		archived.push(...ids);
		for (const id of ids) if (answer(id).ok) world.target.records.find((record) => record.id === id)!.gone = { kind: 'deleted' };
		return ids.map(answer);
	};
	if (!restores) return;
	world.target.port.restore = async (_object, ids) => {
		for (const id of ids) delete world.target.records.find((record) => record.id === id)!.gone;
		return ids.map(() => ok);
	};
}

const removed = (id: string): MappedItem[] => {
	world.time += 1_000;
	world.source.remove('Contact', id);
	return contacts([id]);
};
const passOn = async () => await remap('Contact', { deletes: { left: 'ignore', right: 'archive' } });
const linked = async (id: string) => (await world.store.links('Contact~contacts', 'left', [{ system: 'salesforce', connection: '00D', object: 'Contact', id }]))[0];

describe('a delete', () => {
	it('is passed on where the mapper says so, once', async () => {
		canArchive();
		await passOn();
		contact('C1', 'ann@acme.example');
		await world.batch(contacts());
		expect(told(await world.batch(removed('C1')))).toEqual(['C1 updated/archived']);
		expect(told(await world.batch(contacts()))).toEqual(['C1 skipped/delete-ignored']);
		expect(archived).toEqual(['p1']);
		expect((await linked('C1'))?.gone).toMatchObject({ left: { kind: 'deleted' }, right: { kind: 'archived' } });
	});

	it('is left at that where the target cannot archive, and of a record that was never linked', async () => {
		await passOn();
		contact('C1', 'ann@acme.example');
		await world.batch(contacts());
		const [outcome] = await world.batch(removed('C1'));
		expect(outcome).toMatchObject({ outcome: 'skipped', reason: 'delete-ignored', message: expect.stringContaining('no way to archive Pact contacts p1') as string });
		contact('C2', 'bob@acme.example');
		expect(told(await world.batch(removed('C2')))).toEqual(['C2 skipped/delete-ignored']);
	});

	it('only says what it would do in a dry run', async () => {
		canArchive();
		await passOn();
		contact('C1', 'ann@acme.example');
		await world.batch(contacts());
		expect(told(await world.batch(removed('C1'), { dryRun: true }))).toEqual(['C1 updated/archived']);
		expect(archived).toEqual([]);
		expect(await linked('C1')).not.toHaveProperty('gone');
	});

	it('waits for a person beyond the largest number of a run, as an issue', async () => {
		canArchive();
		await passOn();
		for (const id of ['C1', 'C2', 'C3']) contact(id, `${id}@acme.example`);
		await world.batch(contacts());
		const items = await ticketed(['C1', 'C2', 'C3'].flatMap(removed));
		const outcomes = await world.batch(items, { guards: { maxArchives: 1 } });
		expect(told(outcomes)).toEqual(['C1 updated/archived', 'C2 waiting/guard-tripped', 'C3 waiting/guard-tripped']);
		expect(await world.store.pendingCounts()).toMatchObject({ issue: 2 });
		expect(await world.store.openReviews()).toMatchObject([{ kind: 'deletes', count: 2 }]);
		// Its link is as it was: who restores the record has lost nothing.
		expect(await linked('C2')).not.toHaveProperty('gone');
	});

	it('that the target refuses is tried again', async () => {
		canArchive(() => ({ ok: false, error: { class: 'temporary', message: 'Down for a moment.' } }));
		await passOn();
		contact('C1', 'ann@acme.example');
		await world.batch(contacts());
		const items = await ticketed(removed('C1'));
		expect(told(await world.batch(items))).toEqual(['C1 waiting/system-error']);
		expect(await world.store.pendingCounts()).toMatchObject({ due: 1 });
		expect(await linked('C1')).not.toHaveProperty('gone');
	});

	it('that was read before an undo does not undo it', async () => {
		contact('C1', 'ann@acme.example');
		await world.batch(contacts());
		const before = contacts();
		await world.batch(removed('C1'));
		expect(told(await world.batch(before))).toEqual(['C1 skipped/superseded']);
		expect((await linked('C1'))?.gone).toMatchObject({ left: { kind: 'deleted' } });
	});
});

describe('a restore', () => {
	const back = (id: string, more = {}): MappedItem[] => {
		world.time += 1_000;
		world.source.rows.find((row) => row.id === id)!.kind = 'upserted';
		contact(id, 'ann@acme.example', more);
		return contacts([id]);
	};

	it('brings back what was archived, and then the record is kept in step', async () => {
		canArchive();
		await passOn();
		contact('C1', 'ann@acme.example');
		await world.batch(contacts());
		await world.batch(removed('C1'));
		const items = back('C1', { Title: 'CEO' });
		expect(told(await world.batch(items))).toEqual(['C1 waiting/restored']);
		expect(told(await world.batch(items))).toEqual(['C1 updated/restored']);
		expect(told(await world.batch(items))).toEqual(['C1 updated/updated']);
		expect(known().gone).toBeUndefined();
		expect(known().fields.title).toBe('CEO');
		expect(await linked('C1')).not.toHaveProperty('gone');
	});

	it('says that a person must do it where the target has no call for it', async () => {
		canArchive(() => ok, false);
		await passOn();
		contact('C1', 'ann@acme.example');
		await world.batch(contacts());
		await world.batch(removed('C1'));
		const items = back('C1', { Title: 'CEO' });
		await world.batch(items);
		expect(told(await world.batch(items))).toEqual(['C1 conflict/target-gone']);
		delete known().gone;
		expect(told(await world.batch(items))).toEqual(['C1 waiting/restored']);
		expect(told(await world.batch(items))).toEqual(['C1 updated/updated']);
		expect(world.target.records).toHaveLength(1);
	});
});

describe('a conversion', () => {
	it('takes along what was in agreement in the fields that both mappings read alike', async () => {
		lead('L1', 'ann@acme.example', { Title: 'CEO' });
		await world.batch(world.items('Lead'));
		const [item] = world.items('Lead') as [MappedItem];
		expect(told(await world.batch([{ ...item, change: { ...item.change, converted: { Account: 'A1', Contact: 'C1' } } }]))).toEqual(['L1 skipped/converted']);
		const link = await linked('C1');
		expect(link?.right.id).toBe('p1');
		expect(Object.keys(link?.base ?? {}).sort()).toEqual(['Email~email', 'LastName~name', 'Title~title']);
		contact('C1', 'ann@acme.example', { LastName: 'L1', Title: 'CEO' });
		expect(told(await world.batch(contacts()))).toEqual(['C1 unchanged/no-difference']);
		expect(world.target.records).toHaveLength(1);
		expect(world.target.writes).toHaveLength(1);
	});

	it('that Salesforce tells by refusing the write is no failure', async () => {
		contact('C1', 'ann@acme.example');
		await world.batch(contacts());
		world.target.fault = () => ({ refuse: { class: 'converted', message: 'The lead was converted.' } });
		contact('C1', 'ann@acme.example', { Title: 'CEO' });
		expect(told(await world.batch(contacts()))).toEqual(['C1 skipped/converted']);
	});
});
