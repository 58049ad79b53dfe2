import fc from 'fast-check';
import { ZodError } from 'zod';
import { compileMapping, mapRecord, type MappingDefinition } from '../../../engine/mapping';
import { LENS_CHOICES, RULE_CHOICES } from '../../../engine/mapping/compile/definition';
import { formatReport } from '../../../engine/mapping/compile/report';
import { DELETE_POLICIES, FAN_OUTS, FIELD_TYPES, MATCH_KINDS, mappedSchema, mappingSchema, RULES, type FieldSchema, type ObjectSchema, type SystemName } from '../../../engine/model';
import { anyJson, anyText, oddName, PATIENCE_MS, runs } from './fuzz';

jest.setTimeout(PATIENCE_MS);

const NAMES = ['Email', 'email', 'LastName', 'last_name', 'FirstName', 'Name', 'name', 'StageName', 'stage', 'pipeline', 'Amount', 'value', 'currency', 'OwnerId', 'Owner.Email', 'owner', 'AccountId', 'company_id', 'Tier__c', 'custom_fields.tier', 'Pact_Id__c', 'HasOptedOutOfEmail', 'consent_status', 'tags', 'RecordType.Name', 'Website', 'domain', 'hs_lead_status', 'lifecyclestage'];
const name = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...NAMES) }, { weight: 1, arbitrary: oddName }, { weight: 1, arbitrary: anyText });
const word = fc.oneof(fc.constantFrom('A', 'a', 'Closed Won', 'closed-won', 'new', 'EUR', 'confirmed', 'Sales', ''), oddName, anyText);
const option = fc.record({ value: word, label: word, active: fc.boolean(), pipeline: word, stageType: fc.constantFrom('open' as const, 'won' as const, 'lost' as const) }, { requiredKeys: ['value', 'label', 'active'] });
const field: fc.Arbitrary<FieldSchema> = fc.record(
	{
		name, label: word, type: fc.constantFrom(...FIELD_TYPES), custom: fc.boolean(), requiredOnCreate: fc.boolean(), createable: fc.boolean(), updateable: fc.boolean(),
		maxLength: fc.constantFrom(0, 1, 80), options: fc.array(option, { maxLength: 5 }), restricted: fc.boolean(), referenceTo: fc.array(fc.oneof(fc.constantFrom('Account', 'companies', 'Contact', 'contacts', 'User'), oddName), { maxLength: 2 }), externalId: fc.boolean(),
	},
	{ requiredKeys: ['name', 'label', 'type', 'custom', 'requiredOnCreate', 'createable', 'updateable'] },
);
const OBJECTS: Record<SystemName, readonly string[]> = { salesforce: ['Contact', 'Account', 'Opportunity', 'Lead', 'Task', 'My__c'], hubspot: ['contacts', 'companies', 'deals', 'notes', '2-77'], pact: ['contacts', 'companies', 'opportunities', 'activities'] };
const schema: fc.Arbitrary<ObjectSchema> = fc.constantFrom<SystemName>('salesforce', 'hubspot', 'pact').chain((system) =>
	fc.record({ system: fc.constant(system), connection: fc.constant('c'), name: fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...OBJECTS[system]) }, { weight: 1, arbitrary: oddName.filter((text) => text !== '') }), label: word, fields: fc.uniqueArray(field, { maxLength: 14, selector: ({ name: own }) => own }) }),
);

