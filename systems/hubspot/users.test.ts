import { namesOfUsers } from './users';

const owner = (more: object) => ({ id: '1', archived: false, ...more });
const nameOf = namesOfUsers([owner({ userId: '9001', firstName: 'Ida', lastName: 'Berg', email: 'ida@x.example' }), owner({ id: '2', userId: '9002', email: 'bo@x.example' })]);

it.each([
	['a user whom the owners name', { user: '9001', source: 'CRM_UI' }, 'Ida Berg'],
	['one with an address alone', { user: '9002' }, 'bo@x.example'],
	['one whom nobody has named', { user: '77' }, 'user 77'],
	['what is no person', { source: 'IMPORT' }, 'an import'],
])('names %s', (_what, change, by) => expect(nameOf({ at: '', ...change })).toEqual({ by }));

it('says nothing where HubSpot does not', () => expect([nameOf({ at: '' }), nameOf({ at: '', source: 'SOMETHING_NEW' })]).toEqual([{}, {}]));
