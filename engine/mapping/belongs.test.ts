import type { RecordRef } from '../model';
import { belongs } from './belongs';
import { idKeptIn, keptId } from './kept-id';

describe('which records a pair is about', () => {
	const only = { left: { field: 'TaskSubtype', values: ['Call', 'List*'] }, right: { field: 'type', values: ['email.*', ''] } };

	it.each<['left' | 'right', Record<string, string | null>, boolean]>([
		['left', { TaskSubtype: 'Call' }, true],
		['left', { TaskSubtype: 'call' }, true],
		['left', { TaskSubtype: 'ListEmail' }, true],
		['left', { TaskSubtype: 'Email' }, false],
		['left', { TaskSubtype: null }, false],
		['right', { type: 'email.opened' }, true],
		['right', { type: 'emails' }, false],
		['right', { type: null }, true],
	])('on the %s, %j: %s', (side, fields, expected) => expect(belongs({ only }, side, fields)).toBe(expected));

	it('are all where nothing is said, and those of which the field was not read', () => {
		expect(belongs({}, 'left', { TaskSubtype: 'Email' })).toBe(true);
		expect(belongs({ only }, 'left', { Subject: 'Hello' })).toBe(true);
	});

	it('are none where no value is: what is only read from the other side', () => {
		expect(belongs({ only: { left: { field: 'TaskSubtype', values: [] } } }, 'left', { TaskSubtype: 'Task' })).toBe(false);
	});
});

describe('a key that names a record of all systems', () => {
	const task: RecordRef = { system: 'salesforce', connection: '00D1', object: 'Task', id: '00T1' };

	it('holds the whole ref, so that two portals never share one', () => {
		expect(keptId('dedupe_key', task)).not.toBe(keptId('dedupe_key', { ...task, connection: '00D2' }));
		expect(keptId('Pact_Id__c', task)).toBe('00T1');
	});

	it('leads back to its record, and to no other object', () => {
		const kept = keptId('dedupe_key', task);
		expect(idKeptIn('dedupe_key', kept, task)).toBe('00T1');
		expect(idKeptIn('dedupe_key', kept, { system: 'salesforce', object: 'Event' })).toBeUndefined();
		expect(idKeptIn('dedupe_key', kept, { system: 'hubspot', object: 'Task' })).toBeUndefined();
	});

	it.each(['', 'somebody else’s key', 'a|b|c|d', 'salesforce|00D1|Task|00T1|more', null])('of somebody else (%s) leads nowhere', (value) => {
		expect(idKeptIn('dedupe_key', value, task)).toBeUndefined();
	});
});