const pairs = fc.array(fc.tuple(word, word), { maxLength: 4 });
const fixed = fc.oneof(word, fc.integer(), fc.boolean(), fc.constant(null));
const row = fc.record(
	{
		left: name, right: name, lens: fc.constantFrom(...LENS_CHOICES), rule: fc.constantFrom(...RULE_CHOICES), ignoreClears: fc.boolean(), leftDefault: fixed, rightDefault: fixed,
		country: fc.constantFrom('DE', 'de', 'XX', '  '), leftCurrency: fc.oneof(fc.constantFrom('EUR', 'currency', 'eur'), name), rightCurrency: name, leftLastName: name, rightLastName: name,
		template: fc.oneof(fc.constantFrom('{FirstName} {LastName}', '{', '}', '{}', '{a{b}}', '{__proto__}', '{constructor}'), anyText), leftZone: fc.constantFrom('Europe/Berlin', 'Mars/Base', ''), rightZone: word,
		leftFallback: word, rightFallback: word, values: pairs, tagPrefix: word, byLabel: fc.boolean(), dayOnly: fc.boolean(),
	},
	{ requiredKeys: [] },
);
const both = fc.record({ left: fc.boolean(), right: fc.boolean() });
const condition = fc.record({ field: name.filter((text) => text !== ''), values: fc.array(word, { maxLength: 3 }) });
const said = fc.record(
	{
		autoMap: fc.boolean(), rows: fc.array(row, { maxLength: 6 }), values: fc.array(fc.record({ field: name.filter((text) => text !== ''), leftValue: word, rightValue: word }), { maxLength: 3 }),
		match: fc.oneof(fc.constant('auto' as const), fc.array(fc.record({ kind: fc.constantFrom(...MATCH_KINDS), left: name, right: name }), { maxLength: 3 })), plusAddress: fc.constantFrom('keep' as const, 'drop' as const),
		externalIds: fc.record({ left: name, right: name }, { requiredKeys: [] }), create: both, update: both, deletes: fc.record({ left: fc.constantFrom(...DELETE_POLICIES), right: fc.constantFrom(...DELETE_POLICIES) }),
		fanOut: fc.constantFrom(...FAN_OUTS), createBeside: fc.boolean(), only: fc.record({ left: condition, right: condition, related: fc.boolean() }, { requiredKeys: [] }), tieWinner: fc.constantFrom('left' as const, 'right' as const), defaultRule: fc.constantFrom(...RULES),
		privateFields: fc.record({ left: fc.array(name.filter((text) => text !== ''), { maxLength: 2 }), right: fc.array(name.filter((text) => text !== ''), { maxLength: 2 }) }), referencePairs: fc.dictionary(name, word, { maxKeys: 2 }),
	},
	{ requiredKeys: [] },
);
const assignments = fc.record({ left: fc.dictionary(fc.oneof(oddName, fc.constant('StageName~stage')), fc.dictionary(word, word, { maxKeys: 3 }), { maxKeys: 3 }), right: fc.dictionary(word, fc.dictionary(word, word, { maxKeys: 2 }), { maxKeys: 2 }) }, { requiredKeys: [] });
const value = fc.oneof(word, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null), fc.array(word, { maxLength: 3 }));

describe('definitions of mappings, whatever they say', () => {
	it('become a mapping that fits its schema and a report that people can read, and the mapping maps any record', () => {
		fc.assert(
			fc.property(said, schema, schema, assignments, fc.dictionary(name, value, { maxKeys: 8 }), (definition, left, right, given, record) => {
				const whole = { ...definition, left: { system: left.system, object: left.name }, right: { system: right.system, object: right.name } } as MappingDefinition;
				const { mapping, report } = compileMapping(whole, left, right, given);
				expect(mappingSchema.safeParse(mapping).error?.issues ?? []).toEqual([]);
				expect(formatReport(report)).not.toMatch(/\[object |undefined|NaN|function /);
				for (const { message, fix } of report.problems) expect([message.trim(), fix.trim()]).not.toContain('');
				for (const side of ['left', 'right'] as const) {
					const { values, held } = mapRecord(mapping, side, record);
					expect(mappedSchema.pick({ values: true, held: true }).safeParse({ values, held }).error?.issues ?? []).toEqual([]);
				}
			}),
			runs(600),
		);
	});

	it('are refused as a whole where they are no definition', () => {
		const any: ObjectSchema = { system: 'pact', connection: 'c', name: 'contacts', label: 'Contacts', fields: [] };
		fc.assert(
			fc.property(fc.oneof(anyJson, fc.record({ left: anyJson, right: anyJson, rows: anyJson }), fc.record({ left: fc.constant({ system: 'salesforce', object: 'Contact' }), right: fc.constant({ system: 'pact', object: 'contacts' }), rows: fc.array(anyJson, { maxLength: 2 }), values: anyJson, match: anyJson }, { requiredKeys: ['left', 'right'] })), (definition) => {
				try {
					compileMapping(definition as MappingDefinition, { ...any, system: 'salesforce' }, any);
				} catch (error) {
					if (!(error instanceof ZodError)) throw error;
				}
			}),
			runs(1_000),
		);
	});
});
