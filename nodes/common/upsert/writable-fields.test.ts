import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { field, readOnly, salesforce } from '../../../engine/mapping/compile/compile.fixture';
import { SystemError, type ObjectSchema } from '../../../engine/model';
import type { Salesforce } from '../systems';
import { writableFieldOptions } from './writable-fields';

const OBJECTS = [{ value: 'Contact' }, { value: 'Lead' }];
const context = { getNode: () => ({ name: 'Salesforce Upsert' }) } as unknown as ILoadOptionsFunctions;
let orgs = 0;

/** The choices of a node whose org has these objects; another one each time, since schemas are remembered. */
async function choices(objects: readonly ObjectSchema[]) {
	const describe = async (name: string): Promise<ObjectSchema> => {
		const found = objects.find((schema) => schema.name === name);
		if (found === undefined) throw new SystemError({ class: 'not-allowed', message: `Not allowed to see ${name}.` });
		return found;
	};
	const org = { connection: `org-${(orgs += 1)}`, schema: { describe } } as unknown as Salesforce;
	return await writableFieldOptions('salesforce', OBJECTS, async () => org).getWritableFields.call(context);
}

const contact = salesforce('Contact', [field('Title'), field('OwnerId', 'reference', { referenceTo: ['User'] }), field('CreatedDate', 'datetime', readOnly)]);
const lead = salesforce('Lead', [field('Title'), field('Company')]);

it('are offered by name, once, with the objects that have them; nothing that cannot be written', async () => {
	const offered = await choices([contact, lead]);
	expect(offered.map(({ value, description }) => [value, description])).toEqual(expect.arrayContaining([['Title', 'Contact, Lead'], ['Company', 'Lead'], ['OwnerId', 'Contact']]));
	expect(offered.map(({ value }) => value)).not.toContain('CreatedDate');
	expect(new Set(offered.map(({ value }) => value)).size).toBe(offered.length);
});

it('are offered of the objects that can be seen; where none can, it is said why', async () => {
	expect((await choices([lead])).map(({ value }) => value)).toEqual(expect.arrayContaining(['Company', 'Title']));
	await expect(choices([])).rejects.toThrow('Not allowed to see Contact.');
});
