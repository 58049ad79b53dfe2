import type { SourceQuery } from '../../engine/run/system-port';
import { schemaCache } from '../common/schema-cache';
import type { Salesforce } from '../common/systems';
import { fieldsToRead } from './fields';
import type { TriggerSettings } from './settings';

/** What is asked of Salesforce for one object, by its schema of now. @throws SystemError */
export async function queryFor(salesforce: Salesforce, settings: TriggerSettings, object: string): Promise<Omit<SourceQuery, 'limit'>> {
	const schema = await schemaCache.describe({ system: 'salesforce', ...salesforce }, object);
	const filter = settings.filterOf(object);
	return { object, fields: fieldsToRead(schema, settings.fieldsOf?.(object)), ...(filter === undefined ? {} : { filter }) };
}
