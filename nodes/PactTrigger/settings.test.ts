import type { INodeProperties } from 'n8n-workflow';
import { SWEEP_REACH_MS } from '../../systems/pact';
import { fieldsToRead } from './fields';
import { LIMITS, MIN_SWEEP_MINUTES } from './limits';
import { properties } from './properties';
import { readSettings } from './settings';

const DEFAULTS: Record<string, unknown> = {
	authentication: 'apiKey', objects: ['opportunities', 'companies'], startFrom: 'now', startDate: '', fieldMode: 'all', fields: [], pollSeconds: 60, options: {},
	activityTypes: [], rollUpOpens: true,
};
const settings = (parameters: Record<string, unknown> = {}) => {
	const all = { ...DEFAULTS, ...parameters };
	return readSettings({ getNodeParameter: ((name: string) => all[name]) as never });
};

describe('the settings of the Pact Trigger', () => {
	it('have the documented defaults', () => {
		expect(settings()).toMatchObject({
			authentication: 'apiKey', objects: ['companies', 'opportunities'], from: 'now', pollMs: 60_000, pageSize: 200, lookBackEveryMs: 30 * 60_000,
		});
	});

	it('always look back over everything: that is the sweep', () => {
		expect(settings({ options: { sweepMinutes: 5 } })).toMatchObject({ lookBackMs: SWEEP_REACH_MS, lookBackEveryMs: 5 * 60_000 });
	});

	it('have no filter, because lists take none', () => expect(settings().filterOf('companies')).toBeUndefined());

	it('choose among the activities, and roll up their opens', () => {
		const chosen = settings({ objects: ['activities'], activityTypes: ['email.*'], rollUpOpens: false });
		expect(JSON.parse(chosen.filterOf('activities') ?? '')).toEqual({ types: ['email.*'], rollUpOpens: false });
		expect(JSON.parse(settings().filterOf('activities') ?? '')).toEqual({ rollUpOpens: true });
	});

	it.each([{ options: { pageSize: 201 } }, { options: { sweepMinutes: MIN_SWEEP_MINUTES - 1 } }, { pollSeconds: 1 }, { objects: [] }])('refuse %j', (parameters) => {
		expect(() => settings(parameters)).toThrow();
	});

	it('stand as defaults in the editor', () => {
		const options = properties.find(({ name }) => name === 'options')?.options as INodeProperties[];
		const shown = Object.fromEntries(options.map(({ name, default: value }) => [name, value]));
		expect(shown).toEqual({ pageSize: LIMITS.pageSize, sweepMinutes: LIMITS.lookBackEveryMinutes });
	});
});

describe('the fields of an item of the Pact Trigger', () => {
	const field = (name: string) => ({ name, label: name, type: 'text' as const, custom: false, requiredOnCreate: false, createable: true, updateable: true });
	const schema = { system: 'pact' as const, connection: 'app.pact.place', name: 'contacts', label: 'Contacts', fields: ['email', 'public_id', 'custom_fields.tier'].map(field) };

	it('are all, with the id', () => expect(fieldsToRead(schema, undefined)).toEqual(['public_id', 'email', 'custom_fields.tier']));

	it('are the chosen ones that are still there, with the id', () => {
		expect(fieldsToRead(schema, ['custom_fields.tier', 'custom_fields.gone'])).toEqual(['public_id', 'custom_fields.tier']);
	});
});
