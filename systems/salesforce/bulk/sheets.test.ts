import { objectDescriptionSchema } from '../contract';
import type { Sendable } from '../save';
import { sheetsOf } from './sheets';

const field = (name: string, more: object = {}) => ({ name, label: name, type: 'string', nillable: true, createable: true, updateable: true, ...more });
const contact = objectDescriptionSchema.parse({
	name: 'Contact',
	label: 'Contact',
	fields: [field('LastName'), field('Legacy__c', { externalId: true }), field('Pact_Id__c', { externalId: true, unique: true })],
});
const newOne = (key: unknown, more: object = {}): Sendable => ({ values: { LastName: 'A', Pact_Id__c: key, ...more } });
const old = (id: string, values: object): Sendable => ({ id, values: { ...values } });

describe('the data of a write job', () => {
	it('has a column for every field that any record writes; what a record does not write is left empty', () => {
		const [sheet] = sheetsOf(contact, [old('003000000000001AAA', { LastName: 'A, "B"' }), old('003000000000002AAA', { Title: null, Score__c: 4.5, Flag__c: false })]);
		expect(sheet?.csv()).toBe('Id,LastName,Title,Score__c,Flag__c\n003000000000001AAA,"A, ""B""",,,\n003000000000002AAA,,#N/A,4.5,false\n');
		expect(sheet?.key).toBeUndefined();
	});

	it('names new records by an external id that is unique, and empties nothing in them', () => {
		const [sheet] = sheetsOf(contact, [newOne('p1', { Title: null }), newOne('p2')]);
		expect(sheet?.key).toBe('Pact_Id__c');
		expect(sheet?.csv()).toBe('LastName,Pact_Id__c,Title\nA,p1,\nA,p2,\n');
	});

	it('is none for new records of which one has no such id', () => {
		expect(sheetsOf(contact, [newOne('p1'), newOne(null)])).toEqual([]);
		expect(sheetsOf(contact, [newOne('p1'), newOne(' p2')])).toEqual([]);
		expect(sheetsOf(contact, [{ values: { LastName: 'A', Legacy__c: 'x' } }])).toEqual([]);
	});

	it('leaves out what it could not carry: the sign for nothing as a text, texts that are too long, structures, and a second record of one name', () => {
		const records = [newOne('p1'), newOne('p2', { LastName: '#N/A' }), newOne('p3', { LastName: 'x'.repeat(32_001) }), newOne('p4', { Account: { Key__c: '1' } }), newOne('P1')];
		expect(sheetsOf(contact, records).flatMap((sheet) => sheet.records)).toEqual([records[0]]);
	});

	it('is divided where it would be too much to hold', () => {
		const records = Array.from({ length: 1_000 }, (_, number) => newOne(`p${number}`, { LastName: 'x'.repeat(30_000) }));
		const sheets = sheetsOf(contact, records);
		expect(sheets.map((sheet) => sheet.records.length)).toEqual([665, 335]);
		expect(sheets.flatMap((sheet) => sheet.records)).toEqual(records);
	});

	it('finds the record that a row of results is about, whatever the order and the spelling of ids', () => {
		const records = [old('003000000000001AAA', { LastName: 'A' }), old('003000000000002', { LastName: 'B' })];
		const [sheet] = sheetsOf(contact, records);
		expect([sheet?.recordOf({ Id: '003000000000002AAA' }), sheet?.recordOf({ sf__Id: '003000000000001' }), sheet?.recordOf({ Id: 'other' })]).toEqual([records[1], records[0], undefined]);
	});
});
